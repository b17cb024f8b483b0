/** How a command reaches the platform: the instance of the data folder, or one elsewhere by address and token. */
import { LiusuClient } from '@liusu/contract/client';
import type { Project } from '@liusu/contract/user';
import { dataFolderAt } from '@liusu/server/src/lib/data-folder.ts';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';
import { findRunningPlatform } from '@liusu/server/src/lib/instance.ts';

import type { CommandContext } from './command-context.ts';
import { localToken } from './local-token.ts';
import { processTable } from './run-process.ts';

export interface Connection {
  client: LiusuClient;
  baseUrl: string;
}

/** Throws INSTANCE_NOT_RUNNING when the data folder has no living platform and no address was given. */
export function connect(context: CommandContext): Connection {
  const connection = findConnection(context);
  if (connection === undefined)
    throw new LiusuError('INSTANCE_NOT_RUNNING', `no platform runs on the data folder ${context.dataDir}`);
  return connection;
}

/** As `connect`, undefined when nothing runs. */
export function findConnection(context: CommandContext): Connection | undefined {
  const { url, token } = context.environment;
  if (url !== undefined) {
    const baseUrl = url.replace(/\/+$/, '');
    return { baseUrl, client: new LiusuClient({ baseUrl, ...(token === undefined ? {} : { token }) }) };
  }
  const folder = dataFolderAt(context.dataDir);
  const platform = findRunningPlatform(folder, processTable);
  if (platform === undefined) return undefined;
  const baseUrl = `http://${localAddress(platform.host)}:${platform.port}`;
  const local = token ?? localToken(folder);
  return { baseUrl, client: new LiusuClient({ baseUrl, ...(local === undefined ? {} : { token: local }) }) };
}

/** Where this machine itself reaches a server that listens on `host`. */
export function localAddress(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** The project a command works in: the one named, else the first. Throws NOT_FOUND. */
export async function projectOf(client: LiusuClient, name?: string): Promise<Project> {
  const { items } = await client.call('listProjects');
  const project = name === undefined ? items[0] : items.find((item) => item.name === name || item.id === name);
  if (project === undefined)
    throw new LiusuError('NOT_FOUND', name === undefined ? 'you are in no project' : `there is no project ${name}`);
  return project;
}

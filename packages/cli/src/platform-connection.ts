/** How a command reaches the platform: the instance of the data folder, or one elsewhere by address and token. */
import { LiusuClient } from '@liusu/contract/client';
import { isCalled } from '@liusu/contract/project-name';
import type { Project } from '@liusu/contract/user';
import { dataFolderAt } from '@liusu/server/src/lib/data-folder.ts';
import { hasCode, LiusuError } from '@liusu/server/src/lib/errors.ts';
import { findRunningPlatform } from '@liusu/server/src/lib/instance.ts';

import { type CommandContext, say } from './command-context.ts';
import { isGuarded } from './guard.ts';
import { text } from './language.ts';
import { localToken } from './local-token.ts';
import { processTable } from './run-process.ts';
import { until } from './until.ts';

export interface Connection {
  client: LiusuClient;
  baseUrl: string;
}

/**
 * Throws when the data folder has no living platform and no address was given: INSTANCE_STARTING where its guard is bringing one up,
 * else INSTANCE_NOT_RUNNING.
 */
export function connect(context: CommandContext): Connection {
  const connection = findConnection(context);
  if (connection !== undefined) return connection;
  const { dataDir } = context;
  if (isGuarded(dataFolderAt(dataDir)))
    throw new LiusuError(
      'INSTANCE_STARTING',
      text(`数据目录 ${dataDir} 的平台还没有应答`, `the platform of the data folder ${dataDir} does not answer yet`),
    );
  throw new LiusuError(
    'INSTANCE_NOT_RUNNING',
    text(`数据目录 ${dataDir} 上没有平台在运行`, `no platform runs on the data folder ${dataDir}`),
  );
}

/** Longer than the guard's pauses between two attempts. */
const startPatienceMs = 60_000;

/** Waits, and says so, for a platform that its guard is bringing up. Throws as `connect` when it does not come. */
export async function awaitStart(context: CommandContext): Promise<void> {
  say(context, text('平台正在启动，等它应答…', 'the platform is starting; waiting until it answers …'));
  const endMs = performance.now() + startPatienceMs;
  await until(() => {
    try {
      return connect(context);
    } catch (error) {
      if (!hasCode(error, 'INSTANCE_STARTING') || performance.now() > endMs) throw error;
      return undefined;
    }
  });
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
  const project = name === undefined ? items[0] : items.find((item) => item.id === name || isCalled(item, name));
  if (project === undefined)
    throw new LiusuError(
      'NOT_FOUND',
      name === undefined
        ? text('你不在任何项目里', 'you are in no project')
        : text(`没有项目 ${name}`, `there is no project ${name}`),
    );
  return project;
}

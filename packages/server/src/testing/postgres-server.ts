/**
 * A PostgreSQL server for tests: Debian's binaries, a cluster of its own in a temporary folder, reached by a socket in that folder
 * and a free port of the loopback interface, run as `postgres` when the tests run as root (it refuses to run as root).
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';

import { makeOpenFolder } from './open-folder.ts';
import { freePorts } from './servers/server-process.ts';

export interface PostgresServer {
  /** Address of the database `postgres`, as superuser. */
  url: string;
  stop(): Promise<void>;
}

const startTimeoutMs = 60_000;

/** Folder of the newest installed PostgreSQL's programs. Throws when there is none. */
export function postgresBinaries(root = '/usr/lib/postgresql'): string {
  const versions = existsSync(root)
    ? readdirSync(root)
        .filter((version) => existsSync(join(root, version, 'bin', 'initdb')))
        .sort((left, right) => Number(right) - Number(left))
    : [];
  if (versions[0] === undefined) {
    throw new Error('PostgreSQL is not installed: apt-get install postgresql, or run the tests by ./liusu test');
  }
  return join(root, versions[0], 'bin');
}

/** Starts a server with these settings on top of its own; the caller stops it. Nothing of it is left afterwards. */
export async function startPostgres(more: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
  const bin = postgresBinaries();
  const who = process.getuid?.() === 0 ? ownerOf('postgres') : undefined;
  const folder = who === undefined ? mkdtempSync(join(tmpdir(), 'liusu-pg-')) : makeOpenFolder('liusu-pg-');
  if (who !== undefined) chownSync(folder, who.uid, who.gid);
  const data = join(folder, 'data');
  let server: ChildProcess | undefined;
  const stop = async () => {
    if (server !== undefined && server.exitCode === null && server.signalCode === null) {
      const exited = once(server, 'exit');
      // Fast shutdown: connections are ended.
      server.kill('SIGINT');
      await exited;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    execFileSync(
      join(bin, 'initdb'),
      ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
      { ...who, cwd: folder, stdio: 'pipe' },
    );
    const [port = 0] = await freePorts(1);
    const settings = {
      listen_addresses: '127.0.0.1',
      port,
      unix_socket_directories: folder,
      // What a crash of the machine would lose is of no use after a test.
      fsync: 'off',
      full_page_writes: 'off',
      synchronous_commit: 'off',
      max_connections: 300,
      shared_buffers: '32MB',
      ...more,
    };
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    let output = '';
    server = spawn(join(bin, 'postgres'), ['-D', data, ...args], {
      ...who,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    server.stderr?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-10_000)));
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
    await untilAnswering(url, () => server?.exitCode ?? null).catch((error: unknown) => {
      throw new Error(`PostgreSQL did not start:\n${output}`, { cause: error });
    });
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function ownerOf(name: string): { uid: number; gid: number } {
  const id = (option: string) => Number(execFileSync('id', [option, name], { encoding: 'utf8' }).trim());
  return { uid: id('-u'), gid: id('-g') };
}

async function untilAnswering(url: string, exitCode: () => number | null): Promise<void> {
  const endMs = performance.now() + startTimeoutMs;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (exitCode() !== null || performance.now() > endMs) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A new database on the server, empty or a copy of `template`; `drop` ends its connections and removes it. */
export async function createPostgresDatabase(
  serverUrl: string,
  template?: string,
): Promise<{ name: string; url: string; drop(): Promise<void> }> {
  const name = `liusu_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  await asAdmin(serverUrl, `create database ${name}${template === undefined ? '' : ` template ${template}`}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { name, url: url.href, drop: () => asAdmin(serverUrl, `drop database if exists ${name} with (force)`) };
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/**
 * One platform per data folder. The lock is one of the operating system's, on a small database file: it ends with the process,
 * however that ends, and two that start together cannot both get it. Beside it stands who holds it. The cache knows its
 * instances, so that it is not cleaned away under a running one.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { z } from 'zod';

import type { DataFolder } from './data-folder.ts';
import { readFileIfPresent, toFileError, writeFileAtomic } from './data-folder.ts';
import { LiusuError } from './errors.ts';
import { isAlive, type ProcessIdentity, type ProcessTable } from './process-identity.ts';
import { words } from './words.ts';

const Identity = z.object({ pid: z.number().int(), startTime: z.string(), bootId: z.string() });

/** `<data>/run/platform.json`: how to reach the platform that runs on a data folder. */
export const PlatformFile = Identity.extend({
  host: z.string(),
  port: z.number().int(),
  urls: z.array(z.string()),
  version: z.string(),
  engine: z.string(),
});
export type PlatformFile = z.infer<typeof PlatformFile>;

const InstanceFile = Identity.extend({ dataDir: z.string() });
export type InstanceFile = z.infer<typeof InstanceFile>;

export interface InstanceLock {
  readonly identity: ProcessIdentity;
  /** Tells others how to reach this platform. */
  announce(platform: Omit<PlatformFile, keyof ProcessIdentity>): void;
  /** Takes the lock and the announcement back. Safe to call twice. */
  release(): void;
}

const holderName = 'platform.lock';
const platformName = 'platform.json';
/** SQLite's result code for a file that another connection holds. */
const sqliteBusy = 5;

/** Throws INSTANCE_RUNNING with the pid of the holder. */
export function takeInstanceLock(folder: DataFolder, cacheDir: string, table: ProcessTable): InstanceLock {
  const identity = table.identify(process.pid);
  if (identity === undefined) throw new LiusuError('INTERNAL', 'the process table does not list this process');
  const lock = takeLock(folder);
  const holderPath = join(folder.run, holderName);
  writeFileAtomic(holderPath, JSON.stringify(identity));
  const cacheEntry = instancePath(cacheDir, folder.root);
  const platformPath = join(folder.run, platformName);
  rmSync(platformPath, { force: true });
  writeFileAtomic(cacheEntry, JSON.stringify({ ...identity, dataDir: resolve(folder.root) }), 0o644);
  let held = true;
  return {
    identity,
    announce: (platform) => writeFileAtomic(platformPath, `${JSON.stringify({ ...identity, ...platform }, null, 2)}\n`),
    release() {
      if (!held) return;
      held = false;
      for (const path of [platformPath, cacheEntry, holderPath]) rmSync(path, { force: true });
      lock.close();
    },
  };
}

function takeLock(folder: DataFolder): DatabaseSync {
  const path = join(folder.run, 'lock.db');
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
  } catch (error) {
    throw toFileError(error, path);
  }
  try {
    database.exec('begin exclusive');
    return database;
  } catch (error) {
    database.close();
    if (((error as { errcode?: unknown }).errcode as number) !== sqliteBusy) throw error;
    const pid = parseFile(join(folder.run, holderName), Identity)?.pid;
    throw new LiusuError(
      'INSTANCE_RUNNING',
      words(
        `${pid === undefined ? '另一个进程' : `进程 ${pid} `}已在这个数据目录上运行`,
        `${pid === undefined ? 'another process' : `the process ${pid}`} already runs on this data folder`,
      ),
      pid === undefined ? {} : { params: { pid } },
    );
  }
}

function parseFile<T>(path: string, schema: z.ZodType<T>): T | undefined {
  const text = readFileIfPresent(path);
  if (text === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Cut short by a power loss: as good as absent, its writer is gone.
    return undefined;
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? parsed.data : undefined;
}

/** The platform now running on a data folder; undefined when none does. */
export function findRunningPlatform(folder: DataFolder, table: ProcessTable): PlatformFile | undefined {
  const platform = parseFile(join(folder.run, platformName), PlatformFile);
  return platform !== undefined && isAlive(table, platform) ? platform : undefined;
}

function instancePath(cacheDir: string, dataDir: string): string {
  const hash = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 16);
  return join(cacheDir, 'instances', `${hash}.json`);
}

/** Instances that are alive and use this cache. Entries of dead ones are removed on the way. */
export function listInstances(cacheDir: string, table: ProcessTable): InstanceFile[] {
  const folder = join(cacheDir, 'instances');
  mkdirSync(folder, { recursive: true });
  const alive: InstanceFile[] = [];
  for (const name of readdirSync(folder).filter((entry) => entry.endsWith('.json') && !entry.startsWith('.'))) {
    const path = join(folder, name);
    const instance = parseFile(path, InstanceFile);
    if (instance !== undefined && isAlive(table, instance)) alive.push(instance);
    else rmSync(path, { force: true });
  }
  return alive;
}

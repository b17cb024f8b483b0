/**
 * A lock between processes, one file per name. It is SQLite's exclusive transaction on an empty database, hence a lock of the
 * operating system: it ends with its holder, whatever ends it, so no stale lock can exist and none has to be broken by guess.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { Clock } from '../lib/clock.ts';
import { keepingAlive } from '../lib/keep-alive.ts';
import { toFileError } from './file-error.ts';

const retryMs = 200;

/** Runs `action` while holding the lock `name` below `cacheDir`; waits for other holders until `signal` aborts. */
export async function withCacheLock<T>(
  place: { cacheDir: string; name: string },
  waiting: { clock: Clock; signal?: AbortSignal | undefined },
  action: () => Promise<T>,
): Promise<T> {
  const folder = join(place.cacheDir, 'locks');
  const database = open(folder, `${place.name}.lock`);
  try {
    await keepingAlive(async () => {
      while (!tryLock(database)) {
        waiting.signal?.throwIfAborted();
        await waiting.clock.sleep(retryMs, waiting.signal);
      }
    });
    return await action();
  } finally {
    // Closing rolls the transaction back, which is what frees the lock.
    database.close();
  }
}

function open(folder: string, file: string): DatabaseSync {
  try {
    mkdirSync(folder, { recursive: true });
    return new DatabaseSync(join(folder, file), { timeout: 0 });
  } catch (error) {
    throw toFileError(error, folder);
  }
}

function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    // SQLITE_BUSY
    if ((error as { errcode?: number }).errcode === 5) return false;
    throw toFileError(error, 'the lock of the cache');
  }
}

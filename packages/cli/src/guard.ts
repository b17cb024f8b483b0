/** Starting the small process that keeps the platform running (guard.sh). */
import { closeSync, openSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { DataFolder } from '@liusu/server/src/lib/data-folder.ts';
import { toFileError } from '@liusu/server/src/lib/data-folder.ts';
import type { ProcessIdentity } from '@liusu/server/src/lib/process-identity.ts';

import { processTable, startDetached } from './run-process.ts';

const guardScript = join(import.meta.dirname, 'guard.sh');
/**
 * What the platform's process finds in its environment, beyond its configuration.
 *
 * Node keeps what it made of the sources in the compile cache: the platform then starts without the compiler of TypeScript in its
 * memory (some 17 MB). One folder below the cache for all instances; Node itself tells versions and changed files apart. Two arenas of
 * the C library are enough for one thread of JavaScript and a few that help it: with eight for each processor, the default, what
 * they let go of stays with the process (some 20 MB).
 */
export function platformEnvironmentOf(cacheDir: string): { NODE_COMPILE_CACHE: string; MALLOC_ARENA_MAX: string } {
  return { NODE_COMPILE_CACHE: join(cacheDir, 'compiled'), MALLOC_ARENA_MAX: '2' };
}

/** How Node runs the platform. A small young generation: its garbage is small. What else was tried: bench/README.md, Memory. */
export const platformNodeOptions = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=4'];
const rotateAtBytes = 5 * 1024 * 1024;

/** What the guard of a data folder, and nothing else, has in its command line. */
export function guardMark(dataDir: string): string {
  return `guard.sh ${dataDir} -- `;
}

/** True when a guard watches over the data folder. */
export function isGuarded(folder: DataFolder): boolean {
  return processTable.findByCommandLine(guardMark(folder.root)).length > 0;
}

/** What the platform writes outside its own log: crashes, above all. */
export function platformOutputPath(folder: DataFolder): string {
  return join(folder.logs, 'platform.out');
}

/**
 * Starts the guard, and through it the platform with `env`. With `adopt` it first watches that living platform.
 * Returns the guard's pid.
 */
export function startGuard(
  folder: DataFolder,
  platformMain: string,
  env: NodeJS.ProcessEnv,
  adopt?: ProcessIdentity,
): number {
  const path = platformOutputPath(folder);
  let log: number;
  try {
    if (sizeOf(path) > rotateAtBytes) renameSync(path, `${path}.1`);
    log = openSync(path, 'a', 0o600);
  } catch (error) {
    throw toFileError(error, path);
  }
  try {
    return startDetached(
      '/bin/sh',
      [guardScript, folder.root, '--', process.execPath, ...platformNodeOptions, platformMain],
      adopt === undefined ? env : { ...env, LIUSU_GUARD_ADOPT: `${adopt.pid} ${adopt.startTime}` },
      log,
    );
  } finally {
    closeSync(log);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

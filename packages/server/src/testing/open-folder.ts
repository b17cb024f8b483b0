/** Temporary folders that another user than the one of the tests can get at. */
import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A new folder where everybody can reach it: `TMPDIR` may lie below a folder of the tests' user alone. */
export function makeOpenFolder(prefix: string): string {
  return mkdtempSync(join(firstReachable([tmpdir(), '/tmp', '/var/tmp']) ?? tmpdir(), prefix));
}

/** The first of the folders to which every folder above, and itself, lets everybody pass. */
export function firstReachable(folders: readonly string[]): string | undefined {
  return folders.find(isReachable);
}

function isReachable(folder: string): boolean {
  const mode = statSync(folder, { throwIfNoEntry: false })?.mode ?? 0;
  if ((mode & 0o001) === 0) return false;
  const above = dirname(folder);
  return above === folder || isReachable(above);
}

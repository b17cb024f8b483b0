/** Sizes and removal of folders. Links are counted and removed as links: what they point to is not ours. */
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { toFileError } from '@liusu/server/src/lib/data-folder.ts';

/** Bytes below `path`, itself included; 0 when there is nothing. */
export function folderBytes(path: string): number {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.size;
  let bytes = 0;
  for (const name of readdirSync(path)) bytes += folderBytes(join(path, name));
  return bytes;
}

/** Removes `path` and all below it. Throws FOLDER_NOT_WRITABLE. */
export function removeFolder(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    throw toFileError(error, path);
  }
}

/** Errors of the file system, converted: the two a user can remedy get their own code, all others pass unchanged. */
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';

/** `path`: what was being written. Returns the error to throw. */
export function toFileError(error: unknown, path: string): unknown {
  if (!(error instanceof Error)) return error;
  const { code, errcode } = error as NodeJS.ErrnoException & { errcode?: number };
  // SQLite speaks of the same things by number: 8 READONLY, 13 FULL, 14 CANTOPEN.
  if (code === 'ENOSPC' || code === 'EDQUOT' || errcode === 13)
    return new LiusuError('DISK_FULL', words(`没有空间写入 ${path}`, `no space left to write ${path}`), {
      params: { path },
      cause: error,
    });
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM' || errcode === 8 || errcode === 14)
    return new LiusuError('FOLDER_NOT_WRITABLE', words(`${path} 写不进去`, `${path} cannot be written`), {
      params: { path },
      cause: error,
    });
  return error;
}

/** Runs `action` and converts what it throws. */
export async function convertingFileErrors<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw toFileError(error, path);
  }
}

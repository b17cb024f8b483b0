/** Where things lie in the data folder, and how files are put there: whole or not at all, secrets for the owner's eyes only. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { LiusuError, messageOf } from './errors.ts';
import { words } from './words.ts';

export interface DataFolder {
  root: string;
  database: string;
  backup: string;
  secrets: string;
  run: string;
  logs: string;
  /** Uploads and inputs of scenarios that Flink reads. */
  scenarios: string;
  /** The embedded lake. */
  warehouse: string;
  /** Configurations for Hive, written from data sources; scripts may name them. */
  hiveConf: string;
  checkpoints: string;
  savepoints: string;
}

/** Paths only; nothing is made. */
export function dataFolderAt(root: string): DataFolder {
  return {
    root,
    database: join(root, 'liusu.db'),
    backup: join(root, 'backup'),
    secrets: join(root, 'secrets'),
    run: join(root, 'run'),
    logs: join(root, 'logs'),
    scenarios: join(root, 'scenarios'),
    warehouse: join(root, 'warehouse'),
    hiveConf: join(root, 'hive-conf'),
    checkpoints: join(root, 'state', 'checkpoints'),
    savepoints: join(root, 'state', 'savepoints'),
  };
}

/** Makes the folders the platform itself needs. Throws FOLDER_NOT_WRITABLE, DISK_FULL. */
export function makeDataFolder(root: string): DataFolder {
  const folder = dataFolderAt(root);
  try {
    mkdirSync(folder.root, { recursive: true, mode: 0o700 });
    for (const path of [folder.secrets, folder.run, folder.logs]) mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw toFileError(error, root);
  }
  return folder;
}

/** Converts an error of the file system; what is not the machine's fault stays as it is. */
export function toFileError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new LiusuError(
      'DISK_FULL',
      words(`${path} 写不进去：${messageOf(error)}`, `${path} could not be written: ${messageOf(error)}`),
      { cause: error },
    );
  // ENOENT: a folder above it could not be made, as on a medium that is read-only.
  if (
    code === 'ENOENT' ||
    code === 'EACCES' ||
    code === 'EPERM' ||
    code === 'EROFS' ||
    code === 'ENOTDIR' ||
    code === 'EEXIST'
  )
    return new LiusuError(
      'FOLDER_NOT_WRITABLE',
      words(`${path} 写不进去：${messageOf(error)}`, `${path} could not be written: ${messageOf(error)}`),
      {
        params: { path },
        cause: error,
      },
    );
  return error;
}

/** Writes a file so that a reader, and the next start after a power loss, sees the old text or the whole new one. */
export function writeFileAtomic(path: string, text: string, mode = 0o600): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(temporary, 'w', mode);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw toFileError(error, path);
  }
}

/** The file's text; undefined when there is none. */
export function readFileIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw toFileError(error, path);
  }
}

/** The mark that a folder is a data folder of Liusu: without it nothing is ever put into a filled folder, or removed. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { type DataFolder, makeDataFolder, toFileError, writeFileAtomic } from '@liusu/server/src/lib/data-folder.ts';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import { text } from './language.ts';

const markerName = '.liusu-data';

/** True when the folder carries the mark. */
export function isDataFolder(path: string): boolean {
  return existsSync(join(path, markerName));
}

/** Makes the data folder and marks it. Throws INVALID_INPUT for a folder filled with something else, FOLDER_NOT_WRITABLE. */
export function openDataFolder(path: string): DataFolder {
  if (!isDataFolder(path) && entriesOf(path).length > 0)
    throw new LiusuError(
      'INVALID_INPUT',
      text(
        `${path} 中有其他文件，不是流溯的数据目录；请选一个空目录`,
        `${path} holds other files and is no data folder of Liusu; choose an empty folder`,
      ),
      {
        fields: [{ path: '--data', message: path }],
      },
    );
  const folder = makeDataFolder(path);
  if (!isDataFolder(path))
    writeFileAtomic(join(path, markerName), 'Data folder of Liusu. `liusu clean` removes this whole folder.\n', 0o644);
  return folder;
}

function entriesOf(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw toFileError(error, path);
  }
}

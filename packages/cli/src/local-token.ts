/** What the first start left for the owner of the data folder. Readable by that owner alone. */
import { join } from 'node:path';

import { type DataFolder, readFileIfPresent } from '@liusu/server/src/lib/data-folder.ts';

export const firstUser = 'admin';

/** Token of the command line for the platform of this data folder; undefined before its first start. */
export function localToken(folder: DataFolder): string | undefined {
  return readFileIfPresent(join(folder.secrets, 'cli-token'))?.trim();
}

/** Password of the first user; undefined before the first start and once it was changed. */
export function firstPassword(folder: DataFolder): string | undefined {
  return readFileIfPresent(join(folder.secrets, 'first-password'))?.trim();
}

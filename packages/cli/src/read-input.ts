/** Texts that a command is given by file. */
import { readFileSync } from 'node:fs';

import { LiusuError, messageOf } from '@liusu/server/src/lib/errors.ts';

import { text } from './language.ts';

/** Text of a file, or of standard input for `-`. Throws INVALID_INPUT when it cannot be read. */
export function readInput(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw new LiusuError(
      'INVALID_INPUT',
      text(`无法读取 ${path}：${messageOf(error)}`, `${path} could not be read: ${messageOf(error)}`),
      { cause: error },
    );
  }
}

/** Opaque cursors of pages: the position after the last row, as base64url JSON. */
import { z } from 'zod';

import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';

export function encodeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Throws INVALID_INPUT for a cursor we did not make. */
export function decodeCursor<T extends z.ZodType>(schema: T, cursor: string | undefined): z.output<T> | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (error) {
    throw new LiusuError('INVALID_INPUT', words('游标不属于这个列表。', 'The cursor is not one of this list.'), {
      cause: error,
      fields: [{ path: 'cursor', message: 'unknown cursor', zh: '未知的游标' }],
    });
  }
}

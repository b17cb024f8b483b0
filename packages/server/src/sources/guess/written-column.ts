/** Columns of files that tell their schema. Pure. */

import { quoteIdentifier } from '../../lib/quoted-name.ts';

export interface WrittenColumn {
  name: string;
  /** As the file calls it. */
  type: string;
  /** Null: no type of Flink reads it. */
  flinkType: string | null;
}

/** A row of these fields; null when one of them has no type, or there is none. */
export function rowType(fields: readonly (readonly [name: string, type: string | null])[]): string | null {
  if (fields.length === 0 || fields.some(([, type]) => type === null)) return null;
  return `ROW<${fields.map(([name, type]) => `${quoteIdentifier(name)} ${type}`).join(', ')}>`;
}

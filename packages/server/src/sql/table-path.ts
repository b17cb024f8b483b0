/** Names of tables as people write them, of one part or of three. Pure. */
import { quotedPath } from '../lib/quoted-name.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { createdNameOf } from './table-shadow.ts';
import { tokenize } from './tokens.ts';

/** True when a statement defines the table of this name. */
export function isNameOf(statement: PreparedStatement, table: string): boolean {
  if (statement.kind !== 'CREATE_TABLE' && statement.kind !== 'CREATE_TEMPORARY_TABLE') return false;
  const name = createdNameOf(statement)?.parts;
  return name !== undefined && samePath(namePartsOf(table), name);
}

function samePath(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((part, i) => part === other[i]);
}

/** The parts of a name, without quotes. */
export function namePartsOf(table: string): string[] {
  return tokenize(table)
    .tokens.filter(({ kind }) => kind !== 'symbol')
    .map((token) => (token.kind === 'identifier' ? token.value : table.slice(token.start, token.end)));
}

/** The name with each part quoted. */
export function pathOf(table: string): string {
  return quotedPath(namePartsOf(table));
}

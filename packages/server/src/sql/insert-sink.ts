/** Reads where an INSERT writes. Pure. */
import type { PreparedStatement } from './prepared-script.ts';
import { isSymbol, isWord, readName } from './tokens.ts';

export interface Sink {
  parts: string[];
  /** Columns that the INSERT names itself. */
  named: string[] | undefined;
}

/** Where an INSERT writes; undefined where that cannot be read. */
export function sinkOf(insert: PreparedStatement): Sink | undefined {
  const { text } = insert;
  const tokens = insert.tokens.filter(({ kind }) => kind !== 'hint');
  const into = tokens.findIndex((token) => isWord(token, 'INTO', 'OVERWRITE'));
  const name =
    into < 0 ? undefined : readName(tokens, text.text, isWord(tokens[into + 1], 'TABLE') ? into + 2 : into + 1);
  if (name === undefined) return undefined;
  let at = name.next;
  if (isWord(tokens[at], 'PARTITION')) {
    at = tokens.findIndex((token, i) => i > at && isSymbol(token, ')')) + 1;
    // Columns that PARTITION gives a value are in no row of the query.
    if (!isSymbol(tokens[at], '(')) return { parts: name.parts, named: [] };
  }
  if (!isSymbol(tokens[at], '(') || isSymbol(tokens[at + 1], '(')) return { parts: name.parts, named: undefined };
  if (isWord(tokens[at + 1], 'SELECT', 'WITH', 'VALUES')) return { parts: name.parts, named: undefined };
  const named: string[] = [];
  for (let i = at + 1; i < tokens.length && !isSymbol(tokens[i], ')'); i += 1) {
    const column = readName(tokens, text.text, i);
    if (column === undefined) continue;
    named.push(column.parts.join('.'));
    i = column.next - 1;
  }
  return { parts: name.parts, named };
}

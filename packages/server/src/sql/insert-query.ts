/** The query of an INSERT: previews show its rows, and nothing is written. Pure. */
import type { MappedText } from './mapped-text.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { isSymbol, isWord, type Token } from './tokens.ts';

/** Undefined when the statement has none. */
export function insertQueryOf({ tokens, text }: PreparedStatement): MappedText | undefined {
  const at = queryIndex(tokens);
  const first = at === undefined ? undefined : tokens[at];
  return first === undefined ? undefined : text.slice(first.start, text.text.length);
}

function queryIndex(tokens: readonly Token[]): number | undefined {
  const into = tokens.findIndex((token) => isWord(token, 'INTO', 'OVERWRITE'));
  if (into < 0) return undefined;
  let depth = 0;
  for (let i = into + 1; i < tokens.length; i++) {
    const token = tokens[i];
    if (depth === 0 && isWord(token, 'SELECT', 'WITH', 'VALUES')) return i;
    if (isSymbol(token, '(')) {
      // A query may stand in brackets; a list of columns begins with a name.
      if (depth === 0 && i > into + 1 && startsQuery(tokens, i + 1)) return i;
      depth += 1;
    } else if (isSymbol(token, ')')) depth -= 1;
  }
  return undefined;
}

function startsQuery(tokens: readonly Token[], index: number): boolean {
  let at = index;
  while (isSymbol(tokens[at], '(')) at += 1;
  return isWord(tokens[at], 'SELECT', 'WITH', 'VALUES');
}

/** SET and RESET with a key without quotes: to Flink every character of it counts, so that words and spaces in it are no SQL. Pure. */
import { keywordOf, type SqlToken } from './sql-scanner.ts';

/**
 * Index behind the last token of the key and value of a SET or RESET without quotes, where they begin at `at`; undefined elsewhere.
 * A comment ends them.
 */
export function endOfBareSetting(tokens: readonly SqlToken[], at: number): number | undefined {
  const token = tokens[at];
  if (token === undefined || token.kind === 'space' || token.kind === 'string' || token.text === ';') return undefined;
  if (tokens[at - 1]?.kind !== 'space' || !/^(SET|RESET)$/.test(keywordOf(tokens[at - 2]))) return undefined;
  const before = tokens.slice(0, at - 2).findLast(({ kind }) => kind !== 'space' && kind !== 'comment');
  if (before !== undefined && before.text !== ';') return undefined;
  let end = at;
  while (end < tokens.length && tokens[end]?.text !== ';' && tokens[end]?.kind !== 'comment') end += 1;
  while (tokens[end - 1]?.kind === 'space') end -= 1;
  return end > at ? end : undefined;
}

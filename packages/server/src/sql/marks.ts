/** Looks for what Flink names in the words of a statement, where it gives no position. Pure. */
import type { Explanation } from './explain-error.ts';
import { optionsOf } from './options.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { readName, type Token } from './tokens.ts';
import { nameIndexOf } from './table-shadow.ts';

export interface Range {
  start: number;
  end: number;
}

export interface MarkOptions {
  /** Only tokens of this kind. */
  kind?: Token['kind'];
  pickLast?: boolean;
}

/**
 * The token, or run of tokens, that reads like one of the marks: the first of them, or the last. Case does not count; quotes
 * count only where the mark has them.
 */
export function findMark(
  marks: readonly string[],
  statement: PreparedStatement,
  { kind, pickLast = false }: MarkOptions = {},
): Range | undefined {
  for (const mark of marks) {
    const wanted = mark.toLowerCase();
    if (wanted === '') continue;
    const found: Range[] = [];
    for (const [i, token] of statement.tokens.entries()) {
      if (kind !== undefined && token.kind !== kind) continue;
      const range = token.kind === 'hint' ? inHint(token, wanted) : runFrom(statement, i, wanted);
      if (range !== undefined) found.push(range);
    }
    const chosen = pickLast ? found.at(-1) : found[0];
    if (chosen !== undefined) return chosen;
  }
  return undefined;
}

function inHint(token: Token, wanted: string): Range | undefined {
  const plain = wanted.replace(/^'(.*)'$/, '$1');
  const at = token.value.toLowerCase().indexOf(plain);
  return at < 0 ? undefined : { start: token.start + at, end: token.start + at + plain.length };
}

/** Grows a run from a token until it is as long as the mark. */
function runFrom({ tokens, text: { text } }: PreparedStatement, from: number, wanted: string): Range | undefined {
  let read = '';
  for (let j = from; j < tokens.length && read.length < wanted.length; j++) {
    const next = tokens[j];
    if (next === undefined || next.kind === 'hint') return undefined;
    const isApart = j > from && (tokens[j - 1]?.end ?? 0) < next.start;
    read +=
      (isApart ? ' ' : '') + (next.kind === 'identifier' ? next.value : text.slice(next.start, next.end)).toLowerCase();
    if (read === wanted) return { start: tokens[from]?.start ?? 0, end: next.end };
  }
  return undefined;
}

/** What to mark in the definition of a table that could not be used: what is named, else its connector, else its name. */
export function definitionMark(explanation: Explanation, definition: PreparedStatement): Range | undefined {
  const marked = findMark(explanation.marks, definition);
  if (marked !== undefined) return marked;
  const connector = optionsOf(definition.tokens).find(({ key }) => key === 'connector');
  if (connector !== undefined) return { start: connector.token.start, end: connector.token.end };
  const at = nameIndexOf(definition);
  const name = at === undefined ? undefined : readName(definition.tokens, definition.text.text, at);
  return name === undefined ? undefined : { start: name.start, end: name.end };
}

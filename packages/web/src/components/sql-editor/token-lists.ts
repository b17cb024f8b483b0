/** Reading lists of tokens: dotted names, brackets, parts between commas. */
import { nameOf, type SqlToken } from './sql-scanner.ts';

/** A dotted name from `at`, and the index after it. */
export function readPath(tokens: readonly SqlToken[], at: number): { path: string[]; next: number } {
  const path: string[] = [];
  let index = at;
  for (;;) {
    const part = nameOf(tokens[index]);
    if (part === undefined) break;
    path.push(part);
    index += 1;
    if (tokens[index]?.text !== '.' || nameOf(tokens[index + 1]) === undefined) break;
    index += 1;
  }
  return { path, next: index };
}

/** Index of the bracket that closes the one at `at`; the number of tokens when none does. */
export function closingOf(tokens: readonly SqlToken[], at: number): number {
  let depth = 0;
  for (let index = at; index < tokens.length; index += 1) {
    const text = tokens[index]?.text;
    if (text === '(' || text === '[') depth += 1;
    else if (text === ')' || text === ']') depth -= 1;
    if (depth === 0) return index;
  }
  return tokens.length;
}

/** Parts between commas that stand in no bracket. `hasTypes`: `<` and `>` are brackets too. */
export function splitByComma(tokens: readonly SqlToken[], hasTypes: boolean): SqlToken[][] {
  const parts: SqlToken[][] = [];
  let part: SqlToken[] = [];
  let depth = 0;
  for (const token of tokens) {
    const { text } = token;
    if (text === '(' || text === '[' || (hasTypes && text === '<')) depth += 1;
    if (text === ')' || text === ']' || (hasTypes && text === '>')) depth -= 1;
    if (depth === 0 && text === ',') {
      parts.push(part);
      part = [];
    } else part.push(token);
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

/** The text a string literal stands for; other tokens as they are. */
export function textOf(token: SqlToken | undefined): string {
  if (token?.kind !== 'string') return token?.text ?? '';
  return token.text.replace(/^'|'$/g, '').replaceAll("''", "'");
}

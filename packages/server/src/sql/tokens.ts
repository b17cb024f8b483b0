/** Cuts SQL into tokens, only as far as splitting and finding names needs: Flink alone judges whether it is right. */

export type TokenKind = 'word' | 'number' | 'string' | 'identifier' | 'symbol' | 'hint';

/** A token; `end` is exclusive. Comments and white space are no tokens; a comment that begins with a plus is a hint. */
export interface Token {
  kind: TokenKind;
  start: number;
  end: number;
  /** Words in upper case; strings and quoted identifiers without quotes and escapes; all else as written. */
  value: string;
}

export interface TokenError {
  start: number;
  end: number;
  kind: 'string' | 'identifier' | 'comment';
}

const wordStart = /[\p{L}_$]/u;
const wordPart = /[\p{L}\p{N}_$]/u;

/** All tokens of a text, and what was opened but never closed (at most one: the rest of the text belongs to it). */
export function tokenize(text: string): { tokens: Token[]; error: TokenError | undefined } {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (/\s/.test(char)) {
      at += 1;
    } else if (text.startsWith('--', at)) {
      at = endOfLine(text, at);
    } else if (text.startsWith('/*', at)) {
      const close = text.indexOf('*/', at + 2);
      if (close < 0) return { tokens, error: { start: at, end: text.length, kind: 'comment' } };
      if (text.charAt(at + 2) === '+') {
        tokens.push({ kind: 'hint', start: at, end: close + 2, value: text.slice(at, close + 2) });
      }
      at = close + 2;
    } else if (char === "'" || char === '`') {
      const end = endOfQuoted(text, at, char);
      const kind = char === "'" ? 'string' : 'identifier';
      if (end === undefined) return { tokens, error: { start: at, end: text.length, kind } };
      tokens.push({ kind, start: at, end, value: text.slice(at + 1, end - 1).replaceAll(char + char, char) });
      at = end;
    } else if (wordStart.test(char)) {
      let end = at + 1;
      while (end < text.length && wordPart.test(text.charAt(end))) end += 1;
      tokens.push({ kind: 'word', start: at, end, value: text.slice(at, end).toUpperCase() });
      at = end;
    } else if (/\d/.test(char)) {
      let end = at + 1;
      while (end < text.length && /[\w]/.test(text.charAt(end))) end += 1;
      tokens.push({ kind: 'number', start: at, end, value: text.slice(at, end) });
      at = end;
    } else {
      tokens.push({ kind: 'symbol', start: at, end: at + 1, value: char });
      at += 1;
    }
  }
  return { tokens, error: undefined };
}

function endOfLine(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '\n' || char === '\r') return i;
  }
  return text.length;
}

/** Offset after the closing quote; a doubled quote is an escape. Undefined when it is never closed. */
function endOfQuoted(text: string, from: number, quote: string): number | undefined {
  let at = from + 1;
  for (;;) {
    const close = text.indexOf(quote, at);
    if (close < 0) return undefined;
    if (text.charAt(close + 1) !== quote) return close + 1;
    at = close + 2;
  }
}

/** What stands in a hint, which is one token of its statement; offsets count from behind its opening of three characters. */
export function hintTokens(hint: Token): Token[] {
  return tokenize(hint.value.slice(hintOpening, -2)).tokens;
}

/** Length of the opening of a hint. */
export const hintOpening = 3;

/** True when the token is this word (given in upper case) and not a quoted name. */
export function isWord(token: Token | undefined, ...words: string[]): boolean {
  return token !== undefined && token.kind === 'word' && words.includes(token.value);
}

export function isSymbol(token: Token | undefined, symbol: string): boolean {
  return token !== undefined && token.kind === 'symbol' && token.value === symbol;
}

/** True when the tokens from `index` on are these words. */
export function startsWithWords(tokens: readonly Token[], words: readonly string[], index = 0): boolean {
  return words.every((word, i) => isWord(tokens[index + i], word));
}

/** A name of one or more parts separated by dots, starting at `index`; undefined when there is none. */
export function readName(
  tokens: readonly Token[],
  text: string,
  index: number,
): { parts: string[]; start: number; end: number; next: number } | undefined {
  const first = tokens[index];
  if (first === undefined || (first.kind !== 'word' && first.kind !== 'identifier')) return undefined;
  const parts: string[] = [];
  let at = index;
  let end = first.end;
  for (;;) {
    const token = tokens[at];
    if (token === undefined || (token.kind !== 'word' && token.kind !== 'identifier')) break;
    parts.push(token.kind === 'word' ? text.slice(token.start, token.end) : token.value);
    end = token.end;
    at += 1;
    if (!isSymbol(tokens[at], '.')) break;
    at += 1;
  }
  return { parts, start: first.start, end, next: at };
}

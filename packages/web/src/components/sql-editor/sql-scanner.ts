/**
 * A tolerant scanner for Flink SQL: it never fails, so that half-written scripts can be split, completed and run in
 * parts. Flink alone judges whether the text is right; this only finds where things begin and end.
 */

export type SqlTokenKind =
  'word' | 'quoted' | 'string' | 'number' | 'variable' | 'punctuation' | 'comment' | 'hint' | 'space';

export interface SqlToken {
  kind: SqlTokenKind;
  text: string;
  /** Offset of the first character, in UTF-16 code units. */
  start: number;
  /** Offset after the last character. */
  end: number;
}

const pattern = new RegExp(
  [
    String.raw`(?:\s+)`,
    String.raw`(?:/\*\+(?:[^*]|\*(?!/))*(?:\*/|$))`,
    String.raw`(?:--[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|$))`,
    String.raw`(?:'(?:[^']|'')*(?:'|$))`,
    String.raw`(?:\x60(?:[^\x60]|\x60\x60)*(?:\x60|$))`,
    String.raw`(?:\$\{[^}\n]*\}?)`,
    String.raw`(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)`,
    String.raw`(?:[\p{L}_$][\p{L}\p{N}_$]*)`,
    String.raw`(?:=>|<>|<=|>=|!=|\|\||.)`,
  ].join('|'),
  'uy',
);

/** All tokens of `text`, spaces and comments included: their texts joined give `text` again. */
export function scanSql(text: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  const matcher = new RegExp(pattern);
  let offset = 0;
  while (offset < text.length) {
    matcher.lastIndex = offset;
    const value = matcher.exec(text)?.[0] ?? text.charAt(offset);
    tokens.push({ kind: kindOf(value), text: value, start: offset, end: offset + value.length });
    offset += value.length;
  }
  return tokens;
}

/** What the pattern matched, told by how it begins: an editor scans at every key, and groups with names are slow. */
function kindOf(value: string): SqlTokenKind {
  const first = value.charAt(0);
  switch (first) {
    case "'":
      return 'string';
    case '`':
      return 'quoted';
    case '-':
      return value.startsWith('--') ? 'comment' : 'punctuation';
    case '/':
      if (value.startsWith('/*+')) return 'hint';
      return value.startsWith('/*') ? 'comment' : 'punctuation';
    case '$':
      if (value.startsWith('${')) return 'variable';
      return 'word';
    default:
      if (/^\s/.test(first)) return 'space';
      if (/^\d/.test(first)) return 'number';
      return /^[\p{L}_]/u.test(value) ? 'word' : 'punctuation';
  }
}

/** Tokens that mean something: without spaces, comments and hints. */
export function meaningfulTokens(tokens: readonly SqlToken[]): SqlToken[] {
  return tokens.filter((token) => token.kind !== 'space' && token.kind !== 'comment' && token.kind !== 'hint');
}

/** Upper-case text of a bare word; empty for every other token, so that quoted names never look like keywords. */
export function keywordOf(token: SqlToken | undefined): string {
  return token?.kind === 'word' ? token.text.toUpperCase() : '';
}

/** The name a word or quoted token stands for; undefined for tokens that are no names. */
export function nameOf(token: SqlToken | undefined): string | undefined {
  if (token?.kind === 'word') return token.text;
  if (token?.kind !== 'quoted') return undefined;
  return token.text.replace(/^`|`$/g, '').replaceAll('``', '`');
}

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
    String.raw`(?<space>\s+)`,
    String.raw`(?<hint>/\*\+(?:[^*]|\*(?!/))*(?:\*/|$))`,
    String.raw`(?<comment>--[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|$))`,
    String.raw`(?<string>'(?:[^']|'')*(?:'|$))`,
    String.raw`(?<quoted>\x60(?:[^\x60]|\x60\x60)*(?:\x60|$))`,
    String.raw`(?<variable>\$\{[^}\n]*\}?)`,
    String.raw`(?<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)`,
    String.raw`(?<word>[\p{L}_$][\p{L}\p{N}_$]*)`,
    String.raw`(?<punctuation>=>|<>|<=|>=|!=|\|\||.)`,
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
    const match = matcher.exec(text);
    const groups = match?.groups;
    const kind = groups === undefined ? undefined : Object.keys(groups).find((name) => groups[name] !== undefined);
    const value = match?.[0] ?? text.charAt(offset);
    tokens.push({
      kind: (kind ?? 'punctuation') as SqlTokenKind,
      text: value,
      start: offset,
      end: offset + value.length,
    });
    offset += value.length;
  }
  return tokens;
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

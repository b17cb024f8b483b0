/** Puts other words into a statement, with the way back to what was written. Pure. */
import { MappedText } from './mapped-text.ts';
import { type OptionPair, optionsOf } from './options.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { isSymbol, type Token, tokenize } from './tokens.ts';

/** `by` stands for the text from `start` to `end`; where both are one, it is put in there. */
export interface TextEdit {
  start: number;
  end: number;
  by: string;
}

/** The text as it is where there are no edits. They may not overlap. */
export function editedText(text: MappedText, edits: readonly TextEdit[]): MappedText {
  if (edits.length === 0) return text;
  const pieces: MappedText[] = [];
  let from = 0;
  for (const { start, end, by } of [...edits].sort((a, b) => a.start - b.start)) {
    const origin = text.originOf(start, Math.max(end, start + 1));
    pieces.push(
      text.slice(from, start),
      MappedText.inserted(by, origin.start, end > start ? origin.end - origin.start : 0),
    );
    from = end;
  }
  pieces.push(text.slice(from, text.text.length));
  return MappedText.join(pieces);
}

/** The statement with another text; itself where the text is its own. */
export function withText(statement: PreparedStatement, text: MappedText): PreparedStatement {
  return text === statement.text ? statement : { ...statement, text, tokens: tokenize(text.text).tokens };
}

/** Where the first option of the WITH clause begins; undefined where there is none. */
export function openingOf(tokens: readonly Token[], options: readonly OptionPair[]): number | undefined {
  const first = options[0];
  if (first === undefined) return undefined;
  // 'key' = 'value': the key stands two tokens before its value.
  const at = tokens.indexOf(first.token) - 2;
  return isSymbol(tokens[at - 1], '(') ? tokens[at]?.start : undefined;
}

/** A statement without the options of these keys. */
export function withoutOptions(statement: PreparedStatement, keys: ReadonlySet<string>): PreparedStatement {
  return withText(statement, editedText(statement.text, optionRemovals(statement.tokens, keys)));
}

/** What takes the options of these keys out of a list, each with the comma on the side of what is kept. */
export function optionRemovals(tokens: readonly Token[], keys: ReadonlySet<string>): TextEdit[] {
  const pairs = optionsOf(tokens);
  const firstKept = pairs.findIndex(({ key }) => !keys.has(key));
  return pairs.flatMap(({ key, token }, i) => {
    if (!keys.has(key)) return [];
    const at = tokens.indexOf(token);
    const [before, first, after] = [tokens[at - 3], tokens[at - 2], tokens[at + 1]];
    const isBehind = firstKept >= 0 && firstKept < i && isSymbol(before, ',');
    const start = (isBehind ? before?.start : first?.start) ?? token.start;
    const end = (!isBehind && isSymbol(after, ',') ? after?.end : undefined) ?? token.end;
    return [{ start, end, by: '' }];
  });
}

/** `'key' = 'value', …`, with quotes escaped. */
export function pairsText(options: Readonly<Record<string, string>>): string {
  return Object.entries(options)
    .map(([key, value]) => `'${key}' = '${value.replaceAll("'", "''")}'`)
    .join(', ');
}

/**
 * Options and paths have to be written plainly, as 'key' = 'value': what a script may name, set and make is judged by them, and Flink
 * reads them in more ways, with Unicode escapes (U&'\0061'), another prefix, in pieces on several lines, and in hints by a key
 * without quotes. Pure.
 */
import type { StatementKind } from './classify.ts';
import { optionsOf } from './options.ts';
import { hintTokens, isSymbol, isWord, type Token } from './tokens.ts';
import { type Words, words } from './words.ts';

export interface UnplainOption {
  /** Within the statement. */
  start: number;
  end: number;
  why: Words;
}

const escaped = words(
  '配置项和路径要写成普通字符串：不能带 U& 等前缀，也不能分成几段',
  'options and paths are written as plain strings: without a prefix such as U&, and in one piece',
);
const unquoted = words('OPTIONS 提示的键要写在引号里', 'the keys of an OPTIONS hint are written in quotes');
const making = words(
  'auto-create 写在提示里，会让只是查看脚本也建表；把它写在表的定义里',
  'auto-create in a hint would make a table when a script is only looked at; it belongs into the definition of the table',
);

/** The first option or path of a statement that is not plain. */
export function unplainOption(kind: StatementKind, tokens: readonly Token[]): UnplainOption | undefined {
  const namesFile = kind === 'ADD_JAR' || kind === 'EXECUTE_PLAN' || kind === 'COMPILE_PLAN';
  for (const [i, token] of tokens.entries()) {
    const found =
      token.kind === 'hint'
        ? unplainHint(token)
        : isSymbol(token, '=')
          ? unplainPair(tokens, i)
          : namesFile || isWord(tokens[literalStart(tokens, i) - 1], 'JAR')
            ? unplainLiteral(tokens, i)
            : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function unplainHint(hint: Token): UnplainOption | undefined {
  const { start, end } = hint;
  const tokens = hintTokens(hint);
  const isOptions = tokens.some((token) => isWord(token, 'OPTIONS'));
  for (const [i, token] of tokens.entries()) {
    if (!isSymbol(token, '=')) continue;
    if (unplainPair(tokens, i) !== undefined) return { start, end, why: escaped };
    if (isOptions && tokens[i - 1]?.kind !== 'string') return { start, end, why: unquoted };
  }
  const makes = optionsOf(tokens).some(({ key, value }) => key === 'auto-create' && /^\s*true\s*$/i.test(value));
  return makes ? { start, end, why: making } : undefined;
}

/** Of the pair around an equals sign: a comparison in a query has no string on its left. */
function unplainPair(tokens: readonly Token[], equals: number): UnplainOption | undefined {
  if (tokens[equals - 1]?.kind !== 'string') return undefined;
  const value = tokens.findIndex((token, i) => i > equals && token.kind === 'string');
  const isValue = value > equals && literalStart(tokens, value) === equals + 1;
  return unplainLiteral(tokens, equals - 1) ?? (isValue ? unplainLiteral(tokens, value) : undefined);
}

/** Of a string with a prefix, or one beside another: Flink joins those. */
function unplainLiteral(tokens: readonly Token[], at: number): UnplainOption | undefined {
  const token = tokens[at];
  if (token?.kind !== 'string') return undefined;
  const first = literalStart(tokens, at);
  const isJoined = tokens[first - 1]?.kind === 'string' || tokens[at + 1]?.kind === 'string';
  return first === at && !isJoined
    ? undefined
    : { start: tokens[first]?.start ?? token.start, end: token.end, why: escaped };
}

/** Index of the first token of a literal: a prefix stands right before its quote. */
function literalStart(tokens: readonly Token[], at: number): number {
  const token = tokens[at];
  const before = tokens[at - 1];
  if (token?.kind !== 'string' || before?.end !== token.start) return at;
  if (isSymbol(before, '&') && isWord(tokens[at - 2], 'U')) return at - 2;
  return before.kind === 'word' ? at - 1 : at;
}

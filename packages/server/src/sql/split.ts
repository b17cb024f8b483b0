/** Splits a script into statements with their places. Pure; Flink judges the statements themselves. */
import { LiusuError } from '../lib/errors.ts';
import { LineIndex } from './positions.ts';
import { isSymbol, isWord, startsWithWords, type Token, tokenize } from './tokens.ts';
import { type Words, words } from './words.ts';

export interface Statement {
  /** From 0, over the whole script; statements inside a group have the group's index. */
  index: number;
  /** Offsets into the script, without the closing semicolon; the end is exclusive. */
  start: number;
  end: number;
  text: string;
  tokens: readonly Token[];
  /** The statements inside `… STATEMENT SET BEGIN … END`; undefined for anything else. */
  inner: readonly Statement[] | undefined;
}

export interface SplitError {
  start: number;
  end: number;
  message: Words;
}

export interface SplitScript {
  statements: Statement[];
  /** What was opened and never closed. The statements before it are still given. */
  error: SplitError | undefined;
}

const unclosedTexts = {
  string: words('字符串从这里开始，没有闭合', 'a string is opened here and never closed'),
  identifier: words('反引号名称从这里开始，没有闭合', 'a quoted name is opened here and never closed'),
  comment: words('注释从这里开始，没有闭合', 'a comment is opened here and never closed'),
} as const;

/** Statements of a script in order. Empty statements and comments are left out. */
export function splitScript(script: string): SplitScript {
  const { tokens, error } = tokenize(script);
  const statements: Statement[] = [];
  let at = 0;
  while (at < tokens.length) {
    if (isSymbol(tokens[at], ';')) {
      at += 1;
      continue;
    }
    const body = groupBody(tokens, at);
    const close = body === undefined ? undefined : endOfGroup(tokens, body);
    if (body !== undefined && close === undefined) {
      const first = tokens[at];
      const unclosed = unclosedError(error) ?? {
        start: first?.start ?? 0,
        end: first?.end ?? 0,
        message: words('这个语句集没有用 END 结束', 'this statement set is never closed with END'),
      };
      return { statements, error: unclosed };
    }
    const end = close === undefined ? endOfStatement(tokens, at) : close + 1;
    const index = statements.length;
    const inner =
      body === undefined || close === undefined ? undefined : innerStatements(script, tokens.slice(body, close), index);
    statements.push(statementOf(script, tokens.slice(at, end), index, inner));
    at = end;
  }
  return { statements, error: unclosedError(error) };
}

/** As splitScript, but throws SQL_SYNTAX with the position of what was never closed. */
export function splitOrThrow(script: string): Statement[] {
  const { statements, error } = splitScript(script);
  if (error === undefined) return statements;
  const position = new LineIndex(script).rangeOf(statements.length, error.start, error.end);
  const { zh, en } = error.message;
  throw new LiusuError('SQL_SYNTAX', words(`无法把脚本拆成语句：${zh}。`, `The script cannot be split: ${en}.`), {
    positions: [{ ...position, message: en, zh }],
  });
}

function unclosedError(error: ReturnType<typeof tokenize>['error']): SplitError | undefined {
  if (error === undefined) return undefined;
  // Marking the opening is more useful than marking the rest of the script.
  return { start: error.start, end: Math.min(error.end, error.start + 2), message: unclosedTexts[error.kind] };
}

function statementOf(
  script: string,
  tokens: readonly Token[],
  index: number,
  inner: readonly Statement[] | undefined,
): Statement {
  const start = tokens[0]?.start ?? 0;
  const end = tokens.at(-1)?.end ?? start;
  return { index, start, end, text: script.slice(start, end), tokens, inner };
}

/** Index of the first token inside a statement set that starts at `at`; undefined when none starts there. */
function groupBody(tokens: readonly Token[], at: number): number | undefined {
  if (startsWithWords(tokens, ['BEGIN', 'STATEMENT', 'SET'], at)) return at + 3;
  for (let i = at; i < tokens.length && !isSymbol(tokens[i], ';'); i++) {
    if (startsWithWords(tokens, ['STATEMENT', 'SET', 'BEGIN'], i)) return i + 3;
  }
  return undefined;
}

/** Index of the END that closes a statement set. CASE … END inside it is passed over. */
function endOfGroup(tokens: readonly Token[], body: number): number | undefined {
  let cases = 0;
  for (let i = body; i < tokens.length; i++) {
    if (isWord(tokens[i], 'CASE')) cases += 1;
    else if (isWord(tokens[i], 'END')) {
      if (cases === 0) return i;
      cases -= 1;
    }
  }
  return undefined;
}

function endOfStatement(tokens: readonly Token[], at: number): number {
  let end = at;
  while (end < tokens.length && !isSymbol(tokens[end], ';')) end += 1;
  return end;
}

function innerStatements(script: string, tokens: readonly Token[], index: number): Statement[] {
  const inner: Statement[] = [];
  let from = 0;
  for (let i = 0; i <= tokens.length; i++) {
    if (i < tokens.length && !isSymbol(tokens[i], ';')) continue;
    if (i > from) inner.push(statementOf(script, tokens.slice(from, i), index, undefined));
    from = i + 1;
  }
  return inner;
}

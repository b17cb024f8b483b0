/** A script made ready for Flink: variables replaced, split, classified, with the way back to the original's positions. */
import type { SqlPosition } from '@liusu/contract/problem';

import { LiusuError } from '../lib/errors.ts';
import { classify, type StatementKind } from './classify.ts';
import { isFirstWord, unknownStatement } from './error-rules/syntax.ts';
import { foreignError } from './foreign-characters.ts';
import { MappedText } from './mapped-text.ts';
import { checkPaths, type PathPolicy, pathError } from './paths.ts';
import { unplainOption, type UnplainOption } from './plain-options.ts';
import { LineIndex } from './positions.ts';
import { isReservedKey } from './reserved-keys.ts';
import { readSettingsStatement } from './settings-statements.ts';
import { type SplitError, splitScript, type Statement } from './split.ts';
import type { Token } from './tokens.ts';
import { substituteKnown, substituteVariables } from './variables.ts';
import { type Words, words } from './words.ts';

export interface PreparedStatement {
  index: number;
  kind: StatementKind;
  /** The statement with its variables replaced. */
  text: MappedText;
  /** Offsets count from the statement's first character. */
  tokens: readonly Token[];
  inner: readonly PreparedStatement[] | undefined;
  /** Place of the whole statement in the original. */
  position: SqlPosition;
}

export interface PreparedScript {
  lines: LineIndex;
  statements: readonly PreparedStatement[];
  /** What was opened and never closed, at its place in the original. */
  error: (SqlPosition & { message: string; zh: string }) | undefined;
}

/** Throws SQL_VARIABLE_MISSING. A script that cannot be split to its end is returned with `error` set. */
export function prepareScript(script: string, variables: Readonly<Record<string, string>>): PreparedScript {
  return preparedFrom(script, substituteVariables(script, variables));
}

/** A script of which all is told that is wrong with its variables. */
export interface PartlyPrepared {
  script: PreparedScript;
  /** What prepareScript would throw. */
  faults: LiusuError[];
  /** Indexes of statements with a variable that could not be replaced: nothing else can be said of them. */
  spoiled: ReadonlySet<number>;
}

export function prepareWhatCanBe(text: string, variables: Readonly<Record<string, string>>): PartlyPrepared {
  const { text: whole, faults, gaps } = substituteKnown(text, variables);
  const script = preparedFrom(text, whole);
  const { statements } = splitScript(whole.text);
  const spoiled = statements.filter((one) => gaps.some(({ start, end }) => start < one.end && end > one.start));
  return { script, faults, spoiled: new Set(spoiled.map(({ index }) => index)) };
}

function preparedFrom(script: string, whole: MappedText): PreparedScript {
  const lines = new LineIndex(script);
  const { statements, error } = splitScript(whole.text);
  return {
    lines,
    statements: statements.map((statement) => prepareStatement(statement, whole, lines)),
    error:
      error === undefined ? undefined : placeError(error, whole, lines, indexOfError(whole.text, statements, error)),
  };
}

function prepareStatement(statement: Statement, whole: MappedText, lines: LineIndex): PreparedStatement {
  const { index, start, end } = statement;
  const origin = whole.originOf(start, end);
  return {
    index,
    kind: classify(statement),
    text: whole.slice(start, end),
    tokens: statement.tokens.map((token) => ({ ...token, start: token.start - start, end: token.end - start })),
    inner: statement.inner?.map((one) => prepareStatement(one, whole, lines)),
    position: lines.rangeOf(index, origin.start, origin.end),
  };
}

/** The statement that is broken off by what was never closed: the last one, unless a semicolon ended it before. */
function indexOfError(text: string, statements: readonly Statement[], error: SplitError): number {
  const last = statements.at(-1);
  const isApart = last === undefined || text.slice(last.end, error.start).includes(';');
  return isApart ? statements.length : last.index;
}

function placeError(
  error: SplitError,
  whole: MappedText,
  lines: LineIndex,
  index: number,
): SqlPosition & { message: string; zh: string } {
  const origin = whole.originOf(error.start, error.end);
  const { zh, en } = error.message;
  return { ...lines.rangeOf(index, origin.start, origin.end), message: en, zh };
}

/** Throws SQL_SYNTAX when the script was not split to its end. */
export function requireWhole(script: PreparedScript): void {
  if (script.error === undefined) return;
  const { message, zh } = script.error;
  const told = words(`无法把脚本拆成语句：${zh}。`, `The script cannot be split: ${message}.`);
  throw new LiusuError('SQL_SYNTAX', told, {
    positions: [script.error],
  });
}

/**
 * Throws SQL_SYNTAX for characters SQL does not take and for a first word that begins no statement, SQL_RESERVED_KEY, SQL_PATH_NOT_ALLOWED or, for options
 * that cannot be judged as they are written, SQL_STATEMENT_NOT_ALLOWED, with the position, when
 * a statement may not be sent to Flink.
 */
export function checkStatement(statement: PreparedStatement, lines: LineIndex, paths: PathPolicy): void {
  const foreign = foreignError(statement, lines);
  if (foreign !== undefined) throw foreign;
  if (hasUnknownStart(statement)) throw unknownStart(statement, lines);
  if (statement.kind === 'SET' || statement.kind === 'RESET') {
    const settings = readSettingsStatement({ text: statement.text.text });
    if (
      settings !== undefined &&
      settings.kind !== 'show' &&
      settings.key !== undefined &&
      isReservedKey(settings.key)
    ) {
      throw new LiusuError(
        'SQL_RESERVED_KEY',
        words(
          `脚本不能改动 ${settings.key}：它由平台管理。`,
          `The script may not touch ${settings.key}: it belongs to the platform.`,
        ),
        {
          params: { key: settings.key },
          positions: [
            {
              ...statement.position,
              message: `the key ${settings.key} belongs to the platform`,
              zh: `配置项 ${settings.key} 由平台管理`,
            },
          ],
        },
      );
    }
  }
  for (const one of statement.inner ?? [statement]) {
    const unplain = unplainOption(one.kind, one.tokens);
    if (unplain !== undefined) throw unplainError(one, lines, unplain);
    checkPaths(one.kind, one.tokens, paths, (start, end, path) => {
      const origin = one.text.originOf(start, end);
      return pathError(lines, one.index, origin.start, origin.end, path);
    });
  }
}

/** What an option is, or a path, has to be seen where it is written. */
function unplainError(statement: PreparedStatement, lines: LineIndex, { start, end, why }: UnplainOption): LiusuError {
  const { start: from, end: to } = statement.text.originOf(start, end);
  const error = notAllowed(statement, why);
  const position = { ...lines.rangeOf(statement.index, from, to), message: why.en, zh: why.zh };
  return new LiusuError(error.code, words(error.zh ?? error.message, error.message), {
    ...error.details,
    positions: [position],
  });
}

/** The error for a statement that may not stand where it stands. `why` is a clause without a full stop; `remedy` a sentence. */
export function notAllowed(statement: PreparedStatement, why: Words, remedy?: Words): LiusuError {
  return new LiusuError(
    'SQL_STATEMENT_NOT_ALLOWED',
    words(
      `这里不能用第 ${statement.index + 1} 条语句：${why.zh}。`,
      `Statement ${statement.index + 1} is not allowed here: ${why.en}.`,
    ),
    {
      params: { statement: statement.index + 1, kind: statement.kind },
      positions: [{ ...statement.position, message: why.en, zh: why.zh, ...(remedy === undefined ? {} : { remedy }) }],
    },
  );
}

/** True for a statement whose first word begins none that Flink knows. */
export function hasUnknownStart(statement: PreparedStatement): boolean {
  const [first] = statement.tokens;
  return statement.kind === 'UNKNOWN' && first?.kind === 'word' && !isFirstWord(first.value);
}

/** The error for a statement whose first word is wrong, at that word. */
export function unknownStart(statement: PreparedStatement, lines: LineIndex): LiusuError {
  const [first] = statement.tokens;
  const { start, end } = first ?? { start: 0, end: 1 };
  const { message, remedy } = unknownStatement(statement.text.text.slice(start, end));
  const origin = statement.text.originOf(start, end);
  return new LiusuError('SQL_SYNTAX', message, {
    positions: [
      {
        ...lines.rangeOf(statement.index, origin.start, origin.end),
        message: message.en,
        zh: message.zh,
        ...(remedy === undefined ? {} : { remedy }),
      },
    ],
  });
}

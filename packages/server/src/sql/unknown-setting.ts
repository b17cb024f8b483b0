/**
 * A SET, or an option of a job, with a key that is a little beside one that Flink knows: Flink takes it and does nothing. Pure. Shy:
 * connectors, catalogs and functions have keys of their own, so that a key like none of Flink's is left alone.
 */
import type { ErrorCode } from '@liusu/contract/error-code';
import type { SqlDiagnostic } from '@liusu/contract/sql';

import { nearestNames } from './nearest.ts';
import type { LineIndex } from './positions.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { isReservedKey } from './reserved-keys.ts';
import { readSettingsStatement } from './settings-statements.ts';
import { type Words, words } from './words.ts';

const code: ErrorCode = 'SQL_OBJECT_NOT_FOUND';
/** Letters that a slip of the keyboard changes. Keys are long: a share of their length would take in others of the same kind. */
const mostEdits = 3;
const shortKey = 15;

/** `known`: every setting that the engine reads; nothing is said where it is empty. */
export function unknownSetting(
  statement: PreparedStatement,
  lines: LineIndex,
  engine: string,
  known: ReadonlySet<string>,
): SqlDiagnostic | undefined {
  if (statement.kind !== 'SET') return undefined;
  const read = readSettingsStatement({ text: statement.text.text });
  if (read?.kind !== 'set') return undefined;
  const { key } = read;
  const near = nearKeys(key, known);
  const start = statement.text.text.indexOf(key);
  if (near.length === 0 || start < 0) return undefined;
  const origin = statement.text.originOf(start, start + key.length);
  return {
    severity: 'warning',
    code,
    ...lines.rangeOf(statement.index, origin.start, origin.end),
    ...toldOf(words(key, key), engine, near),
    unknown: { kind: 'setting', name: key, near, engines: [] },
  };
}

/** The same of the further options of a job, which stand in no line of its script. */
export function unknownOptions(
  options: Readonly<Record<string, string>>,
  engine: string,
  known: ReadonlySet<string>,
): SqlDiagnostic[] {
  return Object.keys(options).flatMap((key): SqlDiagnostic[] => {
    const near = nearKeys(key, known);
    if (near.length === 0) return [];
    const what = words(`${key}（作业的选项）`, `${key} (an option of the job)`);
    const place = { statement: 0, line: 1, column: 1, endLine: 1, endColumn: 2 };
    return [{ severity: 'warning', code, ...place, ...toldOf(what, engine, near) }];
  });
}

/** Settings of the engine that a key was probably meant to be; none for one that it has, or that is like none of its. */
function nearKeys(key: string, known: ReadonlySet<string>): string[] {
  if (known.has(key) || isReservedKey(key)) return [];
  const offered = [...known].filter((each) => !isReservedKey(each));
  return nearestNames(key, offered, 3, key.length < shortKey ? 1 : mostEdits);
}

function toldOf(
  what: Words,
  engine: string,
  near: readonly string[],
): Required<Pick<SqlDiagnostic, 'message' | 'remedy' | 'zh'>> {
  const message = words(
    `${engine} 没有配置项 ${what.zh}：Flink 不报错，也不起作用。`,
    `${engine} has no setting ${what.en}: Flink takes it without a word, and it has no effect.`,
  );
  const remedy = words(`是不是想写 ${near.join('、')}？`, `Did you mean ${near.join(', ')}?`);
  return { message: message.en, remedy: remedy.en, zh: { message: message.zh, remedy: remedy.zh } };
}

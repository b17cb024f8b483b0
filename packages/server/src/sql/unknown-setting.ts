/**
 * A SET of a key that is a little beside one that Flink knows: Flink takes it and does nothing. Pure. Shy: connectors, catalogs and
 * functions have keys of their own, so that a key like none of Flink's is left alone.
 */
import type { ErrorCode } from '@liusu/contract/error-code';
import type { SqlDiagnostic } from '@liusu/contract/sql';

import { nearestNames } from './nearest.ts';
import type { LineIndex } from './positions.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { isReservedKey } from './reserved-keys.ts';
import { readSettingsStatement } from './settings-statements.ts';
import { words } from './words.ts';

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
  if (statement.kind !== 'SET' || known.size === 0) return undefined;
  const read = readSettingsStatement({ text: statement.text.text });
  if (read?.kind !== 'set' || known.has(read.key) || isReservedKey(read.key)) return undefined;
  const { key } = read;
  const offered = [...known].filter((each) => !isReservedKey(each));
  const near = nearestNames(key, offered, 3, key.length < shortKey ? 1 : mostEdits);
  const start = statement.text.text.indexOf(key);
  if (near.length === 0 || start < 0) return undefined;
  const origin = statement.text.originOf(start, start + key.length);
  const message = words(
    `${engine} 没有配置项 ${key}：Flink 不报错，也不起作用。`,
    `${engine} has no setting ${key}: Flink takes it without a word, and it has no effect.`,
  );
  const remedy = words(`是不是想写 ${near.join('、')}？`, `Did you mean ${near.join(', ')}?`);
  return {
    severity: 'warning',
    code,
    ...lines.rangeOf(statement.index, origin.start, origin.end),
    message: message.en,
    remedy: remedy.en,
    zh: { message: message.zh, remedy: remedy.zh },
    unknown: { kind: 'setting', name: key, near, engines: [] },
  };
}

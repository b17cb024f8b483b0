/** What the query of a preview reads, and why it cannot be shown where that is not what a job would read. Pure. */
import type { ErrorCode } from '@liusu/contract/error-code';

import { LiusuError } from '../lib/errors.ts';
import type { ObjectPath } from './checker-state.ts';
import { notAllowed, type PreparedScript, type PreparedStatement } from './prepared-script.ts';
import { nameIndexOf } from './table-shadow.ts';
import { isSymbol, readName } from './tokens.ts';
import { type Words, words } from './words.ts';

/** A name as a statement has it, with its place in the statement. */
export interface NameUse {
  statement: PreparedStatement;
  parts: string[];
  start: number;
  end: number;
}

/** Every name in a statement, of columns and keywords too. */
export function namesIn(statement: PreparedStatement): NameUse[] {
  const { tokens, text } = statement;
  return tokens.flatMap((_, i) => {
    const name = isSymbol(tokens[i - 1], '.') ? undefined : readName(tokens, text.text, i);
    return name === undefined ? [] : [{ statement, parts: name.parts, start: name.start, end: name.end }];
  });
}

/** Full paths of the tables that a query reads, of what EXPLAIN tells: there views are resolved already. */
export function scannedTables(explained: string): ObjectPath[] {
  const scans = [...explained.matchAll(/LogicalTableScan\(table=\[\[(.+?)\]\]/g)].map((match) => match[1] ?? '');
  return [...new Set(scans)].map((scan) => {
    const [catalog = '', database = '', ...name] = scan.split(', ');
    return [catalog, database, name.join(', ')];
  });
}

/** Of a query that reads a table which the script makes and nobody made yet. `use`: where it is named. */
export function notCreatedError(
  plan: { script: Pick<PreparedScript, 'lines'> },
  path: ObjectPath,
  definition: PreparedStatement,
  use: NameUse | undefined,
): LiusuError {
  const table = path.join('.');
  const here = words(`表 ${table} 还不存在`, `the table ${table} is not there yet`);
  const told = words(
    `没有行可读：${here.zh}。第 ${definition.index + 1} 条语句创建它，而预览不在外部创建任何东西。`,
    `There are no rows to read: ${here.en}. Statement ${definition.index + 1} makes it, and a preview makes nothing outside.`,
  );
  const remedy = words(
    '为它提供样本数据再预览，或先运行创建并写入它的作业。',
    'Preview with sample rows for it, or first run the job that makes and fills it.',
  );
  const { told: _told, details } = placedError(
    'SQL_TABLE_NOT_CREATED',
    plan,
    use ?? createdIn(definition),
    here,
    remedy,
  );
  return new LiusuError('SQL_TABLE_NOT_CREATED', told, { ...details, params: { table } });
}

/** Of a query that reads what the script alters or drops outside. */
export function changedError(plan: { script: Pick<PreparedScript, 'lines'> }, use: NameUse, why: Words): LiusuError {
  const { details, told } = notAllowed(use.statement, why, onlyReads);
  const [position] = placedError('SQL_STATEMENT_NOT_ALLOWED', plan, use, why, onlyReads).details.positions ?? [];
  return new LiusuError('SQL_STATEMENT_NOT_ALLOWED', told, {
    ...details,
    ...(position === undefined ? {} : { positions: [position] }),
  });
}

/** Of a name that Flink would look up in another database. `database`: the one in use, which is not there. */
export function elsewhereError(
  plan: { script: Pick<PreparedScript, 'lines'> },
  use: NameUse,
  database: string,
): LiusuError {
  const name = use.parts.join('.');
  const told = words(
    `找不到 ${name}：脚本使用的库 ${database} 还不存在，预览也不创建它。`,
    `There is no ${name}: the script uses the database ${database}, which is not there yet, and a preview does not make it.`,
  );
  const remedy = words(
    '检查名称；别的库中的表要写上库名。',
    'Check the name; write the database in front of tables of another one.',
  );
  return placedError('SQL_OBJECT_NOT_FOUND', plan, use, told, remedy);
}

const onlyReads = words(
  '把改动放进作业运行；预览时去掉它，或让查询不读它改动的对象。',
  'Run the change in a job; leave it out of the preview, or let the query read something else.',
);

function createdIn(statement: PreparedStatement): NameUse {
  const name = readName(statement.tokens, statement.text.text, nameIndexOf(statement) ?? -1);
  const { parts, start, end } = name ?? { parts: [], start: 0, end: statement.text.text.length };
  return { statement, parts, start, end };
}

function placedError(
  code: ErrorCode,
  { script }: { script: Pick<PreparedScript, 'lines'> },
  { statement, start, end }: NameUse,
  told: Words,
  remedy: Words,
): LiusuError {
  const origin = statement.text.originOf(start, end);
  const position = script.lines.rangeOf(statement.index, origin.start, origin.end);
  return new LiusuError(code, told, {
    positions: [{ ...position, message: told.en, zh: told.zh, remedy }],
  });
}

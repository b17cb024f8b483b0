/** What a preview runs: the script's definitions, then its one query. Pure. */
import { JobSettings } from '@liusu/contract/job';
import type { PreviewRequest } from '@liusu/contract/sql';
import type { z } from 'zod';

import { LiusuError } from '../lib/errors.ts';
import { changedObjectOf } from './changed-object.ts';
import type { StatementKind } from './classify.ts';
import { emptyScript } from './diagnostics.ts';
import type { PathPolicy } from './paths.ts';
import { insertQueryOf } from './insert-query.ts';
import {
  checkStatement,
  notAllowed,
  type PreparedScript,
  prepareScript,
  type PreparedStatement,
  requireWhole,
} from './prepared-script.ts';
import { checkOptions } from './reserved-keys.ts';
import { settingsProperties } from './session-properties.ts';
import { createdNameOf } from './table-shadow.ts';
import { words } from './words.ts';

export interface PreviewPlan {
  script: PreparedScript;
  before: readonly PreparedStatement[];
  query: PreparedStatement;
  /** The INSERT the query is of. */
  insert: PreparedStatement | undefined;
  /** True when the query is a Flink job; false for SHOW, DESCRIBE and EXPLAIN. */
  isQuery: boolean;
  settings(engine: string, timeZone: string): Record<string, string>;
}

const definitions: ReadonlySet<StatementKind> = new Set([
  'CREATE_TABLE',
  'CREATE_TEMPORARY_TABLE',
  'CREATE_VIEW',
  'CREATE_TEMPORARY_VIEW',
  'CREATE_CATALOG',
  'CREATE_DATABASE',
  'CREATE_FUNCTION',
  'CREATE_TEMPORARY_FUNCTION',
  'CREATE_MODEL',
  'ALTER',
  'DROP',
  'DROP_TEMPORARY',
  'SET',
  'RESET',
  'USE',
  'ADD_JAR',
  'REMOVE_JAR',
  'LOAD_MODULE',
]);
const questions: ReadonlySet<StatementKind> = new Set(['SELECT', 'SHOW', 'DESCRIBE', 'EXPLAIN']);

const oneQuery = {
  why: words('这是第二个查询，一次预览只运行一个', 'it is a second query, and a preview runs one'),
  remedy: words(
    '选中其中一个查询再运行（命令行用 --statement 指定），或删去另一个。',
    'Select one of the queries and run it (--statement on the command line), or remove the other.',
  ),
};
const onlyReads = {
  why: words('预览只读取，不写入也不改动', 'a preview only reads'),
  remedy: words('把它放进作业运行；预览时去掉它。', 'Run it in a job, and leave it out of the preview.'),
};
const noQuery = {
  why: words('预览要以一个查询结束', 'a preview must end with a query'),
  remedy: words('在最后加上 SELECT …;', 'Add a SELECT … at the end.'),
};

function emptyError(): LiusuError {
  const { message, remedy } = emptyScript;
  return new LiusuError('SQL_SYNTAX', message, {
    positions: [
      { statement: 0, line: 1, column: 1, endLine: 1, endColumn: 2, message: message.en, zh: message.zh, remedy },
    ],
  });
}

/** The statement to run and what comes before it. */
function choose(script: PreparedScript, chosen: number | undefined): Pick<PreviewPlan, 'before' | 'query' | 'insert'> {
  if (chosen !== undefined && chosen >= script.statements.length && script.statements.length > 0) {
    throw noSuchStatement(script, chosen);
  }
  const last = script.statements[chosen ?? script.statements.length - 1];
  if (last === undefined) throw emptyError();
  const earlier = script.statements.slice(0, last.index);
  // A statement that was chosen by its number takes along what defines something, and nothing else.
  const before =
    chosen === undefined ? earlier : earlier.filter((statement, i) => isTaken(statement, earlier.slice(0, i)));
  for (const statement of before) {
    // The later of two queries is the one too many to the reader: the first may well be what was meant.
    if (questions.has(statement.kind) || statement.kind === 'INSERT' || statement.kind === 'STATEMENT_SET') {
      throw notAllowed(last, oneQuery.why, oneQuery.remedy);
    }
    if (!isDefinition(statement)) throw notAllowed(statement, onlyReads.why, onlyReads.remedy);
  }
  return { before, ...queryOf(last) };
}

function isDefinition(statement: PreparedStatement): boolean {
  if (!definitions.has(statement.kind)) return false;
  if (statement.kind !== 'ALTER' && statement.kind !== 'DROP') return true;
  const changed = changedObjectOf(statement);
  // A catalog of other options may make something outside.
  return changed !== undefined && !(changed.what === 'CATALOG' && changed.action === 'ALTER');
}

/** False also for a change of what a statement made that is left out itself. */
function isTaken(statement: PreparedStatement, earlier: readonly PreparedStatement[]): boolean {
  if (!isDefinition(statement)) return false;
  const changed = changedObjectOf(statement)?.parts.join('.');
  return (
    changed === undefined ||
    earlier.findLast((one) => createdNameOf(one)?.parts.join('.') === changed)?.kind !== 'CREATE_TABLE_AS'
  );
}

function noSuchStatement({ statements }: PreparedScript, chosen: number): LiusuError {
  const count = statements.length;
  const told = words(
    `脚本只有 ${count} 条语句，没有第 ${chosen + 1} 条。`,
    `The script has ${count} statement${count === 1 ? '' : 's'}: there is no statement ${chosen + 1}.`,
  );
  const remedy = words(`写 1 到 ${count} 之间的序号。`, `Name one from 1 to ${count}.`);
  const place = statements.at(-1)?.position ?? { statement: 0, line: 1, column: 1, endLine: 1, endColumn: 2 };
  return new LiusuError('SQL_STATEMENT_NOT_ALLOWED', told, {
    params: { statement: chosen + 1, count },
    positions: [{ ...place, message: told.en, zh: told.zh, remedy }],
  });
}

/** The statement itself, or the query of an INSERT: sinks are never written. */
function queryOf(statement: PreparedStatement): Pick<PreviewPlan, 'query' | 'insert'> {
  if (questions.has(statement.kind)) return { query: statement, insert: undefined };
  const [insert, ...others] = statement.inner ?? (statement.kind === 'INSERT' ? [statement] : []);
  if (others.length > 0) throw notAllowed(statement, oneQuery.why, oneQuery.remedy);
  const text = insert === undefined ? undefined : insertQueryOf(insert);
  if (insert === undefined || text === undefined) {
    const { why, remedy } = definitions.has(statement.kind) ? noQuery : onlyReads;
    throw notAllowed(statement, why, remedy);
  }
  const cut = insert.text.text.length - text.text.length;
  const tokens = insert.tokens
    .filter(({ start }) => start >= cut)
    .map((token) => ({ ...token, start: token.start - cut, end: token.end - cut }));
  return { query: { ...insert, kind: 'SELECT', text, tokens }, insert };
}

/** Throws the errors named at PreviewService.open, all but PREVIEW_LIMIT. */
export function planPreview(
  request: z.output<typeof PreviewRequest>,
  variables: Readonly<Record<string, string>>,
  paths: PathPolicy,
): PreviewPlan {
  checkOptions(request.options);
  const script = prepareScript(request.script, variables);
  requireWhole(script);
  for (const statement of script.statements) checkStatement(statement, script.lines, paths);
  const { before, query, insert } = choose(script, request.statement);
  return {
    script,
    before,
    query,
    insert,
    isQuery: query.kind === 'SELECT',
    settings: (engine, timeZone) => {
      const settings = JobSettings.parse({ mode: request.mode, restart: { kind: 'none' }, options: request.options });
      return settingsProperties(engine, settings, request.timeZone ?? timeZone);
    },
  };
}

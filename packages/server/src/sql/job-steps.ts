/** How a job's script is run: what is executed before its Flink job, and which DML makes it. Pure. */
import type { JobMode } from '@liusu/contract/job';

import { LiusuError } from '../lib/errors.ts';
import type { StatementKind } from './classify.ts';
import {
  hasUnknownStart,
  notAllowed,
  type PreparedScript,
  type PreparedStatement,
  unknownStart,
} from './prepared-script.ts';
import { type Words, words } from './words.ts';

/** Said of a script that starts nothing. */
export const noInsert = words(
  '脚本里没有可运行的 INSERT INTO 语句。',
  'The script has no INSERT INTO statement to run.',
);

export interface JobStep {
  /** Executed in order in the session before the DML. */
  before: {
    statement: PreparedStatement;
    /** It ran in an earlier step: that its object exists already is no error. */ again: boolean;
  }[];
  /** The INSERTs (or, in batch, the one DML) that become one Flink job. */
  dml: readonly PreparedStatement[];
}

interface Refusal {
  why: Words;
  remedy: Words;
}

const forPreview: Words = words('用预览来运行它。', 'Run it alone, as a preview.');

function question(what: string): Refusal {
  return {
    why: words(
      `${what} 用于预览；作业只定义表并写入`,
      `${what} is for the preview; a job only defines tables and writes`,
    ),
    remedy: forPreview,
  };
}

const refusals: Partial<Record<StatementKind, Refusal>> = {
  SELECT: {
    why: words('作业用 INSERT INTO 写出结果，不能只有查询', 'a job writes its result with INSERT INTO'),
    remedy: words(
      '写成 INSERT INTO 目标表 SELECT …；只想看结果就用预览。',
      'Write INSERT INTO table SELECT …; to look at the rows alone, use the preview.',
    ),
  },
  SHOW: question('SHOW'),
  DESCRIBE: question('DESCRIBE'),
  EXPLAIN: question('EXPLAIN'),
  CALL: {
    why: words(
      '存储过程可能启动平台不知道的 Flink 作业',
      'a procedure may start Flink jobs the platform does not know',
    ),
    remedy: words('在平台之外执行它。', 'Run it outside of the platform.'),
  },
  ANALYZE: {
    why: words('ANALYZE 会启动平台不知道的 Flink 作业', 'ANALYZE starts Flink jobs the platform does not know'),
    remedy: words('在平台之外执行它。', 'Run it outside of the platform.'),
  },
  TRUNCATE: {
    why: words('每次启动都会再清空这张表', 'TRUNCATE would empty the table again at each start'),
    remedy: words(
      '用 INSERT OVERWRITE，或在平台之外清空。',
      'Use INSERT OVERWRITE, or empty it outside of the platform.',
    ),
  },
  STOP_JOB: {
    why: words('作业由平台停止', 'jobs are stopped through the platform'),
    remedy: words('在数据运维中停止，或用 liusu job stop。', 'Stop it in operations, or with liusu job stop.'),
  },
  COMPILE_PLAN: {
    why: words('计划由平台编译', 'the platform compiles plans itself'),
    remedy: words('只写 INSERT INTO。', 'Write the INSERT INTO alone.'),
  },
  EXECUTE_PLAN: {
    why: words('计划由平台执行', 'the platform executes plans itself'),
    remedy: words('只写 INSERT INTO。', 'Write the INSERT INTO alone.'),
  },
  CREATE_MATERIALIZED_TABLE: {
    why: words(
      '物化表会启动平台不知道的 Flink 作业',
      'a materialized table starts Flink jobs the platform does not know',
    ),
    remedy: words('建一张普通的表，用 INSERT INTO 写入。', 'Create a plain table and write it with INSERT INTO.'),
  },
  UNKNOWN: {
    why: words('这不是 Flink 认识的语句', 'this is not a statement Flink knows'),
    remedy: words('检查开头的几个词。', 'Check its first words.'),
  },
};

function batchOnly(what: string, remedy: Words): Refusal {
  return { why: words(`${what} 只能在批作业中运行`, `${what} runs in batch jobs only`), remedy };
}

const asBatch = words('把作业的运行模式改为批。', "Change the job's mode to batch.");
const streamingRefusals: Partial<Record<StatementKind, Refusal>> = {
  UPDATE: batchOnly('UPDATE', asBatch),
  DELETE: batchOnly('DELETE', asBatch),
  CREATE_TABLE_AS: batchOnly(
    'CREATE TABLE … AS',
    words('流作业中先建表，再 INSERT INTO。', 'In a streaming job create the table, then INSERT INTO it.'),
  ),
};

/** Why a statement has no place in a job of this mode; undefined when it has. */
export function refusalOf(kind: StatementKind, mode: JobMode): Refusal | undefined {
  return refusals[kind] ?? (mode === 'streaming' ? streamingRefusals[kind] : undefined);
}

/** Kinds that are told about as such, wherever they stand. */
const toldAnyway: ReadonlySet<StatementKind> = new Set([
  'UPDATE',
  'DELETE',
  'CREATE_TABLE_AS',
  'CREATE_MATERIALIZED_TABLE',
  'TRUNCATE',
  'UNKNOWN',
]);

/** Kinds that take away or change what an INSERT before them needs. */
const changing: ReadonlySet<StatementKind> = new Set(['DROP', 'DROP_TEMPORARY', 'ALTER']);

const beforeInserts: Refusal = {
  why: words(
    '流作业先执行所有定义，再启动 INSERT：它会在前面的 INSERT 之前执行',
    'a streaming job runs all definitions first and its INSERTs after: this one runs before the INSERT above it',
  ),
  remedy: words(
    '把它移到 INSERT 之前，或删去；清理工作放到另一个脚本。',
    'Move it before the INSERT, or leave it out; clean up in a script of its own.',
  ),
};

const useBeforeInserts: Refusal = {
  why: beforeInserts.why,
  remedy: words(
    '在 INSERT 中写出完整的表名（目录.库.表），并把 USE 移到 INSERT 之前。',
    'Write full names of tables (catalog.database.table) in the INSERTs, and move USE before them.',
  ),
};

/** What is wrong with a statement beside the others of a script that writes: a query alone is a preview, and all right. */
export function placeOf(
  { kind, index }: PreparedStatement,
  statements: readonly PreparedStatement[],
  mode: JobMode,
): (Refusal & { severity: 'error' | 'warning' }) | undefined {
  const firstWrite = statements.find((one) => isWriting(one.kind));
  if (firstWrite === undefined || toldAnyway.has(kind)) return undefined;
  const refusal = refusalOf(kind, mode);
  if (refusal !== undefined) return { ...refusal, severity: 'error' };
  if (mode !== 'streaming' || index < firstWrite.index) return undefined;
  if (kind === 'USE') return { ...useBeforeInserts, severity: 'warning' };
  return changing.has(kind) ? { ...beforeInserts, severity: 'warning' } : undefined;
}

/** What an earlier step did to outside catalogs is not done again. */
const onceOnly: ReadonlySet<StatementKind> = new Set(['DROP', 'ALTER']);

/** What is said of anything else inside a statement set. */
export const onlyInserts: Refusal = {
  why: words('语句集里只能有 INSERT 语句', 'a statement set holds INSERT statements only'),
  remedy: words('把它移到语句集之外。', 'Move it out of the statement set.'),
};

/** Throws SQL_STATEMENT_NOT_ALLOWED with the position of the first statement that has no place in a job of this mode. */
function requireAllowed(script: PreparedScript, mode: JobMode): void {
  for (const statement of script.statements) {
    if (hasUnknownStart(statement)) throw unknownStart(statement, script.lines);
    const refusal = refusalOf(statement.kind, mode);
    if (refusal !== undefined) throw notAllowed(statement, refusal.why, refusal.remedy);
    for (const inner of statement.inner ?? []) {
      if (inner.kind !== 'INSERT') throw notAllowed(inner, onlyInserts.why, onlyInserts.remedy);
    }
  }
}

/**
 * The Flink jobs of a script in order: one for all INSERTs of a streaming script, one per DML statement of a batch script.
 * Throws SQL_STATEMENT_NOT_ALLOWED with a position, or JOB_HAS_NO_STATEMENT.
 */
export function stepsOf(script: PreparedScript, mode: JobMode): JobStep[] {
  requireAllowed(script, mode);
  const steps = mode === 'streaming' ? streamingSteps(script) : batchSteps(script);
  if (steps.length === 0) throw new LiusuError('JOB_HAS_NO_STATEMENT', noInsert);
  return steps;
}

function insertsOf(statement: PreparedStatement): readonly PreparedStatement[] {
  return statement.inner ?? [statement];
}

const writing: ReadonlySet<string> = new Set<StatementKind>([
  'INSERT',
  'STATEMENT_SET',
  'UPDATE',
  'DELETE',
  'CREATE_TABLE_AS',
]);

/** True for a kind of statement that makes a Flink job: a script without one is no job. */
export function isWriting(kind: string): boolean {
  return writing.has(kind);
}

function streamingSteps(script: PreparedScript): JobStep[] {
  const before = script.statements.filter((one) => !isWriting(one.kind));
  const dml = script.statements.filter((one) => isWriting(one.kind)).flatMap(insertsOf);
  return dml.length === 0 ? [] : [{ before: before.map((statement) => ({ statement, again: false })), dml }];
}

function batchSteps(script: PreparedScript): JobStep[] {
  const steps: JobStep[] = [];
  let earlier: PreparedStatement[] = [];
  let fresh: PreparedStatement[] = [];
  for (const statement of script.statements) {
    if (!isWriting(statement.kind)) {
      fresh.push(statement);
      continue;
    }
    const dml = insertsOf(statement);
    if (dml.length === 0) continue;
    steps.push({
      before: [
        ...earlier.filter((one) => !onceOnly.has(one.kind)).map((one) => ({ statement: one, again: true })),
        ...fresh.map((one) => ({ statement: one, again: false })),
      ],
      dml,
    });
    earlier = [...earlier, ...fresh];
    fresh = [];
  }
  return steps;
}

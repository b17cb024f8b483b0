/** How a job's script is run: what is executed before its Flink job, and which DML makes it. Pure. */
import type { JobMode } from '@liusu/contract/job';

import { LiusuError } from '../lib/errors.ts';
import type { StatementKind } from './classify.ts';
import { notAllowed, type PreparedScript, type PreparedStatement } from './prepared-script.ts';

export interface JobStep {
  /** Executed in order in the session before the DML. */
  before: {
    statement: PreparedStatement;
    /** It ran in an earlier step: that its object exists already is no error. */ again: boolean;
  }[];
  /** The INSERTs (or, in batch, the one DML) that become one Flink job. */
  dml: readonly PreparedStatement[];
}

const refusals: Partial<Record<StatementKind, string>> = {
  SELECT: 'a job writes its result with INSERT INTO; run a query alone with the preview',
  SHOW: 'SHOW is for the preview; a job only defines tables and writes',
  DESCRIBE: 'DESCRIBE is for the preview; a job only defines tables and writes',
  EXPLAIN: 'EXPLAIN is for the preview; a job only defines tables and writes',
  CALL: 'a procedure may start Flink jobs the platform does not know',
  ANALYZE: 'ANALYZE starts Flink jobs the platform does not know',
  TRUNCATE: 'TRUNCATE would empty the table again at each start',
  STOP_JOB: 'jobs are stopped through the platform',
  COMPILE_PLAN: 'the platform compiles plans itself',
  EXECUTE_PLAN: 'the platform executes plans itself',
  CREATE_MATERIALIZED_TABLE: 'a materialized table starts Flink jobs the platform does not know',
  UNKNOWN: 'this is not a statement Flink knows',
};

const streamingRefusals: Partial<Record<StatementKind, string>> = {
  UPDATE: 'UPDATE runs in batch jobs only',
  DELETE: 'DELETE runs in batch jobs only',
  CREATE_TABLE_AS: 'CREATE TABLE … AS runs in batch jobs only; in a streaming job create the table and INSERT INTO it',
};

/** What an earlier step did to outside catalogs is not done again. */
const onceOnly: ReadonlySet<StatementKind> = new Set(['DROP', 'ALTER']);

/** Throws SQL_STATEMENT_NOT_ALLOWED with the position of the first statement that has no place in a job of this mode. */
function requireAllowed(script: PreparedScript, mode: JobMode): void {
  for (const statement of script.statements) {
    const why = refusals[statement.kind] ?? (mode === 'streaming' ? streamingRefusals[statement.kind] : undefined);
    if (why !== undefined) throw notAllowed(statement, why);
    for (const inner of statement.inner ?? []) {
      if (inner.kind !== 'INSERT') throw notAllowed(inner, 'a statement set holds INSERT statements only');
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
  if (steps.length === 0)
    throw new LiusuError('JOB_HAS_NO_STATEMENT', 'The script has no INSERT INTO statement to run.');
  return steps;
}

function insertsOf(statement: PreparedStatement): readonly PreparedStatement[] {
  return statement.inner ?? [statement];
}

function isWriting(kind: StatementKind): boolean {
  return ['INSERT', 'STATEMENT_SET', 'UPDATE', 'DELETE', 'CREATE_TABLE_AS'].includes(kind);
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

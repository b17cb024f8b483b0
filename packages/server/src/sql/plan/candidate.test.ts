import { expect, it } from 'vitest';

import { JobSettings } from '@liusu/contract/job';

import { readFault } from '../../flink/gateway-fault.ts';
import { StatementFailed } from '../../flink/sql-gateway-client.ts';
import { LiusuError } from '../../lib/errors.ts';
import type { SessionSource } from '../gateways.ts';
import { type Candidate, candidateCompiler } from './candidate.ts';
import type { PlanCompiler } from './plan-compiler.ts';

const fault = (...lines: string[]) => new StatementFailed(readFault([lines.join('\n')]));
const noColumn = fault("org.apache.calcite.sql.validate.SqlValidatorException: Column 'c' not found in any table");
const noTable = fault("org.apache.calcite.sql.validate.SqlValidatorException: Object 'hidden' not found");
const unfinished = fault(
  'org.apache.flink.sql.parser.impl.ParseException: Encountered "=>" at line 2, column 1.\nWas expecting one of:\n    <EOF>',
);
const noPlan = fault('org.apache.flink.table.api.TableException: Can not generate a plan for this node.');
const refused = fault(
  'org.apache.flink.table.api.ValidationException: Failed to open the table.',
  'Caused by: java.net.ConnectException: Connection refused',
);

const script = "CREATE TEMPORARY TABLE t (a INT) WITH ('connector' = 'print');\nINSERT INTO t SELECT c FROM t;";

/** `compile` and `explain`: what Flink answers to COMPILE PLAN and to EXPLAIN. */
function compiled(faults: { compile?: Error; explain?: Error; open?: Error }, text = script): Promise<Candidate> {
  const faultOf = (sql: string) => {
    if (sql.endsWith('=>')) return unfinished;
    if (sql.startsWith('DESCRIBE')) return noTable;
    return sql.startsWith('EXPLAIN') ? faults.explain : undefined;
  };
  const run = (sql: string) => {
    const found = faultOf(sql);
    return found === undefined ? Promise.resolve() : Promise.reject(found);
  };
  const session = { run, rowsOf: () => Promise.resolve([]), close: () => Promise.resolve() };
  const open = () => (faults.open === undefined ? Promise.resolve(session) : Promise.reject(faults.open));
  const compile = () => Promise.reject(faults.compile ?? noPlan);
  return candidateCompiler({
    sessions: { open } as unknown as SessionSource,
    compiler: { compile } as unknown as PlanCompiler,
    catalogs: {},
    scratchFolder: '/nowhere',
    resolveJars: () => Promise.resolve([]),
    paths: { allowed: [], denied: [] },
  })({
    script: text,
    engine: 'flink-2.2',
    settings: JobSettings.parse({}),
    timeZone: 'UTC',
    variables: {},
    signal: AbortSignal.timeout(5_000),
  });
}

it('tells of wrong SQL with its place', async () => {
  expect(await compiled({ compile: noColumn, explain: noColumn })).toMatchObject({
    kind: 'not-compiled',
    errors: [{ code: 'SQL_OBJECT_NOT_FOUND', statement: 1, line: 2 }],
  });
});

it('does not take SQL without a plan for SQL that does not compile', async () => {
  expect(await compiled({ compile: noPlan })).toMatchObject({ kind: 'impossible', reason: 'PLAN_NOT_SUPPORTED' });
});

it('cannot tell of what is out of reach', async () => {
  expect(await compiled({ compile: refused, explain: refused })).toMatchObject({
    kind: 'impossible',
    reason: 'NOT_CHECKED',
  });
});

it('cannot tell of what is made only when it runs', async () => {
  const outside = `CREATE CATALOG h WITH ('type' = 'hive');\nCREATE TABLE h.d.hidden (a INT);\nINSERT INTO h.d.hidden SELECT 1;`;

  expect(await compiled({ compile: noTable, explain: noTable }, outside)).toMatchObject({
    kind: 'impossible',
    reason: 'NOT_CHECKED',
  });
});

it('says nothing of the script where the gateway is not there, or a file beside it', async () => {
  for (const code of ['GATEWAY_UNAVAILABLE', 'CONNECTOR_FILE_GONE'] as const) {
    await expect(compiled({ open: new LiusuError(code, 'It is not there.') })).rejects.toMatchObject({ code });
  }
});

it('tells of what the platform refuses itself', async () => {
  expect(await compiled({}, 'INSERT INTO t SELECT ${missing};')).toMatchObject({
    kind: 'not-compiled',
    errors: [{ code: 'SQL_VARIABLE_MISSING' }],
  });
});

import type { SqlDiagnostic } from '@liusu/contract/sql';
import { expect, it } from 'vitest';

import { type GatewayFault, readFault } from '../flink/gateway-fault.ts';
import { StatementFailed } from '../flink/sql-gateway-client.ts';
import type { GatewaySession } from './gateway-session.ts';
import { prepareScript } from './prepared-script.ts';
import { StatementChecker } from './statement-checker.ts';

const unfinished = readFault([
  'org.apache.flink.sql.parser.impl.ParseException: Encountered "=>" at line 2, column 1.\nWas expecting one of:\n    <EOF>',
]);

/** What a check says of a script in a session that takes everything but texts with a fault. */
async function check(script: string, faultOf: (text: string) => GatewayFault | undefined): Promise<SqlDiagnostic[]> {
  const run = (text: string) => {
    const fault = text.endsWith('=>') ? unfinished : faultOf(text);
    return fault === undefined ? Promise.resolve() : Promise.reject(new StatementFailed(fault));
  };
  const prepared = prepareScript(script, {});
  const checker = new StatementChecker({
    session: { run, rowsOf: () => Promise.resolve([]) } as unknown as GatewaySession,
    script: prepared,
    engine: 'flink-2.2',
    mode: 'streaming',
    settings: {},
    catalogs: { lake: 'paimon' },
    scratchUri: 'file:///scratch',
    resolveJars: () => Promise.resolve([]),
    paths: { allowed: [], denied: [] },
    signal: AbortSignal.timeout(5_000),
  });
  for (const statement of prepared.statements) await checker.check(statement);
  return checker.diagnostics;
}

const wrong = readFault(['org.apache.flink.table.api.ValidationException: The primary key is wrong.']);

it('tells what is wrong with a table that is made anew', async () => {
  const script = 'DROP TABLE lake.d.t;\nCREATE TABLE lake.d.t (id INT);';

  const found = await check(script, (text) => (text.startsWith('CREATE') ? wrong : undefined));

  expect(found).toMatchObject([{ code: 'SQL_INVALID', severity: 'error', statement: 1 }]);
});

it('tells nothing of one that takes its columns from a table that was changed', async () => {
  const script = 'ALTER TABLE lake.d.u ADD c INT;\nCREATE VIEW lake.d.v AS SELECT c FROM lake.d.u;';

  const found = await check(script, (text) => (text.startsWith('CREATE') || text.endsWith('`v`') ? wrong : undefined));

  expect(found).toMatchObject([{ code: 'NOT_CHECKED', severity: 'info', statement: 1 }]);
});

it('tells of a view of an outside catalog that is there already, unless it may be', async () => {
  const view = 'lake.d.v AS SELECT 1 AS a;';

  const found = await check(`CREATE VIEW IF NOT EXISTS ${view}\nCREATE VIEW ${view}`, () => undefined);

  expect(found).toMatchObject([{ code: 'SQL_INVALID', statement: 1 }]);
});

it('tells nothing of statements that miss a table with a Chinese name that could not be created', async () => {
  const script = 'CREATE TABLE 订单 (id INT);\nSELECT * FROM 订单;';
  const missing = readFault(["org.apache.calcite.sql.validate.SqlValidatorException: Object '订单' not found"]);

  const found = await check(script, (text) =>
    text.startsWith('CREATE') ? wrong : text.startsWith('EXPLAIN') ? missing : undefined,
  );

  expect(found).toMatchObject([
    { code: 'SQL_INVALID', statement: 0 },
    { code: 'NOT_CHECKED', statement: 1 },
  ]);
});

it('refuses a TRUNCATE at its place, with and without what writes', async () => {
  const found = await check('TRUNCATE TABLE t;', () => undefined);

  expect(found).toMatchObject([{ code: 'SQL_STATEMENT_NOT_ALLOWED', severity: 'error', line: 1, column: 1 }]);
});

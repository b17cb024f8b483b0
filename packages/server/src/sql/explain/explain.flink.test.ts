/** Plans of scripts as Flink itself gives them. */
import { JobSettings } from '@liusu/contract/job';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { testEngines } from '../../drivers/test-engines.ts';
import { systemClock } from '../../lib/clock.ts';
import { silentLog } from '../../lib/log.ts';
import { useFlink } from '../../testing/flink-cluster.ts';
import { SessionSource } from '../gateways.ts';
import { ExplainService } from './explain.ts';

const tables = `CREATE TEMPORARY TABLE orders (id BIGINT, customer STRING) WITH ('connector' = 'datagen');
CREATE TEMPORARY TABLE counts (customer STRING, n BIGINT, PRIMARY KEY (customer) NOT ENFORCED) WITH ('connector' = 'blackhole');
CREATE TABLE lake.\`default\`.made (customer STRING, n BIGINT, PRIMARY KEY (customer) NOT ENFORCED);
`;

describe.each(testEngines)('plans on %s', (engine) => {
  const flink = useFlink(engine);
  let sessions: SessionSource;
  let service: ExplainService;

  beforeAll(() => {
    const { gateway, folder } = flink();
    const clock = systemClock;
    const prelude = [`CREATE CATALOG lake WITH ('type' = 'paimon', 'warehouse' = 'file://${folder}/warehouse')`];
    sessions = new SessionSource({
      gateways: { forEngine: () => gateway },
      prelude,
      clock,
      log: silentLog(),
      poolSize: 1,
    });
    service = new ExplainService({
      sessions,
      resolveJars: async () => [],
      paths: { allowed: [`${folder}/in`], denied: [folder] },
      clock,
      catalogs: { lake: 'paimon' },
      scratchFolder: `${folder}/scratch`,
    });
  });
  afterAll(async () => {
    await sessions.close();
  });

  function explain(script: string, settings: object = {}) {
    return service.explain({
      script: tables + script,
      engine,
      settings: JobSettings.parse(settings),
      timeZone: 'UTC',
      variables: {},
      signal: new AbortController().signal,
    });
  }

  it('plans what it can beside a misplaced secret and a variable that is not there', async () => {
    const { plans, diagnostics } = await explain(
      'SELECT ${secret.key} FROM orders;\nSELECT id FROM orders WHERE id = ${nope};\nSELECT customer FROM orders;',
    );

    expect(diagnostics.map(({ code, line }) => [code, line])).toEqual([
      ['SQL_SECRET_MISPLACED', 4],
      ['SQL_VARIABLE_MISSING', 5],
    ]);
    expect(plans.map(({ statements }) => statements)).toEqual([[5]]);
  });

  it('gives one plan for all INSERTs of a stream, with places and advice, and makes no table', async () => {
    const { plans, diagnostics } = await explain(
      'INSERT INTO counts SELECT customer, COUNT(*) FROM orders GROUP BY customer;\nINSERT INTO lake.`default`.made SELECT customer, id FROM orders;',
      { parallelism: 2 },
    );
    const [plan] = plans;
    const again = await explain('SELECT * FROM lake.`default`.made;');

    expect(diagnostics).toEqual([]);
    expect(plans).toHaveLength(1);
    expect(plan?.statements).toEqual([3, 4]);
    expect(plan?.nodes.filter(({ kind }) => kind === 'sink').map(({ origin }) => origin?.line)).toEqual([4, 5]);
    expect(plan?.nodes.find(({ operator }) => operator === 'GroupAggregate')).toMatchObject({
      changes: expect.arrayContaining(['I', 'UA']),
      state: { kind: 'keyed', ttlMs: 0 },
      parallelism: 2,
      origin: { statement: 3, line: 4, column: 58, endColumn: 66 },
    });
    expect(plan?.advice[0]).toMatchObject({ code: 'STATE_WITHOUT_TTL', position: { line: 4, column: 58 } });
    expect(again.plans[0]?.nodes.map(({ kind }) => kind)).toContain('source');
  });

  it('minds the time to live the script sets', async () => {
    const { plans } = await explain(
      "SET 'table.exec.state.ttl' = '1 d';\nINSERT INTO counts SELECT customer, COUNT(*) FROM orders GROUP BY customer;",
    );

    expect(plans[0]?.advice.map(({ code }) => code)).toEqual(['MINI_BATCH_OFF']);
  });

  it('tells what is wrong instead, at its place', async () => {
    const { plans, diagnostics } = await explain(
      'INSERT INTO counts SELECT custmer, COUNT(*) FROM orders GROUP BY customer;',
    );

    expect(plans).toEqual([]);
    expect(diagnostics).toMatchObject([{ code: 'SQL_OBJECT_NOT_FOUND', line: 4, column: 27, endColumn: 34 }]);
  });

  it('gives one plan for each statement of a batch script, and of a script of queries', async () => {
    const bounded = tables.replace("'datagen'", "'datagen', 'number-of-rows' = '10'");
    const { plans } = await service.explain({
      script: `${bounded}INSERT INTO counts SELECT customer, COUNT(*) FROM orders GROUP BY customer;\nSELECT 1;`,
      engine,
      settings: JobSettings.parse({ mode: 'batch' }),
      timeZone: 'UTC',
      variables: {},
      signal: new AbortController().signal,
    });

    expect(plans.map(({ statements }) => statements)).toEqual([[3], [4]]);
    expect(plans[0]?.nodes.every(({ state }) => state.kind === 'none')).toBe(true);
    expect(plans[0]?.nodes.length).toBeGreaterThan(2);
  });

  it('plans each query in the database that is in use where it stands', async () => {
    const source = "WITH ('connector' = 'datagen')";
    const { plans, diagnostics } = await explain(
      `CREATE DATABASE app;
USE app;
CREATE TABLE s (id INT) ${source};
SELECT id FROM s;
USE default_database;
SELECT id FROM s;
CREATE CATALOG c WITH ('type' = 'paimon', 'warehouse' = 'file://${flink().folder}/in/new');
CREATE DATABASE c.app;
USE c.app;
CREATE TABLE k (id BIGINT);
INSERT INTO k SELECT id FROM app.k;`,
    );

    expect(diagnostics.map(({ code, line, column }) => [code, line, column])).toEqual([
      ['SQL_OBJECT_NOT_FOUND', 9, 16],
    ]);
    expect(plans.map(({ statements }) => statements)).toEqual([[13], [6]]);
  });

  it('does not know of a table that the script makes of a query, and refuses TRUNCATE', async () => {
    const { plans, diagnostics } = await explain(
      "CREATE TABLE copied WITH ('connector' = 'blackhole') AS SELECT 1 AS id;\nSELECT id FROM copied;\nSELECT id FROM copid;\nTRUNCATE TABLE orders;",
      { mode: 'batch' },
    );

    expect(plans.map(({ statements }) => statements)).toEqual([[3]]);
    expect(diagnostics.map(({ code, line, column }) => [code, line, column])).toEqual([
      ['NOT_CHECKED', 5, 1],
      ['SQL_OBJECT_NOT_FOUND', 6, 16],
      ['SQL_STATEMENT_NOT_ALLOWED', 7, 1],
    ]);
  });
});

/** Catalogs, tables and functions as real Flink tells them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { testEngines } from '../../drivers/test-engines.ts';
import { systemClock } from '../../lib/clock.ts';
import { silentLog } from '../../lib/log.ts';
import { useFlink } from '../../testing/flink-cluster.ts';
import { SessionSource } from '../gateways.ts';
import { MetadataService } from './metadata-service.ts';

describe.each(testEngines)('metadata of %s', (engine) => {
  const flink = useFlink(engine);
  let sessions: SessionSource;
  let metadata: MetadataService;
  const request = (more: { refresh?: boolean; signal?: AbortSignal } = {}) => ({
    engine,
    refresh: more.refresh ?? false,
    signal: more.signal ?? AbortSignal.timeout(60_000),
  });

  async function run(statements: readonly string[]): Promise<void> {
    const session = await sessions.open(engine, AbortSignal.timeout(60_000));
    try {
      for (const statement of statements) await session.run(statement, { signal: AbortSignal.timeout(60_000) });
    } finally {
      await session.close();
    }
  }

  beforeAll(async () => {
    const { gateway, folder } = flink();
    const prelude = [
      `CREATE CATALOG lake WITH ('type' = 'paimon', 'warehouse' = 'file://${folder}/warehouse')`,
      'CREATE VIEW big AS SELECT CAST(1 AS BIGINT) AS id',
    ];
    const common = { clock: systemClock, log: silentLog() };
    sessions = new SessionSource({ gateways: { forEngine: () => gateway }, prelude, poolSize: 0, ...common });
    metadata = new MetadataService({ sessions, clock: systemClock });
    await run([
      'CREATE DATABASE lake.shop',
      "CREATE TABLE lake.shop.orders (id BIGINT COMMENT 'the number', ts TIMESTAMP(3), amount DECIMAL(10, 2), WATERMARK FOR ts AS ts, PRIMARY KEY (id) NOT ENFORCED)",
    ]);
  });
  afterAll(async () => {
    await metadata.close();
    await sessions.close();
  });

  it('tells catalogs with their types, databases, tables and views', async () => {
    const { items } = await metadata.catalogs(request());
    expect(items).toContainEqual({ name: 'lake', type: 'paimon' });
    expect(items.map(({ name }) => name)).toContain('default_catalog');
    expect((await metadata.databases(request(), 'lake')).items).toContain('shop');
    const tables = await metadata.tables(request(), 'lake', 'shop');
    expect(tables.items).toContainEqual({ name: 'orders', kind: 'table' });
    expect((await metadata.tables(request(), 'default_catalog', 'default_database')).items).toEqual([
      { name: 'big', kind: 'view' },
    ]);
  });

  it('tells the columns of a table with keys, watermark and comments, and those of a view', async () => {
    const table = await metadata.table(request(), 'lake', 'shop', 'orders');

    expect(table).toMatchObject({ kind: 'table', connector: 'paimon' });
    expect(table.columns.map(({ name, type, isKey }) => [name, type, isKey])).toEqual([
      ['id', 'BIGINT', true],
      ['ts', 'TIMESTAMP(3)', false],
      ['amount', 'DECIMAL(10, 2)', false],
    ]);
    expect(table.columns[0]?.comment).toBe('the number');
    expect(table.columns[1]?.watermark).toBe('`ts`');
    const view = await metadata.table(request(), 'default_catalog', 'default_database', 'big');
    expect([view.kind, view.connector, view.columns.map(({ name }) => name)]).toEqual(['view', null, ['id']]);
  });

  it('sees a new table after a refresh', async () => {
    await metadata.tables(request(), 'lake', 'shop');
    await run(['CREATE TABLE lake.shop.later (a INT)']);
    const names = async (refresh: boolean) =>
      (await metadata.tables(request({ refresh }), 'lake', 'shop')).items.map(({ name }) => name);

    expect(await names(false)).not.toContain('later');
    expect(await names(true)).toContain('later');
    expect(await names(false)).toContain('later');
  });

  it('says what is not there', async () => {
    await expect(metadata.databases(request(), 'nowhere')).rejects.toMatchObject({ code: 'SQL_OBJECT_NOT_FOUND' });
    await expect(metadata.table(request(), 'lake', 'shop', 'nothing')).rejects.toMatchObject({
      code: 'SQL_OBJECT_NOT_FOUND',
    });
  });

  it('ends with the request', async () => {
    const abort = new AbortController();
    const answer = metadata.functions(request({ signal: abort.signal }));
    abort.abort(new Error('the page was closed'));

    await expect(answer).rejects.toThrow('the page was closed');
    expect((await metadata.functions(request())).builtIn).toContain('GREATEST');
  });
});

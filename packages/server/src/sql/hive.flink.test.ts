/**
 * Hive on Flink 1.20, through the platform, against a real metastore: what a data source gives is all that a script needs. Rows are
 * written in batch and as a stream whose partitions are committed, and read back exactly.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { JobDetail, JobSettings } from '@liusu/contract/job';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { testEngines } from '../drivers/test-engines.ts';
import { HiveClient } from '../sources/hive/hive-client.ts';
import { startHiveMetastore } from '../testing/servers/hive-metastore.ts';
import { useServer } from '../testing/servers/use-server.ts';
import { eventually, previewRows, TestPlatform } from '../testing/test-platform.ts';

const engine = 'flink-1.20';
const waitMs = 180_000;
const streamed = 300;

describe.each(testEngines.filter((one) => one === engine))('Hive on %s', { timeout: 400_000 }, () => {
  const metastore = useServer(startHiveMetastore);
  let platform: TestPlatform;
  let projectId: string;

  beforeAll(async () => {
    platform = await TestPlatform.start(engine);
    projectId = await platform.projectId();
  }, 400_000);
  afterAll(() => platform?.dispose(), 120_000);

  const catalog =
    "CREATE CATALOG hive WITH ('type' = 'hive', 'hive-conf-dir' = '${source.wh.conf}', 'default-database' = 'default')";
  const query = (sql: string) => previewRows(platform.client, projectId, `${catalog};\n${sql}`, waitMs);

  async function run(name: string, script: string, settings: Partial<JobSettings>): Promise<JobDetail> {
    const job = await platform.client.call('createJob', { params: { projectId }, body: { name, script, settings } });
    await platform.client.call('startJob', { params: { jobId: job.id }, body: {} });
    let last: JobDetail | undefined;
    const ended = await eventually(
      `the end of ${name}`,
      async () => {
        last = await platform.client.call('getJob', { params: { jobId: job.id } });
        return last.phase === 'FINISHED' || last.phase === 'FAILED' ? last : undefined;
      },
      waitMs,
    ).catch((error: unknown) => {
      throw new Error(`${name} is ${last?.phase}: ${JSON.stringify([last?.waiting, last?.run])}`, { cause: error });
    });
    if (ended.phase === 'FAILED') throw new Error(`${name}: ${JSON.stringify(ended.run?.failure)}`);
    return ended;
  }

  it('is registered by its address alone, and gives the folder that its catalog reads', async () => {
    const body = { name: 'wh', connection: { kind: 'hive' as const, servers: metastore().uri } };
    const test = await platform.client.call('testNewSource', {
      params: { projectId },
      body: { connection: body.connection },
    });
    expect(test).toMatchObject({ ok: true, version: 'Hive Metastore 3' });
    const source = await platform.client.call('createSource', { params: { projectId }, body });

    expect(source.fields.map(({ reference }) => reference)).toEqual(['${source.wh.uris}', '${source.wh.conf}']);
    expect(await query('SHOW DATABASES IN hive')).toEqual([['default']]);
  });

  it('is checked without effect: what only the catalog could judge is said to be unchecked', async () => {
    const script = `${catalog};
      CREATE TABLE hive.\`default\`.never (id INT) WITH ('connector' = 'hive');
      CREATE TABLE hive.\`default\`.wrong (id INT, id INT) WITH ('connector' = 'hive');
      SELECT nothing FROM hive.\`default\`.missing`;
    const { diagnostics } = await platform.client.call('validateSql', { params: { projectId }, body: { script } });

    expect(diagnostics.filter(({ severity }) => severity === 'info')).toMatchObject([
      { code: 'NOT_CHECKED', statement: 1 },
      { code: 'NOT_CHECKED', statement: 2 },
    ]);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([
      { code: 'SQL_OBJECT_NOT_FOUND', statement: 3 },
    ]);
    expect(await query('SHOW TABLES IN hive.`default`')).toEqual([]);
  });

  it('is previewed without effect: a table that a script makes names the rows, and has none to read', async () => {
    const make = `CREATE DATABASE IF NOT EXISTS hive.fresh;
      CREATE TABLE hive.fresh.t (id INT, n STRING) PARTITIONED BY (n) WITH ('connector' = 'hive', 'hive.storage.file-format' = 'orc')`;

    expect(await query(`${make};\nINSERT INTO hive.fresh.t SELECT 1, 'a'`)).toEqual([[1, 'a']]);
    await expect(query(`${make};\nINSERT INTO hive.fresh.t SELECT 1, 2`)).rejects.toThrow(/SQL_TYPE_MISMATCH/);
    await expect(query(`${make};\nSELECT id FROM hive.fresh.t`)).rejects.toThrow(/SQL_TABLE_NOT_CREATED/);
    await query(`${make};\nCREATE VIEW hive.\`default\`.v AS SELECT 1 AS a;\nSELECT a FROM hive.\`default\`.v`);

    expect(await query('SHOW DATABASES IN hive')).toEqual([['default']]);
    expect(await query('SHOW TABLES IN hive.`default`')).toEqual([]);
  });

  it('keeps what a batch job writes, whole values of every type', async () => {
    await run(
      'batch',
      `${catalog};
       CREATE DATABASE IF NOT EXISTS hive.shop;
       CREATE TABLE hive.shop.orders (id BIGINT, n STRING, d DECIMAL(10, 2), made TIMESTAMP(9), tags ARRAY<STRING>, dt STRING)
         PARTITIONED BY (dt) WITH ('connector' = 'hive', 'hive.storage.file-format' = 'parquet',
           'sink.partition-commit.policy.kind' = 'metastore');
       INSERT INTO hive.shop.orders VALUES
         (1, '茶', 1.50, TIMESTAMP '2026-01-02 03:04:05', ARRAY['a', 'b'], '2026-01-02'),
         (2, CAST(NULL AS STRING), CAST(NULL AS DECIMAL(10, 2)), TIMESTAMP '2026-01-03 00:00:00', ARRAY['c'], '2026-01-03');`,
      { mode: 'batch' },
    );

    expect(await query('SELECT id, n, d, CAST(made AS STRING), tags, dt FROM hive.shop.orders ORDER BY id')).toEqual([
      [1, '茶', '1.50', '2026-01-02 03:04:05.000000000', ['a', 'b'], '2026-01-02'],
      [2, null, null, '2026-01-03 00:00:00.000000000', ['c'], '2026-01-03'],
    ]);
    expect(await partitionsOf('orders')).toEqual(['dt=2026-01-02', 'dt=2026-01-03']);
  });

  it('takes a stream, commits its partitions, and has each row once', async () => {
    await run(
      'stream',
      `${catalog};
       CREATE TABLE hive.shop.events (id BIGINT, part STRING) PARTITIONED BY (part) WITH ('connector' = 'hive',
         'sink.partition-commit.trigger' = 'process-time', 'sink.partition-commit.delay' = '0s',
         'sink.partition-commit.policy.kind' = 'metastore,success-file');
       CREATE TABLE numbers (id BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '50',
         'fields.id.kind' = 'sequence', 'fields.id.start' = '1', 'fields.id.end' = '${streamed}');
       INSERT INTO hive.shop.events SELECT id, CAST(MOD(id, 3) AS STRING) FROM numbers;`,
      { checkpointIntervalMs: 1_000 },
    );

    const [[count, distinct, sum] = []] = await query(
      'SELECT COUNT(*), COUNT(DISTINCT id), SUM(id) FROM hive.shop.events',
    );
    expect([count, distinct, sum]).toEqual([streamed, streamed, (streamed * (streamed + 1)) / 2]);
    expect(await query('SELECT part, COUNT(*) FROM hive.shop.events GROUP BY part ORDER BY part')).toEqual([
      ['0', 100],
      ['1', 100],
      ['2', 100],
    ]);
    expect(await partitionsOf('events')).toEqual(['part=0', 'part=1', 'part=2']);
    for (const part of ['part=0', 'part=1', 'part=2'])
      expect(existsSync(join(metastore().warehouse, 'shop.db', 'events', part, '_SUCCESS'))).toBe(true);
  });

  it('is looked into, and the statement that is written for a table reads it', async () => {
    const name = 'wh';
    const namespaces = await platform.client.call('listSourceNamespaces', { params: { projectId, name } });
    expect(namespaces.items).toEqual([
      { name: 'default', tables: 0 },
      { name: 'shop', tables: 2 },
    ]);
    const place = { namespace: 'shop', table: 'orders' };
    const table = await platform.client.call('getSourceTable', { params: { projectId, name }, query: place });
    expect(table.columns.map(({ name: column, flinkType, isPartition }) => [column, flinkType, isPartition])).toEqual([
      ['id', 'BIGINT', undefined],
      ['n', 'STRING', undefined],
      ['d', 'DECIMAL(10, 2)', undefined],
      ['made', 'TIMESTAMP(9)', undefined],
      ['tags', 'ARRAY<STRING>', undefined],
      ['dt', 'STRING', true],
    ]);

    const { ddl, notes } = await platform.client.call('getSourceDdl', { params: { projectId, name }, query: place });
    expect(notes).toEqual([]);
    const read = await previewRows(
      platform.client,
      projectId,
      `${ddl}\nSELECT COUNT(*) FROM \`wh\`.\`shop\`.\`orders\``,
      waitMs,
    );
    expect(read).toEqual([[2]]);
    // What Flink says of the columns is what was told of them.
    const described = await previewRows(
      platform.client,
      projectId,
      `${ddl}\nDESCRIBE \`wh\`.\`shop\`.\`orders\``,
      waitMs,
    );
    expect(described.map(([column, type]) => [column, type])).toEqual(
      table.columns.map(({ name: column, flinkType }) => [column, flinkType]),
    );
  });

  it('tells the columns of a table that Flink keeps there for another connector', async () => {
    await run(
      'generic',
      `${catalog};
       CREATE TABLE hive.shop.generated (id INT NOT NULL, n STRING) WITH ('connector' = 'datagen', 'number-of-rows' = '3');
       CREATE TABLE hive.shop.counted (c BIGINT) WITH ('connector' = 'hive');
       INSERT INTO hive.shop.counted SELECT COUNT(*) FROM hive.shop.generated;`,
      { mode: 'batch' },
    );
    expect(await query('SELECT c FROM hive.shop.counted')).toEqual([[3]]);
    const table = await platform.client.call('getSourceTable', {
      params: { projectId, name: 'wh' },
      query: { namespace: 'shop', table: 'generated' },
    });
    expect(table.columns).toMatchObject([
      { name: 'id', flinkType: 'INT', nullable: false },
      { name: 'n', nullable: true },
    ]);
  });

  async function partitionsOf(table: string): Promise<string[]> {
    const { host, port } = metastore();
    const client = await HiveClient.open([{ host, port }], { signal: AbortSignal.timeout(20_000), timeoutMs: 10_000 });
    try {
      const names = await client.call('get_partition_names', { 1: 'shop', 2: table });
      return Array.isArray(names) ? names.map(String).toSorted() : [];
    } finally {
      client.close();
    }
  }
});

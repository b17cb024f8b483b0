/**
 * Buckets on the platform's own Flink, from a data source to exact rows: the account reaches Flink by a restart alone, jobs come
 * back from it with their state, and no text that is shown holds the secret key. The tests follow on each other.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';

import type { JobDetail } from '@liusu/contract/job';
import { parquetWriteBuffer, type SchemaElement } from 'hyparquet-writer';
import { beforeAll, describe, expect, it } from 'vitest';

import { testEngines } from '../../drivers/test-engines.ts';
import { startS3 } from '../../testing/servers/s3-server.ts';
import { useServer } from '../../testing/servers/use-server.ts';
import { eventually } from '../../testing/test-platform.ts';
import { useRealPlatform } from '../../testing/use-real-platform.ts';

const patienceMs = 90_000;

describe.each(testEngines)('buckets in Flink, on %s', { timeout: 400_000 }, (engine) => {
  const server = useServer(startS3);
  const platform = useRealPlatform(engine);

  beforeAll(async () => {
    await server().createBucket('shop');
  }, 400_000);

  const source = () =>
    platform().client.call('getSource', { params: { projectId: platform().projectId, name: 'lake' } });

  const start = (name: string, script: string, mode: 'batch' | 'streaming') =>
    platform().startJob(name, script, { mode, checkpointIntervalMs: 1_000 });

  async function become(jobId: string, isSo: (job: JobDetail) => boolean): Promise<JobDetail> {
    return eventually(
      'the job as expected',
      async () => {
        const job = await platform().job(jobId);
        if (job.phase === 'FAILED') throw new Error(JSON.stringify(job.run));
        return isSo(job) ? job : undefined;
      },
      patienceMs,
    );
  }

  async function ddlOf(table: string): Promise<string> {
    const params = { projectId: platform().projectId, name: 'lake' };
    return (await platform().client.call('getSourceDdl', { params, query: { table } })).ddl;
  }

  it('says what is missing before a bucket can be used', async () => {
    const select = `CREATE TABLE t (a INT) WITH ('connector' = 'filesystem', 'path' = 's3://shop/t/', 'format' = 'csv'); SELECT * FROM t`;
    await expect(platform().query(select)).rejects.toThrow(/BUCKET_NOT_READY.*no data source/);

    const { host, port, accessKey: username, secretKey: password } = server();
    const connection = { kind: 's3', host, port, bucket: 'shop', username, password, tls: 'off' } as const;
    await platform().client.call('createSource', {
      params: { projectId: platform().projectId },
      body: { name: 'lake', connection },
    });

    expect(await source()).toMatchObject({ bucketAccess: 'RESTART_NEEDED' });
    await expect(platform().query(select)).rejects.toThrow(/BUCKET_NOT_READY.*when it starts/);
  });

  it('restarts Flink with the account, and brings what runs back from its state', async () => {
    const script =
      `CREATE TABLE ticks (n BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '5', 'fields.n.kind' = 'sequence', ` +
      `'fields.n.start' = '1', 'fields.n.end' = '100000'); CREATE TABLE nothing (n BIGINT) WITH ('connector' = 'blackhole'); ` +
      'INSERT INTO nothing SELECT n FROM ticks';
    const jobId = await start('ticking', script, 'streaming');
    const before = await become(jobId, (job) => job.phase === 'RUNNING');
    const [cluster] = (await platform().client.call('listClusters')).items;
    const clusterId = cluster?.id ?? '';

    await platform().client.call('restartCluster', { params: { clusterId }, body: {} });
    await expect(platform().client.call('restartCluster', { params: { clusterId }, body: {} })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    const after = await become(jobId, (job) => job.phase === 'RUNNING' && job.run?.id !== before.run?.id);

    expect(after.run?.restoredFrom).toContain('savepoint');
    expect(after.desired.state).toBe('RUNNING');
    expect(await source()).toMatchObject({ bucketAccess: 'READY' });
    await platform().client.call('stopJob', { params: { jobId }, body: { mode: 'cancel' } });
  });

  it.each(['json', 'csv'])('writes rows to the bucket as %s and reads exactly these', async (format) => {
    const columns = 'id BIGINT, city STRING, amount DECIMAL(10, 2)';
    const script =
      `CREATE TABLE orders (${columns}, dt STRING) PARTITIONED BY (dt) WITH ('connector' = 'filesystem', ` +
      `'path' = '\${source.lake.url}/${format}/', 'format' = '${format}'); ` +
      `INSERT INTO orders VALUES (1, '上海', 1.50, '2026-01-01'), (2, 'O''Hare', 2.25, '2026-01-01'), (3, '北京', 3.00, '2026-01-02')`;
    const jobId = await start(`writing ${format}`, script, 'batch');
    await become(jobId, (job) => job.phase === 'FINISHED');

    const files = (await server().keys('shop', `${format}/`)).filter((key) => key.includes('/part-'));
    expect(new Set(files.map((key) => key.split('/')[1]))).toEqual(new Set(['dt=2026-01-01', 'dt=2026-01-02']));
    const ddl = await ddlOf(`${format}/`);
    expect(ddl).toContain('PARTITIONED BY (`dt`)');
    const names = format === 'json' ? 'id, city, amount' : 'c1, c2, c3';
    const rows = await platform().query(`${ddl}SELECT ${names}, dt FROM \`${format}\` ORDER BY 1`);
    expect(rows).toEqual([
      [1, '上海', 1.5, '2026-01-01'],
      [2, "O'Hare", 2.25, '2026-01-01'],
      [3, '北京', 3, '2026-01-02'],
    ]);
  });

  it.each([
    ['parquet', 'SMALLINT', 'TIMESTAMP(9)'],
    ['avro', 'INT', 'TIMESTAMP(3)'],
  ])('tells the columns of %s as Flink wrote them, and reads them by these', async (format, small, time) => {
    const columns = (of: { small: string; time: string }) =>
      [
        '`id` BIGINT',
        `\`small\` ${of.small}`,
        '`yes` BOOLEAN',
        '`f` FLOAT',
        '`d` DOUBLE',
        '`price` DECIMAL(20, 4)',
        '`who` STRING',
        '`bin` BYTES',
        '`day` DATE',
        `\`at\` ${of.time}`,
        '`tags` ARRAY<STRING>',
        '`attrs` MAP<STRING, INT>',
        '`place` ROW<`x` INT, `y` STRING>',
      ].join(',\n  ');
    const row =
      `CAST(7 AS BIGINT), CAST(3 AS SMALLINT), TRUE, CAST(1.5 AS FLOAT), CAST(2.5 AS DOUBLE), CAST(3.25 AS DECIMAL(20, 4)), '上海', ` +
      `x'0aff', DATE '2026-01-02', TIMESTAMP '2026-01-02 03:04:05.678', ARRAY['a', 'b'], MAP['k', 5], ROW(1, 'z')`;
    const script =
      `CREATE TABLE t (${columns({ small: 'SMALLINT', time: 'TIMESTAMP(3)' })}) WITH ('connector' = 'filesystem', ` +
      `'path' = '\${source.lake.url}/all_${format}/', 'format' = '${format}'); INSERT INTO t SELECT ${row}`;
    const jobId = await start(`all types as ${format}`, script, 'batch');
    await become(jobId, (job) => job.phase === 'FINISHED');

    const ddl = await ddlOf(`all_${format}/`);
    expect(ddl).toContain(columns({ small, time }));
    const names = "id, small, yes, f, d, price, who, `day`, `at`, tags[2], attrs['k'], place.x, place.y";
    const rows = await platform().query(`${ddl}SELECT ${names}, \`bin\` = x'0aff' FROM all_${format}`);
    const at = '2026-01-02T03:04:05.678';
    expect(rows).toEqual([[7, 3, true, 1.5, 2.5, '3.2500', '上海', '2026-01-02', at, 'b', 5, 1, 'z', true]]);
  });

  it('tells the columns of parquet that others wrote: by what Flink reads, and not what it cannot', async () => {
    const given = { repetition_type: 'OPTIONAL' } as const;
    const stamp = (name: string, unit: 'MILLIS' | 'MICROS' | 'NANOS', isAdjustedToUTC = false): SchemaElement => ({
      ...given,
      ...{ name, type: 'INT64', logical_type: { type: 'TIMESTAMP', unit, isAdjustedToUTC } },
    });
    const whole = (name: string, converted: NonNullable<SchemaElement['converted_type']>): SchemaElement => ({
      ...given,
      ...{ name, type: 'INT32', converted_type: converted },
    });
    const decimal = (name: string, type: 'INT32' | 'INT64', precision: number): SchemaElement => ({
      ...given,
      ...{ name, type, converted_type: 'DECIMAL', precision, scale: 2 },
    });
    const ms = BigInt(Date.UTC(2026, 0, 2, 3, 4, 5, 678));
    const columns: [SchemaElement, unknown][] = [
      [{ name: 'id', type: 'INT64', repetition_type: 'REQUIRED' }, 1n],
      [whole('u8', 'UINT_8'), 200],
      [whole('u16', 'UINT_16'), 60_000],
      [whole('u32', 'UINT_32'), 5],
      [whole('day', 'DATE'), 20_455],
      [stamp('millis', 'MILLIS'), ms],
      [stamp('micros', 'MICROS'), ms * 1_000n + 1n],
      [stamp('nanos', 'NANOS'), ms * 1_000_000n + 1n],
      [stamp('utc', 'MICROS', true), ms * 1_000n],
      [decimal('d9', 'INT32', 9), 1.25],
      [decimal('d18', 'INT64', 18), 2.5],
      [{ ...given, name: 'words', type: 'BYTE_ARRAY', converted_type: 'UTF8' }, '上海'],
    ];
    const bytes = parquetWriteBuffer({
      schema: [{ name: 'root', num_children: columns.length }, ...columns.map(([element]) => element)],
      columnData: columns.map(([{ name }, value]) => ({ name, data: [value] })),
    });
    await server().put('shop', 'others/a.parquet', new Uint8Array(bytes));

    const params = { projectId: platform().projectId, name: 'lake' };
    const { ddl, notes } = await platform().client.call('getSourceDdl', { params, query: { table: 'others/' } });
    expect(notes).toContainEqual({ code: 'NOT_MAPPED', column: 'u32', what: 'int32 (uint_32)' });
    const at = '2026-01-02T03:04:05.678';
    expect(await platform().query(`${ddl}SELECT * FROM others`)).toEqual([
      [1, 200, 60_000, '2026-01-02', at, `${at}001`, `${at}000001`, at, '1.25', '2.50', '上海'],
    ]);
  });

  it('writes with checkpoints from a stream, and takes s3a too', async () => {
    const script =
      `CREATE TABLE src (n BIGINT) WITH ('connector' = 'datagen', 'number-of-rows' = '100', 'fields.n.kind' = 'sequence', ` +
      `'fields.n.start' = '1', 'fields.n.end' = '100'); ` +
      `CREATE TABLE sink (n BIGINT) WITH ('connector' = 'filesystem', 'path' = 's3a://shop/stream/', 'format' = 'json'); ` +
      'INSERT INTO sink SELECT n FROM src';
    const jobId = await start('streaming', script, 'streaming');
    await become(jobId, (job) => job.phase === 'FINISHED');

    const rows = await platform().query(`${await ddlOf('stream/')}SELECT COUNT(*), SUM(n) FROM \`stream\``);
    expect(rows).toEqual([[100, 5050]]);
  });

  it('keeps a lake in the bucket', async () => {
    const catalog = `CREATE CATALOG far WITH ('type' = 'paimon', 'warehouse' = '\${source.lake.url}/warehouse'); `;
    const create = 'CREATE TABLE IF NOT EXISTS far.`default`.t (id INT PRIMARY KEY NOT ENFORCED, v STRING); ';
    const jobId = await start(
      'lake',
      `${catalog}${create}INSERT INTO far.\`default\`.t VALUES (1, 'a'), (2, 'b'), (1, 'c')`,
      'batch',
    );
    await become(jobId, (job) => job.phase === 'FINISHED');

    const rows = await platform().query(`${catalog}SELECT id, v FROM far.\`default\`.t ORDER BY id`);
    expect(rows).toEqual([
      [1, 'c'],
      [2, 'b'],
    ]);
  });

  it('shows the secret key nowhere', async () => {
    const { secretKey } = server();
    const config = await platform().flink<{ key: string; value: string }[]>('/jobmanager/config');
    const told = config.filter(({ key }) => key.startsWith('s3.bucket.shop.'));
    const shown = JSON.stringify([config, await source(), await platform().client.call('getSystem')]);

    expect(told.find(({ key }) => key.endsWith('endpoint'))?.value).toContain(`:${server().port}`);
    expect(told.find(({ key }) => key.endsWith('secret.key'))?.value).toBe('******');
    expect(shown).not.toContain(secretKey);
    for (const name of ['jobmanager', 'taskmanager-1', `gateway-${engine}`]) {
      const file = join(platform().root, 'data', 'flink', 'conf', name, 'config.yaml');
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
  });

  it('asks for a restart again after a change of the account', async () => {
    const { connection } = await source();
    const changed = { ...connection, password: 'another-secret-of-the-test' };
    await platform().client.call('putSource', {
      params: { projectId: platform().projectId, name: 'lake' },
      body: { connection: changed },
    });

    expect(await source()).toMatchObject({ bucketAccess: 'RESTART_NEEDED' });
  });
});

/**
 * Buckets on the platform's own Flink, from a data source to exact rows: the account reaches Flink by a restart alone, jobs come
 * back from it with their state, and no text that is shown holds the secret key. The tests follow on each other.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';

import type { JobDetail } from '@liusu/contract/job';
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
  const jobOf = (jobId: string) => platform().client.call('getJob', { params: { jobId } });

  async function start(name: string, script: string, mode: 'batch' | 'streaming'): Promise<{ id: string }> {
    const params = { projectId: platform().projectId };
    const { id: jobId } = await platform().client.call('createJob', {
      params,
      body: { name, script, settings: { mode, checkpointIntervalMs: 1_000 } },
    });
    return platform().client.call('startJob', { params: { jobId }, body: {} });
  }

  async function become(jobId: string, isSo: (job: JobDetail) => boolean): Promise<JobDetail> {
    return eventually(
      'the job as expected',
      async () => {
        const job = await jobOf(jobId);
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
    const { id: jobId } = await start('ticking', script, 'streaming');
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
    const { id: jobId } = await start(`writing ${format}`, script, 'batch');
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

  it('writes with checkpoints from a stream, and takes s3a too', async () => {
    const script =
      `CREATE TABLE src (n BIGINT) WITH ('connector' = 'datagen', 'number-of-rows' = '100', 'fields.n.kind' = 'sequence', ` +
      `'fields.n.start' = '1', 'fields.n.end' = '100'); ` +
      `CREATE TABLE sink (n BIGINT) WITH ('connector' = 'filesystem', 'path' = 's3a://shop/stream/', 'format' = 'json'); ` +
      'INSERT INTO sink SELECT n FROM src';
    const { id: jobId } = await start('streaming', script, 'streaming');
    await become(jobId, (job) => job.phase === 'FINISHED');

    const rows = await platform().query(`${await ddlOf('stream/')}SELECT COUNT(*), SUM(n) FROM \`stream\``);
    expect(rows).toEqual([[100, 5050]]);
  });

  it('keeps a lake in the bucket', async () => {
    const catalog = `CREATE CATALOG far WITH ('type' = 'paimon', 'warehouse' = '\${source.lake.url}/warehouse'); `;
    const create = 'CREATE TABLE IF NOT EXISTS far.`default`.t (id INT PRIMARY KEY NOT ENFORCED, v STRING); ';
    const { id: jobId } = await start(
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

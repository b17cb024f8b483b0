/** The servers other tests rely on: each comes up, does what they need, and leaves nothing behind. */
import { connect } from 'node:net';

import pg from 'pg';
import { describe, expect, it } from 'vitest';

import { startPostgres } from '../postgres-server.ts';
import { startClickhouse } from './clickhouse-server.ts';
import { startKafka } from './kafka-server.ts';
import { startMariadb } from './mariadb-server.ts';
import { startRedis } from './redis-server.ts';
import { startS3 } from './s3-server.ts';
import { useServer } from './use-server.ts';

const testTimeoutMs = 120_000;

describe('servers for tests', { timeout: testTimeoutMs }, () => {
  const redis = useServer((folder) => startRedis(folder, 'open sesame'));
  const mariadb = useServer(startMariadb);
  const kafka = useServer(startKafka);
  const s3 = useServer(startS3);
  const clickhouse = useServer(startClickhouse);

  it('Redis keeps what it is given, for those who know the password', async () => {
    await redis().command('set', '城市', '上海');

    expect(await redis().command('get', '城市')).toBe('上海');
  });

  it('MariaDB runs statements and writes a row-based log of changes', async () => {
    await mariadb().run(
      "create database shop; create table shop.t (id int primary key, n varchar(20)); insert into shop.t values (1, '茶')",
    );

    expect(await mariadb().run('select * from shop.t')).toBe('1\t茶\n');
    expect(await mariadb().run("show variables like 'binlog_format'")).toBe('binlog_format\tROW\n');
  });

  it('Kafka takes records and gives them back, deletions too', async () => {
    await kafka().createTopic('orders', 1);
    await kafka().produce('orders', ['{"id":1}', ['k', '二']]);

    expect(await kafka().topics()).toEqual(['orders']);
    expect(await kafka().consume('orders', 2)).toEqual(['{"id":1}', '二']);
  });

  it('the object store keeps objects for those who sign, and tells `a` from `a/`', async () => {
    await s3().createBucket('things');
    await s3().put('things', 'a/', '');
    await s3().put('things', 'b/行', '茶');

    expect(await s3().keys('things', '')).toEqual(['a/', 'b/行']);
    expect(await s3().text('things', 'b/行')).toBe('茶');
    await expect(s3().text('things', 'a')).rejects.toThrow(/NoSuchKey/);
    expect((await fetch(`http://${s3().host}:${s3().port}/things`)).status).toBe(403);
  });

  it("ClickHouse's engine runs statements for those who know the password", async () => {
    const { host, port, run } = clickhouse();
    await run('create table t (id Int32, n String) engine = MergeTree order by id');
    await run("insert into t values (1, '茶')");

    expect(await run('select id, n from t')).toBe('1\t茶\n');
    expect((await fetch(`http://${host}:${port}/?query=select+1`)).status).toBe(403);
  });

  it('PostgreSQL offers logical replication where it is asked for, and is gone when stopped', async () => {
    const postgres = await startPostgres({ wal_level: 'logical' });
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    const { rows } = await client.query('show wal_level');
    await client.end();
    await postgres.stop();

    expect(rows).toEqual([{ wal_level: 'logical' }]);
    await expect(isListening(Number(new URL(postgres.url).port))).resolves.toBe(false);
  });
});

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(socket.destroy() !== undefined));
    socket.once('error', () => resolve(false));
  });
}

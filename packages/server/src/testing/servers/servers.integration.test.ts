/** The servers other tests rely on: each comes up, does what they need, and leaves nothing behind. */
import { connect } from 'node:net';

import pg from 'pg';
import { describe, expect, it } from 'vitest';

import { startPostgres } from '../postgres-server.ts';
import { startKafka } from './kafka-server.ts';
import { startMariadb } from './mariadb-server.ts';
import { startRedis } from './redis-server.ts';
import { useServer } from './use-server.ts';

const testTimeoutMs = 120_000;

describe('servers for tests', { timeout: testTimeoutMs }, () => {
  const redis = useServer((folder) => startRedis(folder, 'open sesame'));
  const mariadb = useServer(startMariadb);
  const kafka = useServer(startKafka);

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

/** A real Hive Metastore on PostgreSQL. Tables are made by calls of its own protocol. */
import { createServer, type AddressInfo } from 'node:net';

import { SourceConnection } from '@liusu/contract/source';
import { beforeAll, describe, expect, test } from 'vitest';

import { startHiveMetastore } from '../../testing/servers/hive-metastore.ts';
import { useServer } from '../../testing/servers/use-server.ts';
import { inSource, trySource } from '../../testing/source-trial.ts';
import type { SourceSession } from '../source-session.ts';
import { HiveClient } from './hive-client.ts';

const column = (name: string, type: string, comment = '') => ({ 1: name, 2: type, 3: comment });

describe('Hive Metastore as a data source', { timeout: 60_000 }, () => {
  const server = useServer(startHiveMetastore);

  const connection = (servers = `127.0.0.1:1, ${server().uri}`) => SourceConnection.parse({ kind: 'hive', servers });

  const look = <T>(work: (session: SourceSession) => Promise<T>) => inSource(connection(), work);

  beforeAll(async () => {
    const client = await HiveClient.open([server()], { timeoutMs: 5_000, signal: AbortSignal.timeout(20_000) });
    const warehouse = `file://${server().warehouse}`;
    await client.call('create_database', { 1: { 1: 'shop', 2: 'the shop', 3: `${warehouse}/shop.db` } });
    for (const name of ['orders', 'customers']) {
      await client.call('create_table', {
        1: {
          1: name,
          2: 'shop',
          7: {
            1: [column('id', 'bigint', 'the number'), column('tags', 'array<string>'), column('odd', 'uniontype<int>')],
            2: `${warehouse}/shop.db/${name}`,
            3: 'org.apache.hadoop.mapred.TextInputFormat',
            4: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
            7: { 2: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe' },
          },
          8: [column('dt', 'string')],
          12: 'MANAGED_TABLE',
        },
      });
    }
    client.close();
  });

  test('the test of a connection goes through every step, and takes the metastore that answers', async () => {
    const result = await trySource(connection());

    expect(result).toMatchObject({ ok: true, version: 'Hive Metastore 3' });
    expect(result.steps.map(({ name }) => name)).toEqual(['resolve', 'connect', 'login', 'version', 'read']);
    expect(result.steps.at(-1)?.message).toBe('2 tables in 2 databases');
  });

  test('tells databases, tables and columns, with those that part the rows', async () => {
    const [spaces, page, rest, found, table] = await look(async (session) => [
      await session.namespaces(),
      await session.tables({ namespace: 'shop', limit: 1, after: undefined }),
      await session.tables({ limit: 10, after: ['shop', 'customers'] }),
      await session.tables({ search: 'CUST', limit: 10, after: undefined }),
      await session.table('shop', 'orders'),
    ]);

    expect(spaces).toEqual([
      { name: 'default', tables: 0 },
      { name: 'shop', tables: 2 },
    ]);
    expect([page.total, page.items.map(({ name }) => name)]).toEqual([2, ['customers']]);
    expect(rest.items).toMatchObject([{ namespace: 'shop', name: 'orders', kind: 'table' }]);
    expect(found.items.map(({ name }) => name)).toEqual(['customers']);
    expect(table.columns).toMatchObject([
      { name: 'id', type: 'bigint', flinkType: 'BIGINT', comment: 'the number' },
      { name: 'tags', flinkType: 'ARRAY<STRING>' },
      { name: 'odd', flinkType: null },
      { name: 'dt', flinkType: 'STRING', isPartition: true },
    ]);
  });

  test.each([
    ['no such database', 'nowhere', 'orders'],
    ['no such table', 'shop', 'nothing'],
  ])('says what is not there: %s', async (_, database, table) => {
    await expect(look((session) => session.table(database, table))).rejects.toMatchObject({
      fault: 'TABLE_NOT_FOUND',
    });
  });

  test('names the step and the reason when nobody listens, and when somebody else does', async () => {
    const closed = await trySource(connection('127.0.0.1:1'));
    expect(closed.steps.at(-1)).toMatchObject({ name: 'connect', ok: false, fault: 'CONNECTION_REFUSED' });

    for (const [says, fault] of [
      ['HTTP/1.1 400 Bad Request\r\n\r\n', 'NOT_THIS_KIND'],
      [undefined, 'CONNECTION_LOST'],
    ] as const) {
      const other = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.end(says ?? ''));
      }).listen(0, '127.0.0.1');
      await new Promise((resolve) => other.once('listening', resolve));
      const result = await trySource(connection(`127.0.0.1:${(other.address() as AddressInfo).port}`));
      other.close();
      expect(result.steps.at(-1)).toMatchObject({ name: 'login', ok: false, fault });
    }
  });

  test('a metastore without the calls that Flink makes is told to be too new', async () => {
    const unknown = (sequence: number) =>
      Buffer.from(
        `8001000300000001660000${sequence.toString(16).padStart(4, '0')}0b0001000000024e6f08000200000001` + '00',
        'hex',
      );
    const known = Buffer.from('800100020000000166' + '00000001' + '0f00000b00000000' + '00', 'hex');
    const newer = createServer((socket) => {
      let calls = 0;
      socket.on('error', () => undefined);
      socket.on('data', () => socket.write((calls += 1) === 1 ? known : unknown(calls)));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => newer.once('listening', resolve));
    const result = await trySource(connection(`127.0.0.1:${(newer.address() as AddressInfo).port}`));
    newer.close();

    expect(result.steps.at(-1)).toMatchObject({ name: 'version', ok: false, fault: 'VERSION_TOO_NEW' });
  });
});

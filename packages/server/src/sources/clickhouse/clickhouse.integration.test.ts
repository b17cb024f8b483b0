/** ClickHouse's real query engine, behind an HTTP front of the tests: see testing/servers/clickhouse-server.ts. */
import { SourceConnection, type SourceConnectionInput } from '@liusu/contract/source';
import { beforeAll, describe, expect, test } from 'vitest';

import { startClickhouse } from '../../testing/servers/clickhouse-server.ts';
import { useServer } from '../../testing/servers/use-server.ts';
import { inSource, trySource } from '../../testing/source-trial.ts';
import { generateDdl } from '../ddl/generate-ddl.ts';
import type { SourceSession } from '../source-session.ts';

describe('ClickHouse as a data source', { timeout: 60_000 }, () => {
  const server = useServer(startClickhouse);

  beforeAll(async () => {
    await server().run('create database shop');
    await server().run(
      `create table shop.orders (
        day Date, id UInt64 comment '订单号', city LowCardinality(Nullable(String)), amount Decimal(12, 2) default 0,
        at DateTime64(3, 'UTC'), tags Array(String), more Map(String, Int64), state Enum8('new' = 1, 'it''s' = 2), odd Int256
      ) engine = ReplacingMergeTree order by (day, id) comment '订单'`,
    );
    await server().run('create table shop.log (n Int32) engine = MergeTree order by intDiv(n, 10)');
    await server().run('create view shop.recent as select id from shop.orders');
    await server().run('insert into shop.log select number from numbers(7)');
  }, 60_000);

  function connection(more: Partial<SourceConnectionInput> = {}): SourceConnection {
    const { host, port, username, password } = server();
    return SourceConnection.parse({ kind: 'clickhouse', host, port, database: 'shop', username, password, ...more });
  }

  const within = <T>(work: (session: SourceSession) => Promise<T>) => inSource(connection(), work);

  test('the test of a connection goes through every step', async () => {
    const result = await trySource(connection());

    expect(result).toMatchObject({ ok: true, version: expect.stringMatching(/^ClickHouse \d+\.\d+/) });
    expect(result.steps.at(-1)?.message).toBe('3 tables can be seen');
  });

  test.each([
    ['a wrong password', { password: 'wrong' }, 'login', 'LOGIN_REFUSED'],
    ['an unknown account', { username: 'nobody' }, 'login', 'LOGIN_REFUSED'],
    ['a database that is not there', { database: 'nowhere' }, 'login', 'DATABASE_UNKNOWN'],
    ['a server without TLS', { tls: 'verify' }, 'tls', 'TLS_FAILED'],
    ['a closed port', { port: 1 }, 'connect', 'CONNECTION_REFUSED'],
  ] as const)('names the step and the reason: %s', async (_, more, step, fault) => {
    const result = await trySource(connection(more as Partial<SourceConnectionInput>));

    expect(result.steps.at(-1)).toMatchObject({ name: step, ok: false, fault });
    expect(JSON.stringify(result)).not.toContain(server().password);
  });

  test('tells databases and tables, in pages and by name', async () => {
    const [spaces, first, second, found] = await within(async (session) => [
      await session.namespaces(),
      await session.tables({ namespace: 'shop', limit: 2, after: undefined }),
      await session.tables({ limit: 10, after: ['shop', 'orders'] }),
      await session.tables({ limit: 10, search: 'REC', after: undefined }),
    ]);

    expect(spaces).toContainEqual({ name: 'shop', tables: 3 });
    expect(first).toMatchObject({
      total: 3,
      items: [
        { name: 'log', kind: 'table', rows: 7 },
        { name: 'orders', kind: 'table', comment: '订单', rows: 0 },
      ],
    });
    expect(second.items).toMatchObject([{ name: 'recent', kind: 'view' }]);
    expect(found.items.map(({ name }) => name)).toEqual(['recent']);
  });

  test('tells columns with their types in Flink, and the sorting key where it is one of columns', async () => {
    const [orders, log] = await within(async (session) => [
      await session.table('shop', 'orders'),
      await session.table('shop', 'log'),
    ]);

    expect(orders.columns.map((one) => [one.name, one.flinkType, one.nullable, one.keyPosition])).toEqual([
      ['day', 'DATE', false, 1],
      ['id', 'DECIMAL(20, 0)', false, 2],
      ['city', 'STRING', true, null],
      ['amount', 'DECIMAL(12, 2)', false, null],
      ['at', 'TIMESTAMP(3)', false, null],
      ['tags', 'ARRAY<STRING>', false, null],
      ['more', 'MAP<STRING, BIGINT>', false, null],
      ['state', 'STRING', false, null],
      ['odd', null, false, null],
    ]);
    expect(orders.columns[1]?.comment).toBe('订单号');
    expect(log.columns[0]?.keyPosition).toBeNull();
    await expect(within((session) => session.table('shop', 'gone'))).rejects.toMatchObject({
      fault: 'TABLE_NOT_FOUND',
    });
  });

  test('writes a statement that refers to the source, and says what a key is worth', async () => {
    const table = await within((session) => session.table('shop', 'orders'));
    const { ddl, notes } = generateDdl({
      ...{ source: 'marts', connection: connection(), table, connector: undefined, as: undefined },
      engine: 'flink-2.2',
      enginesWith: () => ['flink-2.2'],
    });

    expect(ddl).toContain('PRIMARY KEY (`day`, `id`) NOT ENFORCED');
    expect(ddl).toContain("= '${source.marts.url}'");
    expect(ddl).not.toContain(server().password);
    expect(notes.map(({ code, column }) => [code, column])).toEqual([
      ['NARROWED', 'at'],
      ['NOT_MAPPED', 'odd'],
      ['ORDER_IS_KEY', null],
      ['WATERMARK', 'at'],
    ]);
  });
});

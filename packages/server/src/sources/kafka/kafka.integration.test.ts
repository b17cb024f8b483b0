/** A real Kafka broker. */
import { SourceConnection, type SourceConnectionInput } from '@liusu/contract/source';
import { beforeAll, describe, expect, test } from 'vitest';

import { startKafka } from '../../testing/servers/kafka-server.ts';
import { useServer } from '../../testing/servers/use-server.ts';
import { inSource, trySource } from '../../testing/source-trial.ts';
import type { SourceSession } from '../source-session.ts';

describe('Kafka as a data source', { timeout: 120_000 }, () => {
  const account = { username: 'reader', password: 'kafka-pass-3' };
  const server = useServer((folder) => startKafka(folder, account));

  beforeAll(async () => {
    for (const [topic, partitions] of [
      ['orders', 3],
      ['changes', 1],
      ['lines', 1],
      ['empty', 2],
    ] as const)
      await server().createTopic(topic, partitions);
    await server().produce(
      'orders',
      Array.from({ length: 120 }, (_, i) => [String(i), JSON.stringify({ id: i, at: '2026-01-01 10:00:00' })] as const),
    );
    const change = { before: null, after: { id: 1, n: '城市' }, op: 'c', ts_ms: 1 };
    await server().produce('changes', [['{"id":1}', JSON.stringify(change)]]);
    await server().produce('lines', ['1,a,2.5', '2,b,3.5']);
  }, 120_000);

  function connection(more: Partial<SourceConnectionInput> = {}): SourceConnection {
    return SourceConnection.parse({ kind: 'kafka', servers: server().bootstrapServers, ...more });
  }

  const withSession = <T>(work: (session: SourceSession) => Promise<T>) => inSource(connection(), work, 60_000);

  test('the test of a connection goes through every step', async () => {
    const result = await trySource(connection());

    expect(result).toMatchObject({ ok: true, version: expect.stringMatching(/^Kafka \d/) });
    expect(result.steps.at(-1)?.message).toContain('4 topics can be seen; every broker is reached');
  });

  test.each([
    [
      'an account where none is asked for',
      { sasl: 'PLAIN', username: 'u', password: 'secret-5' },
      'login',
      'MECHANISM_REFUSED',
    ],
    ['a broker without TLS', { tls: 'verify' }, 'tls', 'CONNECTION_LOST'],
    ['a closed port', { servers: '127.0.0.1:1' }, 'connect', 'CONNECTION_REFUSED'],
    ['names without address', { servers: 'a.invalid:1,b.invalid:1' }, 'resolve', 'NAME_NOT_FOUND'],
  ] as const)('names the step and the reason: %s', async (_, more, step, fault) => {
    const result = await trySource(connection(more as Partial<SourceConnectionInput>));

    expect(result.steps.at(-1)).toMatchObject({ name: step, ok: false, fault });
    expect(JSON.stringify(result)).not.toContain('secret-5');
  });

  test('logs in where an account is asked for, and tells of a wrong one', async () => {
    const own = { servers: server().accountServers, sasl: 'PLAIN', username: 'reader' } as const;
    const run = (more: object) => trySource(connection({ ...own, ...more }));

    expect(await run({ password: 'kafka-pass-3' })).toMatchObject({ ok: true });
    expect((await run({ password: 'wrong-9' })).steps.at(-1)).toMatchObject({ name: 'login', fault: 'LOGIN_REFUSED' });
    expect((await run({ password: 'kafka-pass-3', sasl: 'SCRAM-SHA-256' })).steps.at(-1)).toMatchObject({
      name: 'login',
      fault: 'MECHANISM_REFUSED',
    });
  });

  test('of several brokers one that answers will do', async () => {
    const servers = `a.invalid:9092, 127.0.0.1:1, ${server().bootstrapServers}`;
    const result = await trySource(connection({ servers }));

    expect(result.ok).toBe(true);
    expect(result.steps[0]?.message).toContain('a.invalid is unknown');
    expect(result.steps[0]?.zh).toContain('a.invalid 无法解析');
  });

  test('topics by name, page by page', async () => {
    await withSession(async (session) => {
      const first = await session.tables({ limit: 2, after: undefined });
      const rest = await session.tables({ limit: 10, after: ['', 'empty'] });

      expect(first.total).toBe(4);
      expect(first.items.map(({ name, partitions }) => [name, partitions])).toEqual([
        ['changes', 1],
        ['empty', 2],
      ]);
      expect(rest.items.map(({ name }) => name)).toEqual(['lines', 'orders']);
    });
  });

  test('partitions, offsets, the newest messages, and a guess, without a consumer group', async () => {
    const orders = await withSession((session) => session.table('', 'orders'));
    const latest = orders.topic?.partitions.map((one) => Number(one.latest)) ?? [];

    expect(orders).toMatchObject({ rows: 120, partitions: 3, topic: { format: 'json' } });
    expect(latest.reduce((sum, one) => sum + one, 0)).toBe(120);
    expect(orders.columns.map(({ name, flinkType, keyPosition }) => [name, flinkType, keyPosition])).toEqual([
      ['id', 'BIGINT', 1],
      ['at', 'TIMESTAMP(3)', null],
    ]);
    expect(orders.topic?.messages).toHaveLength(10);
    expect(orders.topic?.messages[0]?.value).toMatch(/^\{"id":\d+/);
    expect(await server().consumerGroups()).toEqual([]);
  });

  test.each([
    ['changes', 'debezium-json', ['id', 'n']],
    ['lines', 'csv', ['c1', 'c2', 'c3']],
    ['empty', 'unknown', []],
  ])('%s is %s', async (topic, format, columns) => {
    const table = await withSession((session) => session.table('', topic));
    expect([table.topic?.format, table.columns.map((one) => one.name)]).toEqual([format, columns]);
  });

  test('a topic that is not there is not found, and is not made', async () => {
    await expect(withSession((session) => session.table('', 'nope'))).rejects.toMatchObject({
      fault: 'TABLE_NOT_FOUND',
    });
    expect(await server().topics()).not.toContain('nope');
  });
});

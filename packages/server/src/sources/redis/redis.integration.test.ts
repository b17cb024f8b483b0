/** A real Redis that asks for a password. */
import { SourceConnection, type SourceConnectionInput } from '@liusu/contract/source';
import { beforeAll, describe, expect, test } from 'vitest';

import { systemClock } from '../../lib/clock.ts';
import { startRedis } from '../../testing/servers/redis-server.ts';
import { useServer } from '../../testing/servers/use-server.ts';
import { openSource } from '../open-source.ts';
import { testSource } from '../source-test.ts';

const password = 'open-sesame-7';
const limits = { timeoutMs: 3_000, clock: systemClock };

describe('Redis as a data source', { timeout: 60_000 }, () => {
  const server = useServer((folder) => startRedis(folder, password));

  beforeAll(async () => {
    for (const key of ['user:1', 'user:2', 'cart:1', 'alone']) await server().command('set', key, 'x');
  });

  function connection(more: Partial<SourceConnectionInput> = {}): SourceConnection {
    const { host, port } = server();
    return SourceConnection.parse({ kind: 'redis', host, port, password, ...more });
  }

  test('the test of a connection goes through every step', async () => {
    const result = await testSource(connection(), { ...limits, signal: AbortSignal.timeout(10_000) });

    expect(result).toMatchObject({ ok: true, version: expect.stringMatching(/^Redis \d/) });
    expect(result.steps.at(-1)?.message).toBe('4 keys in database 0');
  });

  test.each([
    ['a wrong password', { password: 'wrong' }, 'login', 'LOGIN_REFUSED'],
    ['no password', { password: undefined }, 'login', 'LOGIN_REFUSED'],
    ['a database that is not there', { database: 99 }, 'login', 'DATABASE_UNKNOWN'],
    ['a server without TLS', { tls: 'verify' }, 'tls', 'TLS_FAILED'],
    ['a closed port', { port: 1 }, 'connect', 'CONNECTION_REFUSED'],
  ] as const)('names the step and the reason: %s', async (_, more, step, fault) => {
    const options = { ...limits, signal: AbortSignal.timeout(10_000) };
    const result = await testSource(connection(more as Partial<SourceConnectionInput>), options);

    expect(result.steps.at(-1)).toMatchObject({ name: step, ok: false, fault });
    expect(JSON.stringify(result)).not.toContain(password);
  });

  test('tells its keys in groups that begin alike, and leaves no connection behind', async () => {
    const session = await openSource(connection(), { ...limits, signal: AbortSignal.timeout(10_000) });
    const page = await session.tables({ limit: 10, after: undefined });
    const spaces = await session.namespaces();
    await session.close();

    expect(page.items.map(({ name, rows }) => [name, rows])).toEqual([
      ['alone', 1],
      ['cart:*', 1],
      ['user:*', 2],
    ]);
    expect(spaces).toEqual([{ name: '0', tables: 4 }]);
    await expect
      .poll(() =>
        server()
          .command('client', 'list')
          .then((list) => list.split('\n').length),
      )
      .toBe(1);
  });
});

/** A real object store that checks signatures. */
import { gzipSync } from 'node:zlib';

import { SourceConnection, type SourceConnectionInput } from '@liusu/contract/source';
import { beforeAll, describe, expect, test } from 'vitest';

import { startS3 } from '../../testing/servers/s3-server.ts';
import { useServer } from '../../testing/servers/use-server.ts';
import { inSource, trySource } from '../../testing/source-trial.ts';
import { generateDdl } from '../ddl/generate-ddl.ts';
import type { SourceSession } from '../source-session.ts';

describe('a bucket as a data source', { timeout: 60_000 }, () => {
  const server = useServer(startS3);

  beforeAll(async () => {
    await server().createBucket('shop');
    const put = (key: string, body: string | Uint8Array<ArrayBuffer>) => server().put('shop', key, body);
    await put('orders/part-0.csv', 'id,amount,at\n1,2.5,2026-01-01 10:00:00\n2,3.5,2026-01-02 10:00:00\n');
    await put('sales/dt=2026-01-01/hour=07/a.json', '{"id":1,"city":"上海"}\n{"id":2,"city":null}\n');
    await put('sales/dt=2026-01-02/hour=08/b.json', '{"id":3,"city":"北京"}\n');
    await put('packed/x.csv.gz', new Uint8Array(gzipSync('1;a\n2;b\n')));
    await put('odd names/a+b & <c>/行.csv', '1,2\n3,4\n');
    await put('single.csv', '7,x\n8,y\n');
    await put('picture.png', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]));
    await put('orders/_SUCCESS', 'done');
  }, 60_000);

  function connection(more: Partial<SourceConnectionInput> = {}): SourceConnection {
    const { host, port, accessKey: username, secretKey: password } = server();
    return SourceConnection.parse({ kind: 's3', host, port, bucket: 'shop', username, password, tls: 'off', ...more });
  }

  const within = <T>(work: (session: SourceSession) => Promise<T>) => inSource(connection(), work);

  test('the test of a connection goes through every step', async () => {
    const result = await trySource(connection());

    expect(result.steps.map(({ name, ok }) => [name, ok])).toEqual(
      ['resolve', 'connect', 'login', 'version', 'read'].map((name) => [name, true]),
    );
    expect(result.steps.at(-1)?.message).toBe('8 objects can be listed in shop');
  });

  test.each([
    ['a wrong secret key', { password: 'wrong' }, 'login', 'LOGIN_REFUSED'],
    ['an unknown access key', { username: 'nobody' }, 'login', 'LOGIN_REFUSED'],
    ['no key at all', { username: '', password: undefined }, 'login', 'RIGHTS_MISSING'],
    ['a bucket that is not there', { bucket: 'nowhere' }, 'login', 'BUCKET_UNKNOWN'],
    ['a store without TLS', { tls: 'verify' }, 'tls', 'TLS_FAILED'],
    ['a closed port', { port: 1 }, 'connect', 'CONNECTION_REFUSED'],
  ] as const)('names the step and the reason: %s', async (_, more, step, fault) => {
    const result = await trySource(connection(more as Partial<SourceConnectionInput>));

    expect(result.steps.at(-1)).toMatchObject({ name: step, ok: false, fault });
    expect(JSON.stringify(result)).not.toContain(server().secretKey);
  });

  test('tells folders and files, over their partitions, in pages', async () => {
    const pages = await within(async (session) => {
      const first = await session.tables({ limit: 3, after: undefined });
      const last = first.items.at(-1);
      const second = await session.tables({ limit: 10, after: [last?.namespace ?? '', last?.name ?? ''] });
      return [first, second, await session.tables({ limit: 10, search: 'ORD', after: undefined })];
    });

    expect(pages.map(({ items }) => items.map(({ name }) => name))).toEqual([
      ['odd names/a+b & <c>/', 'orders/', 'packed/'],
      ['picture.png', 'sales/', 'single.csv'],
      ['orders/'],
    ]);
    expect(pages[0]?.total).toBe(6);
  });

  test.each([
    ['orders/', 'csv', ['id BIGINT', 'amount DOUBLE', 'at TIMESTAMP(3)'], { hasHeader: true, count: 1 }],
    ['sales/', 'json', ['id BIGINT', 'city STRING', 'dt DATE', 'hour STRING'], { partitionKeys: ['dt', 'hour'] }],
    ['packed/', 'csv', ['c1 BIGINT', 'c2 STRING'], { delimiter: ';', hasHeader: false }],
    ['odd names/a+b & <c>/', 'csv', ['c1 BIGINT', 'c2 BIGINT'], {}],
    ['single.csv', 'csv', ['c1 BIGINT', 'c2 STRING'], { sizeBytes: 8, isPartial: false }],
    ['picture.png', 'unknown', [], { lines: [] }],
  ] as const)('guesses what is in %s', async (name, format, columns, files) => {
    const table = await within((session) => session.table('', name));

    expect(table.files).toMatchObject({ format, ...files });
    expect(table.columns.map((column) => `${column.name} ${column.flinkType}`)).toEqual(columns);
  });

  test('writes a statement with partitions that refers to the source', async () => {
    const table = await within((session) => session.table('', 'sales/'));
    const { ddl, notes } = generateDdl({
      ...{ source: 'lake', connection: connection(), table, connector: undefined, as: undefined },
      engine: 'flink-2.2',
      enginesWith: () => ['flink-2.2'],
    });

    expect(ddl).toBe(
      [
        'CREATE TABLE `sales` (',
        '  `id` BIGINT,',
        '  `city` STRING,',
        '  `dt` DATE,',
        '  `hour` STRING',
        ') PARTITIONED BY (`dt`, `hour`) WITH (',
        "  'connector' = 'filesystem',",
        "  'path'      = '${source.lake.url}/sales/',",
        "  'format'    = 'json'",
        ');\n',
      ].join('\n'),
    );
    expect(notes.map(({ code }) => code)).toEqual(['GUESSED_FILE', 'PARTITIONS']);
  });

  test('says that a file is not there', async () => {
    await expect(within((session) => session.table('', 'gone/'))).rejects.toMatchObject({ fault: 'TABLE_NOT_FOUND' });
  });
});

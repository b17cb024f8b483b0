/** A real MariaDB. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { SourceConnection, type SourceConnectionInput } from '@liusu/contract/source';
import { beforeAll, describe, expect, test } from 'vitest';

import { startMariadb } from '../../testing/servers/mariadb-server.ts';
import { useServer } from '../../testing/servers/use-server.ts';
import { inSource, trySource } from '../../testing/source-trial.ts';
import type { SourceSession } from '../source-session.ts';

const tables = 2_000;
describe('MariaDB as a data source', { timeout: 120_000 }, () => {
  const server = useServer((folder) => startMariadb(folder));

  beforeAll(async () => {
    const many = Array.from({ length: tables }, (_, i) => `create table many.t${String(i).padStart(4, '0')} (x int);`);
    await server().run(`
      create database shop; create database many; create database hidden; create table hidden.secrets (x int);
      create table shop.orders (
        id bigint unsigned, line int, customer varchar(40) not null default 'nobody' comment 'who bought',
        amount decimal(12,2), paid tinyint(1), at datetime(3), seen timestamp(6) null, born year, kind enum('a','b'),
        primary key (line, id)) comment 'every order';
      create view shop.paid as select * from shop.orders where paid;
      create user reader@'127.0.0.1' identified by 'read-only-9';
      grant select on shop.* to reader@'127.0.0.1'; grant select on many.* to reader@'127.0.0.1';
      ${many.join('\n')}`);
  }, 120_000);

  function connection(more: Partial<SourceConnectionInput> = {}): SourceConnection {
    const { host, port } = server();
    return SourceConnection.parse({
      ...{ kind: 'mysql', host, port, database: 'shop', username: 'reader', password: 'read-only-9' },
      ...more,
    });
  }

  function run(more: Partial<SourceConnectionInput> = {}) {
    return trySource(connection(more));
  }

  const withSession = <T>(work: (session: SourceSession) => Promise<T>) => inSource(connection(), work, 60_000);

  test('the test of a connection goes through every step', async () => {
    const result = await run();

    expect(result.steps.map((step) => [step.name, step.ok])).toEqual([
      ['resolve', true],
      ['connect', true],
      ['login', true],
      ['version', true],
      ['read', true],
    ]);
    expect(result.version).toMatch(/^MariaDB \d+/);
    expect(result.steps.at(-1)).toMatchObject({
      message: expect.stringContaining('changes can be captured'),
      zh: expect.stringContaining('可以捕获变更'),
    });
  });

  test.each([
    ['a wrong password', { password: 'wrong' }, 'login', 'LOGIN_REFUSED'],
    ['an unknown account', { username: 'nobody' }, 'login', 'LOGIN_REFUSED'],
    [
      'a database that is not there',
      { database: 'nope', username: 'liusu', password: 'test-only' },
      'login',
      'DATABASE_UNKNOWN',
    ],
    ['a database it may not see', { database: 'hidden' }, 'login', 'RIGHTS_MISSING'],
    ['a server without TLS', { tls: 'verify' }, 'tls', 'TLS_NOT_OFFERED'],
    ['a closed port', { port: 1 }, 'connect', 'CONNECTION_REFUSED'],
  ] as const)('names the step and the reason: %s', async (_, more, step, fault) => {
    const result = await run(more as Partial<SourceConnectionInput>);

    expect(result.steps.at(-1)).toMatchObject({ name: step, ok: false, fault });
    expect(JSON.stringify(result)).not.toContain('read-only-9');
  });

  test('leaves no connection behind, whatever happened', async () => {
    await run();
    await run({ password: 'wrong' });

    await expect
      .poll(() => server().run("select count(*) from information_schema.processlist where user = 'reader'"))
      .toBe('0\n');
  });

  test('databases that may be used, and their tables', async () => {
    await withSession(async (session) => {
      expect(await session.namespaces()).toEqual([
        { name: 'many', tables },
        { name: 'shop', tables: 2 },
      ]);
      const page = await session.tables({ namespace: 'shop', limit: 10, after: undefined });
      expect(page.items.map(({ name, kind, comment }) => [name, kind, comment])).toEqual([
        ['orders', 'table', 'every order'],
        ['paid', 'view', ''],
      ]);
      expect((await session.tables({ search: 'T199', limit: 50, after: undefined })).total).toBe(10);
    });
  });

  test('thousands of tables, page by page, each once', async () => {
    const names = await withSession(async (session) => {
      const found: string[] = [];
      let after: readonly [string, string] | undefined;
      for (;;) {
        const { items } = await session.tables({ limit: 300, after });
        found.push(...items.map((item) => item.name));
        const last = items.at(-1);
        if (last === undefined || items.length < 300) return found;
        after = [last.namespace, last.name];
      }
    });

    expect([names.length, new Set(names).size]).toEqual([tables + 2, tables + 2]);
  });

  test('columns with type, default, key and comment', async () => {
    const { columns } = await withSession((session) => session.table('shop', 'orders'));
    const byName = Object.fromEntries(columns.map((column) => [column.name, column]));

    expect(byName['id']).toMatchObject({ type: 'bigint(20) unsigned', nullable: false, keyPosition: 2 });
    expect(byName['line']).toMatchObject({ keyPosition: 1, flinkType: 'INT' });
    expect(byName['customer']).toMatchObject({ nullable: false, default: "'nobody'", comment: 'who bought' });
    expect(byName['paid']).toMatchObject({ flinkType: 'BOOLEAN', default: null, nullable: true });
    expect(byName['seen']?.mapped).toMatchObject({ jdbc: 'TIMESTAMP(6)', cdc: 'TIMESTAMP_LTZ(6)' });
    await expect(withSession((session) => session.table('shop', 'nope'))).rejects.toMatchObject({
      fault: 'TABLE_NOT_FOUND',
    });
  });
});

describe('MariaDB with TLS as a data source', { timeout: 120_000 }, () => {
  let caPem = '';
  const server = useServer((folder) => {
    const [key, certificate] = [join(folder, 'server.key'), join(folder, 'server.crt')];
    // prettier-ignore
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', certificate,
      '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], { stdio: 'pipe' });
    caPem = readFileSync(certificate, 'utf8');
    return startMariadb(folder, [`--ssl-cert=${certificate}`, `--ssl-key=${key}`, `--ssl-ca=${certificate}`]);
  });

  beforeAll(async () => {
    await server().run(`create database shop;
      create user crypted@'127.0.0.1' identified by 'read-only-9' require ssl; grant select on shop.* to crypted@'127.0.0.1'`);
  });

  function run(more: Partial<SourceConnectionInput>) {
    const { port } = server();
    const connection = SourceConnection.parse({
      ...{ kind: 'mysql', host: '127.0.0.1', port, database: 'shop', username: 'crypted', password: 'read-only-9' },
      ...more,
    });
    return trySource(connection);
  }

  test('checks the certificate by its authority, or takes any when told so', async () => {
    const checked = await run({ host: 'localhost', tls: 'verify', caPem });

    expect(checked.steps.map((step) => [step.name, step.ok])).toContainEqual(['tls', true]);
    expect([checked.ok, (await run({ tls: 'trust' })).ok]).toEqual([true, true]);
  });

  test.each([
    ['of an unknown authority', () => ({ host: 'localhost', tls: 'verify' }) as const, 'tls', 'CERTIFICATE_UNTRUSTED'],
    ['of another host', () => ({ host: '127.0.0.1', tls: 'verify', caPem }) as const, 'tls', 'CERTIFICATE_OTHER_HOST'],
    ['none, where the account demands one', () => ({ tls: 'off' }) as const, 'login', 'LOGIN_REFUSED'],
  ])('refuses a certificate %s', async (_, more, step, fault) => {
    expect((await run(more())).steps.at(-1)).toMatchObject({ name: step, ok: false, fault });
  });
});

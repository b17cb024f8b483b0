/** A real PostgreSQL that asks for passwords and speaks TLS. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { SourceConnectionInput } from '@liusu/contract/source';
import { SourceConnection } from '@liusu/contract/source';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { systemClock } from '../../lib/clock.ts';
import { type PostgresServer, startPostgres } from '../../testing/postgres-server.ts';
import { openSource } from '../open-source.ts';
import { testSource } from '../source-test.ts';
import type { SourceSession } from '../source-session.ts';

const password = `it's-"${randomBytes(6).toString('hex')}`;
const tables = 2_000;

let server: PostgresServer;
let admin: pg.Client;
let place: { host: string; port: number };
let data: string;

beforeAll(async () => {
  server = await startPostgres();
  const { hostname: host, port } = new URL(server.url);
  place = { host, port: Number(port) };
  admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query(`create role reader login password ${pg.escapeLiteral(password)}`);
  await admin.query('create role blocked login');
  await admin.query('create database shop');
  const shop = new pg.Client({ connectionString: server.url.replace(/\/postgres$/, '/shop') });
  await shop.connect();
  await shop.query(`
    create schema sales; create schema hidden; create schema many;
    grant usage on schema sales, many to reader;
    create type mood as enum ('good', 'bad');
    create domain price as numeric(12, 2) not null;
    create table sales.orders (
      id bigint, "Line" int, customer varchar(40) not null default 'nobody', amount price, paid boolean,
      at timestamp(3), seen timestamptz default now(), tags text[], feeling mood, ref uuid, note jsonb,
      primary key ("Line", id));
    comment on table sales.orders is 'every order';
    comment on column sales.orders.customer is 'who bought';
    create view sales.paid as select * from sales.orders where paid;
    create table sales.parts (day date) partition by range (day);
    create table sales.parts_2026 partition of sales.parts for values from ('2026-01-01') to ('2027-01-01');
    create table hidden.secrets (x int);
    grant select on sales.orders to reader;
    do $$ begin for i in 1..${tables} loop execute format('create table many.t%s (x int)', lpad(i::text, 4, '0')); end loop; end $$`);
  await shop.end();
  const hba = (await admin.query<{ path: string }>("select current_setting('hba_file') as path")).rows[0]?.path ?? '';
  data = dirname(hba);
  writeFileSync(
    hba,
    `host all postgres 127.0.0.1/32 trust\nhost all blocked 127.0.0.1/32 reject\nhost all all 127.0.0.1/32 scram-sha-256\n${readFileSync(hba, 'utf8')}`,
  );
  await admin.query('select pg_reload_conf()');
}, 60_000);
afterAll(async () => {
  await admin.end();
  await server.stop();
});

function connection(more: Partial<SourceConnectionInput> = {}): SourceConnection {
  return SourceConnection.parse({
    kind: 'postgresql',
    ...place,
    database: 'shop',
    username: 'reader',
    password,
    ...more,
  });
}

const limits = { timeoutMs: 3_000, clock: systemClock };

function run(more: Partial<SourceConnectionInput> = {}) {
  return testSource(connection(more), { ...limits, signal: AbortSignal.timeout(20_000) });
}

describe('the test of a connection', () => {
  test('goes through every step', async () => {
    const result = await run();

    expect(result.steps.map((step) => [step.name, step.ok])).toEqual([
      ['resolve', true],
      ['connect', true],
      ['login', true],
      ['version', true],
      ['read', true],
    ]);
    expect(result.ok).toBe(true);
    expect(result.version).toMatch(/^PostgreSQL \d+/);
    expect(result.steps.at(-1)?.message).toContain('no capture of changes: wal_level=replica');
  });

  test.each([
    ['a wrong password', { password: 'wrong' }, 'login', 'LOGIN_REFUSED'],
    ['no password', { password: undefined }, 'login', 'MECHANISM_REFUSED'],
    ['an account that may not come from here', { username: 'blocked' }, 'login', 'HOST_NOT_ALLOWED'],
    ['a database that is not there', { database: 'shoop' }, 'login', 'DATABASE_UNKNOWN'],
    ['a server without TLS', { tls: 'verify' }, 'tls', 'TLS_NOT_OFFERED'],
    ['a closed port', { port: 1 }, 'connect', 'CONNECTION_REFUSED'],
    ['a name without address', { host: 'nowhere.invalid' }, 'resolve', 'NAME_NOT_FOUND'],
  ] as const)('names the step and the reason: %s', async (_, more, step, fault) => {
    const result = await run(more as Partial<SourceConnectionInput>);

    expect(result.ok).toBe(false);
    expect(result.steps.at(-1)).toMatchObject({ name: step, ok: false, fault });
    expect(JSON.stringify(result)).not.toContain(password);
  });

  test('ends at once when it is cancelled, and leaves no connection behind', async () => {
    const cancel = new AbortController();
    cancel.abort();
    const result = await testSource(connection(), { ...limits, signal: cancel.signal });
    expect(result.steps).toMatchObject([{ name: 'resolve', ok: false, fault: 'CANCELLED' }]);

    await expect
      .poll(async () => {
        const { rows } = await admin.query("select 1 from pg_stat_activity where usename = 'reader'");
        return rows.length;
      })
      .toBe(0);
  });
});

describe('with TLS', () => {
  const caPem = () => readFileSync(join(data, 'server.crt'), 'utf8');
  beforeAll(async () => {
    const [key, certificate] = [join(data, 'server.key'), join(data, 'server.crt')];
    // prettier-ignore
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
      '-keyout', key, '-out', certificate, '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], { stdio: 'pipe' });
    const { uid, gid } = statSync(data);
    for (const file of [key, certificate]) chownSync(file, uid, gid);
    chmodSync(key, 0o600);
    await admin.query('alter system set ssl = on');
    await admin.query('select pg_reload_conf()');
    while ((await admin.query<{ ssl: string }>('show ssl')).rows[0]?.ssl !== 'on') await systemClock.sleep(20);
  });

  test('checks the certificate by its authority, and logs in', async () => {
    const result = await run({ host: 'localhost', tls: 'verify', caPem: caPem() });

    expect(result.steps).toMatchObject([
      { name: 'resolve', ok: true },
      { name: 'connect', ok: true },
      { name: 'tls', ok: true, message: expect.stringContaining('certificate checked') },
      { name: 'login', ok: true },
      { name: 'version', ok: true },
      { name: 'read', ok: true },
    ]);
  });

  test('takes any certificate when told so', async () => {
    expect(await run({ tls: 'trust' })).toMatchObject({ ok: true });
  });

  test.each([
    ['of an unknown authority', { host: 'localhost' }, 'CERTIFICATE_UNTRUSTED'],
    ['of another host', { host: '127.0.0.1', withCa: true }, 'CERTIFICATE_OTHER_HOST'],
  ] as const)('refuses a certificate %s', async (_, { host, ...more }, fault) => {
    const result = await run({ host, tls: 'verify', ...('withCa' in more ? { caPem: caPem() } : {}) });

    expect(result.steps.at(-1)).toMatchObject({ name: 'tls', ok: false, fault });
  });
});

describe('what is in it', () => {
  let session: SourceSession;
  beforeAll(async () => {
    session = await openSource(connection(), { ...limits, signal: AbortSignal.timeout(60_000) });
  });
  afterAll(() => session.close());

  test('schemas that may be used', async () => {
    expect(await session.namespaces()).toEqual([
      { name: 'many', tables },
      { name: 'sales', tables: 3 },
    ]);
  });

  test('tables of a schema, with views and without the parts of a table', async () => {
    const page = await session.tables({ namespace: 'sales', limit: 10, after: undefined });

    expect(page.items.map(({ name, kind, comment }) => [name, kind, comment])).toEqual([
      ['orders', 'table', 'every order'],
      ['paid', 'view', ''],
      ['parts', 'table', ''],
    ]);
  });

  test('thousands of tables, page by page, each once', async () => {
    const names: string[] = [];
    let after: readonly [string, string] | undefined;
    for (;;) {
      const { items, total } = await session.tables({ namespace: 'many', limit: 300, after });
      expect(total).toBe(tables);
      names.push(...items.map((item) => item.name));
      const last = items.at(-1);
      if (last === undefined || items.length < 300) break;
      after = [last.namespace, last.name];
    }

    expect(new Set(names).size).toBe(tables);
    expect(names).toEqual([...names].sort());
  });

  test('search by a part of the name', async () => {
    const page = await session.tables({ search: 'T199', limit: 50, after: undefined });
    expect(page.total).toBe(10);
  });

  test('columns with type, default, key and comment', async () => {
    const { columns } = await session.table('sales', 'orders');
    const byName = Object.fromEntries(columns.map((column) => [column.name, column]));

    expect(byName['id']).toMatchObject({ type: 'bigint', nullable: false, keyPosition: 2, flinkType: 'BIGINT' });
    expect(byName['Line']).toMatchObject({ sqlName: '"Line"', keyPosition: 1, flinkType: 'INT' });
    expect(byName['customer']).toMatchObject({
      type: 'character varying(40)',
      nullable: false,
      default: "'nobody'::character varying",
      comment: 'who bought',
      flinkType: 'VARCHAR(40)',
    });
    expect(byName['amount']).toMatchObject({ flinkType: 'DECIMAL(12, 2)', nullable: false });
    expect(byName['at']).toMatchObject({ flinkType: 'TIMESTAMP(3)' });
    expect(byName['seen']?.mapped).toMatchObject({ jdbc: 'TIMESTAMP(6)', cdc: 'TIMESTAMP_LTZ(6)' });
    expect(byName['tags']?.mapped).toMatchObject({ jdbc: 'ARRAY<STRING>', cdc: null });
    expect(byName['feeling']).toMatchObject({ flinkType: 'STRING' });
    expect(byName['ref']?.mapped).toMatchObject({ jdbc: null, cdc: 'STRING' });
  });

  test('a table that is not there, or not for this account, is not found', async () => {
    await expect(session.table('sales', 'nope')).rejects.toMatchObject({ fault: 'TABLE_NOT_FOUND' });
    await expect(session.table('hidden', 'secrets')).rejects.toMatchObject({ fault: 'TABLE_NOT_FOUND' });
  });
});

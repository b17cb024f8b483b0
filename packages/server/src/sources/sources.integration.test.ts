/** Data sources over HTTP: what is kept, what is told, who may; the outside system is the PostgreSQL of the tests. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';

import type { Database } from '../db/database.ts';
import { testDatabases } from '../db/test-database.ts';
import { startTestServer, type TestServer } from '../http/test-server.ts';
import { systemClock } from '../lib/clock.ts';
import { redactText } from '../lib/redact.ts';
import { createVault } from '../lib/vault.ts';
import { substituteVariables } from '../sql/variables.ts';
import { HiveConf } from './hive/hive-conf.ts';
import { SourceBrowser } from './source-browser.ts';
import { sourceHandlers } from './source-routes.ts';
import { SourceService } from './source-service.ts';

const vault = createVault(randomBytes(32));
const { hostname: host, port } = new URL((inject('postgres') as { url: string }).url);

describe.each(testDatabases)('data sources of a project on $name', ({ open }) => {
  let database: Database;
  let sources: SourceService;
  let server: TestServer;
  let token: string;
  let password: string;
  let hiveRoot: string;

  beforeEach(async () => {
    password = `pass'word-${randomBytes(6).toString('hex')}`;
    database = await open();
    hiveRoot = mkdtempSync(join(tmpdir(), 'liusu-test-hive-'));
    sources = new SourceService({
      ...{ database, vault, clock: systemClock, kafkaPackage: 'org.apache.kafka' },
      optionsInForce: undefined,
      hiveConf: new HiveConf(hiveRoot),
    });
    const browser = new SourceBrowser({
      ...{ sources, engine: 'flink-2.2' },
      enginesWith: (name) => (name === 'jdbc' ? ['flink-2.2'] : []),
    });
    server = await startTestServer(async () => database, { handlers: sourceHandlers(sources, browser) });
    token = await server.tokenFor('developer');
  });
  afterEach(async () => {
    await server.stop();
    rmSync(hiveRoot, { recursive: true, force: true });
  });

  async function call(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, payload?: object, as = token) {
    return server.http.fastify.inject({
      method,
      url: `/api/v1/projects/${server.projectId}/sources${path}`,
      headers: { host: 'localhost', authorization: `Bearer ${as}` },
      ...(payload === undefined ? {} : { payload }),
    });
  }

  function connection(more: object = {}) {
    return {
      kind: 'postgresql',
      host,
      port: Number(port),
      database: 'postgres',
      username: 'postgres',
      password,
      ...more,
    };
  }

  test('a password is never given back, stands sealed in the database, and is masked in texts', async () => {
    const made = await call('POST', '', { name: 'orders-db', connection: connection() });

    expect(made.statusCode).toBe(201);
    expect(made.json()).toMatchObject({ name: 'orders-db', kind: 'postgresql', hasPassword: true, lastTest: null });
    for (const answer of [made, await call('GET', ''), await call('GET', '/orders-db')])
      expect(answer.body).not.toContain(password);
    expect(JSON.stringify(await database.db.selectFrom('source').selectAll().execute())).not.toContain(password);
    expect(redactText(`could not log in with ${password}`)).toBe('could not log in with ******');
    expect(await sources.valuesOf(server.projectId)).toMatchObject({ 'source.orders-db.password': password });
  });

  test('a test before the source is saved is its newest test, as long as nothing is changed in between', async () => {
    const tested = (await call('POST', '/test', { connection: connection() })).json();
    await call('POST', '', { name: 'db', connection: connection() });
    await call('POST', '', { name: 'other', connection: connection({ username: 'somebody' }) });

    expect(tested.steps.length).toBeGreaterThan(0);
    expect((await call('GET', '/db')).json().lastTest).toEqual(tested);
    expect((await call('GET', '/other')).json().lastTest).toBeNull();

    const { password: _, ...without } = connection({ username: 'reader' });
    const again = (await call('POST', '/test', { name: 'db', connection: without })).json();
    await call('PUT', '/db', { connection: without });
    expect((await call('GET', '/db')).json().lastTest).toEqual(again);
  });

  test('a name is taken once, and its kind stays', async () => {
    await call('POST', '', { name: 'db', connection: connection() });

    expect((await call('POST', '', { name: 'db', connection: connection() })).json()).toMatchObject({
      code: 'NAME_TAKEN',
    });
    const other = await call('PUT', '/db', { connection: { ...connection(), kind: 'mysql' } });
    expect(other.json()).toMatchObject({ code: 'INVALID_INPUT', fields: [{ path: 'connection.kind' }] });
  });

  test('a kept password stays with its address, and is not sent to another one', async () => {
    await call('POST', '', { name: 'db', connection: connection() });
    const { password: _, ...without } = connection();

    expect((await call('PUT', '/db', { connection: { ...without, username: 'reader' } })).json()).toMatchObject({
      hasPassword: true,
    });
    expect(await sources.valuesOf(server.projectId)).toMatchObject({ 'source.db.password': password });
    const elsewhere = { ...without, host: 'evil.example.com' };
    expect((await call('PUT', '/db', { connection: elsewhere })).json()).toMatchObject({
      code: 'SOURCE_PASSWORD_NEEDED',
    });
    expect((await call('POST', '/test', { name: 'db', connection: elsewhere })).json()).toMatchObject({
      code: 'SOURCE_PASSWORD_NEEDED',
    });
    expect((await call('PUT', '/db', { connection: { ...without, password: '' } })).json()).toMatchObject({
      hasPassword: false,
    });
  });

  test('a sealed password moved to another source does not open', async () => {
    await call('POST', '', { name: 'a', connection: connection() });
    await database.db.updateTable('source').set({ name: 'b' }).execute();

    await expect(sources.valuesOf(server.projectId)).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  test('what is said of a source can be edited when its password does not open, as after a change of the master key', async () => {
    await call('POST', '', { name: 'db', connection: connection() });
    const sealed = createVault(randomBytes(32)).seal('x', `source:${server.projectId}:db`);
    await database.db.updateTable('source').set({ sealed }).execute();

    const { password: _, ...without } = connection();
    const put = await call('PUT', '/db', { connection: without, description: 'orders' });

    expect(put.json()).toMatchObject({ description: 'orders', hasPassword: true, lastTest: null });
    await call('PUT', '/db', { connection: connection() });
    expect(await sources.valuesOf(server.projectId)).toMatchObject({ 'source.db.password': password });
  });

  test('the last test is kept until the connection changes', async () => {
    await call('POST', '', { name: 'db', connection: connection() });

    const tested = await call('POST', '/db/test', {});
    expect(tested.json()).toMatchObject({ ok: true, version: expect.stringContaining('PostgreSQL') });
    expect((await call('GET', '/db')).json().lastTest).toEqual(tested.json());
    await call('PUT', '/db', { connection: connection({ port: 1 }) });
    expect((await call('GET', '/db')).json().lastTest).toBeNull();
    expect((await call('POST', '/db/test', {})).json()).toMatchObject({ ok: false, version: null });
  });

  test('a metastore of Hive is an address: its configuration is written when a script needs it, and takes no account', async () => {
    const metastores = { kind: 'hive', servers: 'm1, thrift://m2:9084' };
    const made = await call('POST', '', { name: 'wh', connection: metastores });
    expect(made.json()).toMatchObject({ address: 'thrift://m1:9083, thrift://m2:9084', hasPassword: false });
    const shown = made.json().fields.find((one: { field: string }) => one.field === 'conf').value;
    expect(existsSync(shown)).toBe(false);

    const values = await sources.valuesOf(server.projectId);
    expect(values).toMatchObject({ 'source.wh.conf': shown, 'source.wh.uris': 'thrift://m1:9083,thrift://m2:9084' });
    expect(readFileSync(join(shown, 'hive-site.xml'), 'utf8')).toContain(
      '<name>hive.metastore.uris</name><value>thrift://m1:9083,thrift://m2:9084</value>',
    );
    for (const more of [
      { password: 'x' },
      { username: 'me' },
      { tls: 'verify' },
      { servers: 'm1;m2' },
      { servers: '' },
    ]) {
      const refused = await call('POST', '', { name: 'other', connection: { ...metastores, ...more } });
      expect(refused.json()).toMatchObject({ code: 'INVALID_INPUT' });
    }
  });

  test('a source that cannot be reached tells why, in the words of its fault', async () => {
    await call('POST', '', { name: 'db', connection: connection({ port: 1 }) });

    const answer = await call('GET', '/db/tables');
    expect(answer.json()).toMatchObject({
      status: 502,
      code: 'SOURCE_FAILED',
      params: { source: 'db', fault: 'CONNECTION_REFUSED' },
    });
    expect(answer.body).not.toContain(password);
  });

  test('a statement for a table refers to the source and holds no password', async () => {
    await call('POST', '', {
      name: 'db',
      connection: connection({ database: new URL(databaseUrl()).pathname.slice(1) }),
    });
    const answer = await call('GET', '/db/ddl?namespace=public&table=variable');

    expect(answer.json()).toMatchObject({ connector: 'jdbc', connectors: [{ available: true }, { available: false }] });
    expect(answer.json().ddl).toBe(
      [
        'CREATE TABLE `variable` (',
        '  `project_id` STRING NOT NULL,',
        '  `name` STRING NOT NULL,',
        '  `value` STRING NOT NULL,',
        '  `description` STRING NOT NULL,',
        '  `updated_at` STRING NOT NULL,',
        '  `updated_by` STRING NOT NULL,',
        '  PRIMARY KEY (`project_id`, `name`) NOT ENFORCED',
        ') WITH (',
        "  'connector'  = 'jdbc',",
        "  'url'        = '${source.db.url}',",
        "  'table-name' = 'public.variable',",
        "  'username'   = '${source.db.username}',",
        "  'password'   = '${source.db.password}'",
        ');',
        '',
      ].join('\n'),
    );
    const values = await sources.valuesOf(server.projectId);
    expect(substituteVariables(answer.json().ddl, values).text).toContain(`= '${password.replace("'", "''")}'`);
  });

  function databaseUrl(): string {
    const { url, template } = inject('postgres') as { url: string; template: string };
    return new URL(`/${template}`, url).href;
  }

  test('viewers see sources and look into none', async () => {
    await call('POST', '', { name: 'db', connection: connection() });
    const viewer = await server.tokenFor('viewer');

    expect((await call('GET', '', undefined, viewer)).json().items).toHaveLength(1);
    for (const path of ['/db/tables', '/db/namespaces', '/db/table?table=x', '/db/ddl?table=x'])
      expect((await call('GET', path, undefined, viewer)).json()).toMatchObject({ code: 'FORBIDDEN' });
    expect((await call('POST', '/db/test', {}, viewer)).json()).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('projects do not see each other', async () => {
    const other = await server.projects.create({ name: 'other' } as never);
    await call('POST', '', { name: 'db', connection: connection() });

    expect(await sources.list(other.id)).toEqual([]);
    expect(await sources.valuesOf(other.id)).toEqual({});
  });
});

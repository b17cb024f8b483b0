import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Database } from '../db/database.ts';
import { testDatabases } from '../db/test-database.ts';
import { startTestServer, type TestServer } from '../http/test-server.ts';
import { readEngineClasses } from '../engines/engine-classes.ts';
import { systemClock } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { silentLog } from '../lib/log.ts';
import { connectorHandlers } from './connector-routes.ts';
import { ConnectorService } from './connector-service.ts';
import { zipOf } from '../lib/stored-zip.ts';
import { factoryClass } from './test-class.ts';

const services = 'META-INF/services/org.apache.flink.table.factories.Factory';
/** The engines as recorded. */
const engineClasses = readEngineClasses(join(import.meta.dirname, '../../../../engines'), ['flink-2.2', 'flink-1.20']);
/** As connectors for Flink 1.x have it. */
const oldJar = zipOf([
  [services, 'org.x.Cdc'],
  [
    'org/x/Cdc.class',
    factoryClass('shop-cdc', 'createDynamicTableSource', [
      'org/apache/flink/table/connector/source/SourceFunctionProvider',
      'org/apache/flink/table/factories/FactoryUtil',
    ]),
  ],
]);
const jar = zipOf([
  [services, 'org.x.Mqtt'],
  ['org/x/Mqtt.class', factoryClass('mqtt', 'createDynamicTableSource')],
  ['org/x/Upper.class', factoryClass('', 'eval')],
]);

describe.each(testDatabases)('connectors of your own on $name', ({ open }) => {
  let database: Database;
  let service: ConnectorService;
  let server: TestServer;
  let folder: string;

  beforeEach(async () => {
    database = await open();
    folder = join(await mkdtemp(join(tmpdir(), 'liusu-connectors-')), 'jars');
    const requireEngine = (id: string) => {
      if (!engineClasses.has(id)) throw new LiusuError('ENGINE_UNKNOWN', `there is no engine ${id}`);
    };
    service = serviceOf(requireEngine);
    server = await startTestServer(async () => database, { handlers: connectorHandlers(service) });
  });
  afterEach(async () => {
    await server.stop();
    await rm(join(folder, '..'), { recursive: true, force: true });
  });

  async function call(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    options: { as?: 'admin' | 'owner'; file?: Buffer } = {},
  ) {
    const token = await server.tokenFor(options.as ?? 'admin');
    return server.http.fastify.inject({
      method,
      url: `/api/v1/connectors${path}`,
      headers: {
        host: 'localhost',
        authorization: `Bearer ${token}`,
        ...(options.file === undefined ? {} : { 'content-type': 'application/java-archive' }),
      },
      ...(options.file === undefined ? {} : { payload: options.file }),
    });
  }

  function serviceOf(requireEngine: (id: string) => void, classes = engineClasses): ConnectorService {
    return new ConnectorService({
      ...{ database, clock: systemClock, log: silentLog(), folder },
      ...{ requireEngine, engineClasses: classes },
    });
  }

  const files = async () => (existsSync(folder) ? readdir(folder) : []);

  test('a jar is taken, told with what it offers, resolved by scripts, and removed with its file', async () => {
    const added = await call('POST', '?fileName=../../mqtt.jar&version=1', { file: jar });
    const { id, sha256, ...about } = added.json();

    expect(added.statusCode).toBe(201);
    expect(about).toMatchObject({
      fileName: '../../mqtt.jar',
      sizeBytes: jar.length,
      classCount: 2,
      offers: [{ kind: 'connector', name: 'mqtt', className: 'org.x.Mqtt' }],
    });
    expect(await files()).toEqual([`${sha256}.jar`]);
    const path = join(folder, `${sha256}.jar`);
    const kafka = { kind: 'connector' as const, name: 'kafka' };
    expect(await service.resolve('flink-2.2', [{ kind: 'connector', name: 'mqtt' }, kafka])).toEqual({
      jars: [path],
      rest: [kafka],
    });
    expect((await service.resolve('flink-2.2', [{ kind: 'function', name: 'org.x.Upper' }])).jars).toEqual([path]);
    expect(service.offers('flink-2.2', { kind: 'format', name: 'mqtt' })).toBe(false);

    expect((await call('DELETE', `/${id}`)).statusCode).toBe(204);
    expect([(await call('GET', '')).json(), await files()]).toEqual([{ items: [] }, []]);
  });

  test('a jar for one engine is not used on another', async () => {
    await call('POST', '?fileName=mqtt.jar&engines=flink-2.2', { file: jar });

    expect(service.offers('flink-2.2', { kind: 'connector', name: 'mqtt' })).toBe(true);
    expect(service.offers('flink-1.20', { kind: 'connector', name: 'mqtt' })).toBe(false);
    expect((await call('POST', '?fileName=b.jar&engines=flink-9', { file: jar })).json()).toMatchObject({
      code: 'ENGINE_UNKNOWN',
    });
  });

  test('a jar that cannot load on an engine is kept for those it can, or refused with those', async () => {
    const narrowed = (await call('POST', '?fileName=cdc.jar', { file: oldJar })).json();
    const refused = await call('POST', '?fileName=cdc2.jar&engines=flink-2.2,flink-1.20', { file: oldJar });

    const missing = ['org.apache.flink.table.connector.source.SourceFunctionProvider'];
    expect(narrowed).toMatchObject({ engines: ['flink-1.20'], unfit: [{ engine: 'flink-2.2', missing }] });
    expect([refused.statusCode, refused.json()]).toMatchObject([
      422,
      {
        code: 'CONNECTOR_UNFIT',
        detail: `flink-2.2 lacks a class it needs, ${missing[0]}. It can load on flink-1.20.`,
        zh: `flink-2.2 没有它需要的类 ${missing[0]}。它能在 flink-1.20 上加载。`,
      },
    ]);
    expect(await files()).toHaveLength(1);
  });

  test('a jar for every engine is one for those of later engine files too, where it can load', async () => {
    const classesOf = (id: string) => engineClasses.get(id) ?? expect.unreachable(id);
    await call('POST', '?fileName=cdc.jar', { file: oldJar });

    const later = [
      ['flink-1.21', classesOf('flink-1.20')],
      ['flink-2.3', classesOf('flink-2.2')],
    ] as const;
    const next = serviceOf(() => undefined, new Map([...engineClasses, ...later]));
    await next.start();

    const use = { kind: 'connector', name: 'shop-cdc' } as const;
    expect(['flink-1.20', 'flink-1.21', 'flink-2.2', 'flink-2.3'].filter((id) => next.offers(id, use))).toEqual([
      'flink-1.20',
      'flink-1.21',
    ]);
    expect((await next.list())[0]?.engines).toEqual(['flink-1.20', 'flink-1.21']);
  });

  test('a jar of an earlier release is looked into at the next start, and not used where it cannot load', async () => {
    const { id } = (await call('POST', '?fileName=cdc.jar', { file: oldJar })).json();
    await database.db.updateTable('connector').set({ engines: '[]', needs: null }).where('id', '=', id).execute();
    const use = { kind: 'connector', name: 'shop-cdc' } as const;
    await service.list();
    expect(service.offers('flink-2.2', use)).toBe(true);

    const next = serviceOf(() => undefined);
    await next.start();

    expect([next.offers('flink-2.2', use), next.offers('flink-1.20', use)]).toEqual([false, true]);
    expect(next.whyUnfit('flink-2.2', use)?.en).toMatch(/^the uploaded cdc cannot load: flink-2\.2 lacks a class/);
    expect(next.whyUnfit('flink-1.20', use)).toBeUndefined();
    expect(await next.resolve('flink-2.2', [use])).toEqual({ jars: [], rest: [use] });
  });

  test('a damaged jar of an earlier release does not keep the platform from starting, nor the others from being looked into', async () => {
    const { sha256 } = (await call('POST', '?fileName=mqtt.jar', { file: jar })).json();
    await call('POST', '?fileName=cdc.jar', { file: oldJar });
    await database.db.updateTable('connector').set({ engines: '[]', needs: null }).execute();
    await writeFile(join(folder, `${sha256}.jar`), 'no zip');

    const next = serviceOf(() => undefined);
    await next.start();

    expect((await next.list()).map(({ name, unfit }) => [name, unfit.length])).toEqual(
      expect.arrayContaining([
        ['mqtt', 0],
        ['cdc', 1],
      ]),
    );
    const rows = await database.db.selectFrom('connector').select(['name', 'needs']).orderBy('name').execute();
    expect(rows.map(({ name, needs }) => [name, needs === null])).toEqual([
      ['cdc', false],
      ['mqtt', true],
    ]);
  });

  test('what is refused leaves nothing behind', async () => {
    const bad = await call('POST', '?fileName=x.jar', { file: Buffer.from('no zip') });
    const owner = await call('POST', '?fileName=x.jar', { as: 'owner', file: jar });
    const none = await call('POST', '?fileName=x.jar');
    await call('POST', '?fileName=x.jar', { file: jar });
    const again = await call('POST', '?fileName=x.jar', { file: jar });

    expect([bad, none].map((answer) => answer.json().code)).toEqual([
      'CONNECTOR_FILE_REFUSED',
      'CONNECTOR_FILE_REFUSED',
    ]);
    expect([owner, again].map((answer) => answer.json().code)).toEqual(['FORBIDDEN', 'NAME_TAKEN']);
    expect(await files()).toHaveLength(1);
  });
});

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ApiError, LiusuClient } from '@liusu/contract/client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { type App, type AppParts, startApp } from './app.ts';
import { type Config, readConfig } from './config.ts';
import type { Driver, GatewayProcess } from './drivers/driver.ts';
import { createTestPostgres } from './db/test-database.ts';
import { LiusuError } from './lib/errors.ts';
import { createProcessTable } from './lib/process-identity.ts';
import { eventually } from './testing/test-platform.ts';

let root: string;
let running: App[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'liusu-app-'));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((app) => app.stop()));
  rmSync(root, { recursive: true });
});

function configOf(more: Record<string, string> = {}): Config {
  return readConfig({
    LIUSU_DATA: join(root, 'data'),
    LIUSU_CACHE: join(root, 'cache'),
    LIUSU_LOG_LEVEL: 'silent',
    // Nothing is fetched from anywhere.
    LIUSU_PYPI_URL: 'http://127.0.0.1:9',
    LIUSU_MAVEN_URL: 'http://127.0.0.1:9',
    ...more,
  });
}

/** A platform without Flink: its engine starts when told to. */
function partsWith(engineStart: () => Promise<void>, stopped: string[] = []): AppParts {
  const driver: Driver = {
    kind: 'local',
    capabilities: { managed: true, absenceIsEvidence: true },
    start: async () => {},
    endpoint: () => undefined,
    stateRoot: () => ({ checkpoints: 'file:///nowhere/c', savepoints: 'file:///nowhere/s' }),
    incarnation: () => undefined,
    fenceOff: async () => {},
    classPath: () => undefined,
    processes: () => [],
    stop: async () => void stopped.push('driver'),
  };
  const gateway: GatewayProcess = {
    engine: 'flink-2.2',
    start: async () => {},
    url: () => undefined,
    incarnation: () => undefined,
    processes: () => [],
    stop: async () => void stopped.push('gateway'),
  };
  return {
    table: createProcessTable(),
    createEngine: () => ({
      driver,
      gateway,
      start: (stages) => stages.run('distribution', engineStart),
      fetchFileSystems: async () => {},
      optionsInForce: () => [],
      release: async () => void stopped.push('released'),
    }),
    createRemoteDriver: () => driver,
  };
}

const parts = (stopped?: string[]) => partsWith(async () => {}, stopped);

async function start(config = configOf(), with_ = parts()): Promise<App> {
  const app = await startApp(config, with_);
  running.push(app);
  return app;
}

function cliClient(app: App): LiusuClient {
  const token = readFileSync(join(root, 'data', 'secrets', 'cli-token'), 'utf8').trim();
  return new LiusuClient({ baseUrl: app.url, token });
}

test('answers while the engine is still being fetched, and says so', async () => {
  const fetched = Promise.withResolvers<void>();
  const app = await start(
    configOf(),
    partsWith(() => fetched.promise),
  );
  const client = cliClient(app);

  expect(await client.call('getHealth')).toMatchObject({ status: 'starting' });
  expect((await client.call('getStartStages')).items).toMatchObject([{ name: 'distribution', state: 'running' }]);

  fetched.resolve();
  await vi.waitFor(async () =>
    expect((await client.call('getStartStages')).items).toMatchObject([{ name: 'distribution', state: 'done' }]),
  );
  // Nothing answers for the cluster in this test.
  expect(await client.call('getHealth')).toMatchObject({ status: 'degraded' });
});

test('a stage that failed is told with its code, and the platform goes on', async () => {
  const app = await start(
    configOf(),
    partsWith(async () => {
      throw new LiusuError('JAVA_MISSING', { zh: '没有找到 Java', en: 'no Java was found' });
    }),
  );

  await vi.waitFor(async () =>
    expect((await cliClient(app).call('getStartStages')).items).toMatchObject([
      { state: 'failed', message: 'JAVA_MISSING: no Java was found', zh: '没有找到 Java' },
    ]),
  );
});

test('without a local engine nothing is started, and the platform is well', async () => {
  const engineStart = vi.fn<() => Promise<void>>(async () => {});
  const app = await start(configOf({ LIUSU_LOCAL_ENGINE: '0' }), partsWith(engineStart));
  const client = cliClient(app);

  await vi.waitFor(async () => expect(await client.call('getHealth')).toMatchObject({ status: 'ok' }));
  expect((await client.call('listClusters')).items).toEqual([]);
  const { projects } = await client.call('getSession');
  const params = { projectId: projects[0]?.id ?? '' };
  await expect(client.call('createJob', { params, body: { name: 'a' } })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  });
  expect(engineStart).not.toHaveBeenCalled();
});

test('the first start makes an administrator with a random password, kept in a file for the owner only', async () => {
  const app = await start();
  const path = join(root, 'data', 'secrets', 'first-password');

  expect(readFileSync(path, 'utf8').trim()).toBe(app.firstPassword);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(root, 'data', 'secrets', 'cli-token')).mode & 0o777).toBe(0o600);
  const client = new LiusuClient({ baseUrl: app.url });
  const session = await client.call('login', { body: { name: 'admin', password: app.firstPassword ?? '' } });
  expect(session.projects).toHaveLength(1);
});

test('a restart keeps port, password and token, and says where it is', async () => {
  const first = await start();
  await first.stop();
  expect(existsSync(join(root, 'data', 'run', 'platform.json'))).toBe(false);

  const second = await start();

  expect(second.url).toBe(first.url);
  expect(second.firstPassword).toBeUndefined();
  const announced = JSON.parse(readFileSync(join(root, 'data', 'run', 'platform.json'), 'utf8'));
  expect(announced).toMatchObject({ pid: process.pid, urls: [second.url], engine: 'flink-2.2' });
  expect((await cliClient(second).call('getSession')).user.name).toBe('admin');
});

test('a second platform on the data folder is refused and does no harm to the first', async () => {
  const app = await start();

  await expect(startApp(configOf(), parts())).rejects.toMatchObject({ code: 'INSTANCE_RUNNING' });

  expect((await cliClient(app).call('getSession')).user.name).toBe('admin');
});

test('the data folder stays with its engine', async () => {
  await (await start(configOf({ LIUSU_ENGINE: 'flink-1.20' }))).stop();

  await expect(startApp(configOf({ LIUSU_ENGINE: 'flink-2.2' }), parts())).rejects.toMatchObject({
    code: 'ENGINE_CHANGE_REFUSED',
  });
  await expect(startApp(configOf({ LIUSU_ENGINE: 'flink-0.1' }), parts())).rejects.toMatchObject({
    code: 'ENGINE_UNKNOWN',
  });
  const again = await start();
  expect((await cliClient(again).call('getSystem')).engine).toBe('flink-1.20');
});

test('a port that is taken is refused and leaves nothing behind', async () => {
  const app = await start();
  const port = new URL(app.url).port;

  const other = { LIUSU_DATA: join(root, 'other'), LIUSU_PORT: port };
  await expect(startApp(configOf(other), parts())).rejects.toMatchObject({ code: 'PORT_TAKEN' });

  const second = await start(configOf({ LIUSU_DATA: join(root, 'other') }));
  expect(second.url).not.toBe(app.url);
});

test('a module that is off is gone from the API, and jobs are looked after all the same', async () => {
  const app = await start(configOf({ LIUSU_MODULES: 'operations,system' }));
  const client = cliClient(app);
  const { projects } = await client.call('getSession');
  const projectId = projects[0]?.id ?? '';

  const refused = await client.call('listScenarios', { params: { projectId } }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ApiError);
  expect((refused as ApiError).code).toBe('MODULE_DISABLED');
  expect(await client.call('listJobs', { params: { projectId } })).toMatchObject({ items: [], total: 0 });
  expect((await client.call('getSystem')).modules.find((module) => module.id === 'development')?.enabled).toBe(false);
});

test('the overview of an empty project is empty, and complete', async () => {
  const client = cliClient(await start());
  const { projects } = await client.call('getSession');
  const overview = await client.call('getOverview', { params: { projectId: projects[0]?.id ?? '' } });

  expect(overview).toMatchObject({ attention: [], throughput: [], events: [] });
  expect(Object.values(overview.jobsByPhase).every((count) => count === 0)).toBe(true);
  expect(overview.clusters).toMatchObject([{ name: 'local', driver: 'local', observation: { state: 'UNREACHABLE' } }]);
});

test('stopping the platform leaves the engine alone; the shutdown route ends it first', async () => {
  const stopped: string[] = [];
  await (await start(configOf(), parts(stopped))).stop();
  expect(stopped).toEqual(['released']);

  const app = await start(configOf(), parts(stopped));
  const answer = await cliClient(app).call('shutDown', { body: { savepointBudgetMs: 0 } });
  await app.ended;

  expect(answer).toEqual({ jobs: 0 });
  expect(stopped).toEqual(['released', 'gateway', 'driver']);
  await expect(cliClient(app).call('getHealth')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('scenarios are listed whole, and their jobs made at import', async () => {
  const client = cliClient(await start());
  const { projects } = await client.call('getSession');
  const projectId = projects[0]?.id ?? '';

  const { items } = await client.call('listScenarios', { params: { projectId } });
  expect(items.map((scenario) => scenario.id)).toContain('flights');
  const params = { projectId, scenarioId: 'flights' };
  const imported = await client.call('importScenario', { params, body: { start: false, days: 1 } });

  expect(imported).toMatchObject({ imported: true });
  expect(imported.jobs.every((job) => job.jobId !== null)).toBe(true);
  const jobs = await client.call('listJobs', { params: { projectId }, query: { scenario: 'flights' } });
  expect(jobs.total).toBe(imported.jobs.length);
  const dim = jobs.items.find((job) => job.id === imported.jobs[0]?.jobId);
  expect(dim?.settings.mode).toBe('batch');
  await expect(client.call('importScenario', { params, body: {} })).rejects.toMatchObject({
    code: 'SCENARIO_IMPORTED',
  });
});

describe('on PostgreSQL', { timeout: 120_000 }, () => {
  let postgres: Awaited<ReturnType<typeof createTestPostgres>>;
  const masterKey = 'ab'.repeat(32);
  const replica = (name: string, more: Record<string, string> = {}) =>
    configOf({
      LIUSU_DATA: join(root, name),
      LIUSU_DATABASE_URL: postgres.url,
      LIUSU_LEASE_SECONDS: '2',
      LIUSU_MASTER_KEY: masterKey,
      ...more,
    });
  const clientOf = (app: App, name: string) =>
    new LiusuClient({ baseUrl: app.url, token: readFileSync(join(root, name, 'secrets', 'cli-token'), 'utf8').trim() });
  const isRemote = (app: AppParts): AppParts => ({
    ...app,
    createRemoteDriver: () => ({ ...app.createRemoteDriver({} as never), kind: 'remote' }),
  });

  beforeEach(async () => {
    postgres = await createTestPostgres();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((app) => app.stop()));
    await postgres.drop();
  });

  test('two that start together share people, projects and clusters; one of them has the local cluster', async () => {
    const clusterStarts: boolean[] = [];
    const counting = (): AppParts => {
      const made = isRemote(parts());
      return {
        ...made,
        createEngine: (context) => ({
          ...made.createEngine(context),
          start: async (_stages, _signal, { cluster }) => void clusterStarts.push(cluster),
        }),
      };
    };
    const [a, b] = await Promise.all([start(replica('a'), counting()), start(replica('b'), counting())]);
    const [clientA, clientB] = [clientOf(a, 'a'), clientOf(b, 'b')];

    expect(clusterStarts.toSorted()).toEqual([false, true]);
    expect([a.firstPassword, b.firstPassword].filter((password) => password !== undefined)).toHaveLength(1);
    expect((await clientA.call('getSystem')).database).toBe('postgres');
    expect((await clientA.call('listProjects')).items).toEqual((await clientB.call('listProjects')).items);
    const locals = (await clientB.call('listClusters')).items.filter((cluster) => cluster.driver === 'local');
    expect(locals).toHaveLength(1);

    const made = await clientA.call('createCluster', {
      body: { name: 'far', restUrl: 'http://127.0.0.1:9', engine: 'flink-2.2', environment: 'test' } as never,
    });
    await eventually(
      'the cluster at the other process',
      async () => {
        const projectId = (await clientB.call('listProjects')).items[0]?.id ?? '';
        const job = await clientB.call('createJob', {
          params: { projectId },
          body: { name: 'there', script: 'x', clusterId: made.id } as never,
        });
        return (await clientA.call('getJob', { params: { jobId: job.id } })).clusterName === 'far' ? true : undefined;
      },
      20_000,
    );
  });

  test('one idempotency key that reaches both at the same moment: done once, and both answer the same', async () => {
    const [a, b] = await Promise.all([start(replica('a'), isRemote(parts())), start(replica('b'), isRemote(parts()))]);
    const clients = [clientOf(a, 'a'), clientOf(b, 'b')];
    for (const round of [1, 2, 3, 4, 5]) {
      const name = `token ${round}`;
      const made = await Promise.all(
        clients.map((client) => client.call('createToken', { body: { name }, idempotencyKey: name })),
      );

      expect(made[0]).toEqual(made[1]);
      const tokens = (await clients[0]?.call('listTokens'))?.items.filter((token) => token.name === name);
      expect(tokens, name).toHaveLength(1);
    }
  });

  test('a process with another master key is refused, and so is an address that does not answer, its password left out', async () => {
    await start(replica('a'));
    await expect(startApp(replica('b', { LIUSU_MASTER_KEY: 'cd'.repeat(32) }), parts())).rejects.toMatchObject({
      code: 'MASTER_KEY_MISMATCH',
    });

    const away = replica('c', { LIUSU_DATABASE_URL: 'postgres://me:geheim@127.0.0.1:9/liusu' });
    const failure: unknown = await startApp(away, parts()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(String(failure)).toContain('postgres://me:***@127.0.0.1:9/liusu');
    expect(String(failure)).not.toContain('geheim');
  });
});

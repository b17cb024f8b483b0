/** Real Flink for tests: the cluster a global set-up already started, else one of the test file's own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, inject } from 'vitest';

import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import { repositoryRoot } from '../config.ts';
import type { GatewayProcess } from '../drivers/driver.ts';
import { createLocalEngine, type LocalEngine } from '../drivers/local/create-local-engine.ts';
import { testCacheDir, testEngines, testJava, testSources } from '../drivers/test-engines.ts';
import { HttpFlinkRest } from '../flink/http-flink-rest.ts';
import { silentLog } from '../lib/log.ts';
import type { SharedFlink } from './global-flink.ts';

declare module 'vitest' {
  interface ProvidedContext {
    flink: SharedFlink[];
  }
}

export interface TestFlink {
  engine: string;
  /** A folder of the test's own, removed afterwards; Flink can read and write it. */
  folder: string;
  cluster: ClusterHandle;
  gateway: GatewayProcess;
  rest: HttpFlinkRest;
}

/** The first engine under test. */
export const testEngine = testEngines[0] ?? 'flink-2.2';

/** A local Flink whose files lie in `dataDir`, from the artifacts of the tests; nothing of it runs yet. */
export function testLocalEngine(dataDir: string, engineId: string): LocalEngine {
  return createLocalEngine({
    dataDir,
    cacheDir: testCacheDir,
    enginesDir: join(repositoryRoot, 'engines'),
    engineId,
    java: testJava,
    sources: testSources,
    log: silentLog(),
  });
}

/** Starts Flink with all processes answering. The caller stops it. */
export async function startTestFlink(engineId: string): Promise<{ shared: SharedFlink; stop(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'liusu-test-flink-'));
  const engine = testLocalEngine(dataDir, engineId);
  const stop = async () => {
    await engine.gateway.stop();
    await engine.driver.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await engine.fetch();
    await Promise.all([engine.driver.start(), engine.gateway.start()]);
    await Promise.all([engine.driver.waitUntilAnswering(120_000), engine.gateway.waitUntilAnswering(120_000)]);
    const restUrl = engine.driver.endpoint()?.url;
    const gatewayUrl = engine.gateway.url();
    const incarnation = engine.gateway.incarnation();
    if (restUrl === undefined || gatewayUrl === undefined || incarnation === undefined) {
      throw new Error('the local engine answers but has no address');
    }
    return { shared: { engine: engineId, restUrl, gatewayUrl, gatewayIncarnation: incarnation }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Call inside `describe`: gives Flink to its tests. Read the result inside tests and hooks only. */
export function useFlink(engineId: string = testEngine): () => TestFlink {
  let flink: TestFlink | undefined;
  let stop: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    let shared = (inject('flink') as SharedFlink[] | undefined)?.find((one) => one.engine === engineId);
    if (shared === undefined) ({ shared, stop } = await startTestFlink(engineId));
    flink = await connect(shared);
    await flink.rest.overview({ timeoutMs: 30_000 });
  });
  afterAll(async () => {
    await flink?.rest.close();
    await stop?.();
    if (flink !== undefined) await rm(flink.folder, { recursive: true, force: true });
  });
  return () => {
    if (flink === undefined) throw new Error('Flink is not up: useFlink() was read outside of a test');
    return flink;
  };
}

async function connect(shared: SharedFlink): Promise<TestFlink> {
  const rest = new HttpFlinkRest(() => ({ url: shared.restUrl }));
  const { hostname, port } = new URL(shared.restUrl);
  const driver = new Proxy({} as ClusterHandle['driver'], {
    get(_target, member) {
      throw new Error(`this test's cluster has no driver (asked for ${String(member)})`);
    },
  });
  return {
    engine: shared.engine,
    folder: await mkdtemp(join(tmpdir(), 'liusu-test-files-')),
    rest,
    cluster: {
      id: 'clu_00000000000000000000',
      name: 'test',
      engine: shared.engine,
      driver,
      rest,
      gatewayTarget: async () => ({ address: hostname, port: Number(port) }),
    },
    gateway: {
      engine: shared.engine,
      start: async () => undefined,
      url: () => shared.gatewayUrl,
      incarnation: () => shared.gatewayIncarnation,
      processes: () => [],
      stop: async () => undefined,
    },
  };
}

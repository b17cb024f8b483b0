/**
 * Puts the embedded engine together:
 *
 *     const local = createLocalEngine({ dataDir, cacheDir, enginesDir, engineId, java, sources, log, clock, onProgress });
 *     await local.fetch();                                          // downloads what the cache lacks; asks no network when complete
 *     await Promise.all([local.driver.start(), local.gateway.start()]);     // adopts or starts; returns before they answer
 *     await Promise.all([local.driver.waitUntilAnswering(90_000), local.gateway.waitUntilAnswering(90_000)]);
 *     ...
 *     await local.gateway.stop(); await local.driver.stop();        // `down`: ends every process
 *     await local.gateway.release(); await local.driver.release();  // the platform alone stops: they run on and are adopted
 *
 * `fetch` may be left out: the first start calls it. Drivers read no environment: JAVA_HOME, PATH, FLINK_HOME come in here.
 */
import { join } from 'node:path';

import { LocalDriver } from './local-driver.ts';
import { LocalGateway } from './local-gateway.ts';

import type { OnDemandGateway } from '../driver.ts';
import type { ArtifactSources } from '../../engines/artifact-source.ts';
import type { DownloadProgress } from '../../engines/download.ts';
import { DownloadReport } from '../../engines/download-report.ts';
import { EngineStore } from '../../engines/engine-store.ts';
import { findJava, type Java, type JavaSettings } from '../../engines/java.ts';
import { type Clock, systemClock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { readMachine } from '../../lib/machine.ts';
import { createProcessTable } from '../../lib/process-identity.ts';
import { type FileSystemSetup, noFileSystems } from './file-systems.ts';
import { foldersOf } from './local-folders.ts';
import type { LocalSetup, ReadyEngine } from './local-setup.ts';
import { sizeProcesses, sizeSideGateway } from './memory.ts';
import { readOptions } from './process-files.ts';
import { runCommand, runForOutput } from './spawn.ts';

export interface LocalEngineOptions {
  /** The platform's data folder: processes, logs, state. */
  dataDir: string;
  /** The cache shared by every instance of this user. */
  cacheDir: string;
  /** Folder with the engine files: `engines/` of the repository. */
  enginesDir: string;
  engineId: string;
  java: JavaSettings;
  sources: ArtifactSources;
  /** An existing Flink to use in place of the distribution, when its version suits the engine. */
  flinkHome?: string | undefined;
  /** Environment of the processes: PATH, LANG and, when set, TZ; sensible values by default. Never the platform's own. */
  childEnv?: Record<string, string>;
  /** Options of Flink's configuration for buckets, asked at each start of a process. */
  bucketOptions?: () => Promise<Record<string, string>>;
  /** Task slots of the local cluster; default 8. */
  slots?: number;
  taskManagers?: number;
  log: Log;
  clock?: Clock;
  onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

export interface LocalEngine {
  driver: LocalDriver;
  gateway: LocalGateway;
  store: EngineStore;
  /** Fetches and finds everything. Once done, later calls return the same. Throws the codes of the fetcher and of findJava. */
  fetch: () => Promise<ReadyEngine & { java: Java; flinkVersion: string }>;
  /** Fetches the file systems that the next start of a process will be given. Throws the codes of the fetcher. */
  fetchFileSystems: () => Promise<void>;
  /** Of each living process: options beginning so that it was started with. */
  optionsInForce: (prefix: string) => Record<string, string>[];
}

export function createLocalEngine(options: LocalEngineOptions): LocalEngine {
  const { setup, ...rest } = setUp(options);
  const driver = new LocalDriver(setup, options.taskManagers);
  const gateway = new LocalGateway(setup);
  return {
    driver,
    gateway,
    ...rest,
    optionsInForce: (prefix) =>
      [...driver.processes(), ...gateway.processes()]
        .filter(({ pid }) => pid !== null)
        .map(({ name }) => readOptions(join(foldersOf(options.dataDir).conf, name), prefix)),
  };
}

/** What a gateway beside the platform's own engine is built from. */
export type SideGatewayOptions = Omit<LocalEngineOptions, 'slots' | 'taskManagers' | 'onProgress'>;

/** The gateway alone of an engine, with less memory. Nothing is fetched or started yet. */
export function createSideGateway(options: SideGatewayOptions): OnDemandGateway {
  const { setup } = setUp(options);
  const gateway = sizeSideGateway(readMachine().memoryBytes);
  return new LocalGateway({ ...setup, sizing: { ...setup.sizing, gateway } });
}

type Prepared = Pick<LocalEngine, 'store' | 'fetch' | 'fetchFileSystems'> & { setup: LocalSetup };

function setUp(options: LocalEngineOptions): Prepared {
  const { dataDir, cacheDir, enginesDir, engineId, sources, log } = options;
  const clock = options.clock ?? systemClock;
  const machine = readMachine();
  const report = new DownloadReport();
  const onProgress = (progress: DownloadProgress) => {
    report.add(progress);
    options.onProgress?.(progress);
  };
  const store = new EngineStore({ enginesDir, cacheDir, sources, clock, flinkHome: options.flinkHome });
  const prepare = async () => {
    const suitable = store.get(engineId).java;
    const settings = options.java;
    const { platform } = machine;
    const common = { enginesDir, cacheDir, sources, clock, onProgress };
    const [java, engine] = await Promise.all([
      findJava({ ...common, settings, suitable, platform, run: runCommand }),
      store.install(engineId, { onProgress }),
    ]);
    return { ...engine, java, javaCommand: java.command };
  };
  let ready: ReturnType<typeof prepare> | undefined;
  const fetch = async () => {
    ready ??= prepare();
    try {
      return await ready;
    } catch (error) {
      ready = undefined;
      throw error;
    }
  };
  const fileSystemsWanted = async (): Promise<FileSystemSetup> => {
    const wanted = (await options.bucketOptions?.()) ?? {};
    if (Object.keys(wanted).length === 0) return noFileSystems;
    return { options: wanted, plugins: await store.fileSystemPlugin(engineId, 's3', { onProgress }) };
  };
  const fileSystems = async () => {
    try {
      return await fileSystemsWanted();
    } catch (err) {
      log.error({ err }, 'the file system for buckets is not there: Flink starts without it');
      return noFileSystems;
    }
  };
  const setup: LocalSetup = {
    dataDir,
    engineId,
    sizing: sizeProcesses(machine.memoryBytes, options.slots),
    prepare: (say = () => undefined) => report.follow(say, fetch),
    fileSystems,
    childEnv: options.childEnv ?? { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' },
    table: createProcessTable(runForOutput),
    clock,
    log,
  };
  const fetchFileSystems = async () => void (await fileSystemsWanted());
  return { setup, store, fetch, fetchFileSystems };
}

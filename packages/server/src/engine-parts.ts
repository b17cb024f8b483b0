/** The local engine as the composition root uses it, so that tests can put another in its place. */
import type { Config } from './config.ts';
import type { Driver, GatewayProcess, OnDemandGateway } from './drivers/driver.ts';
import type { EngineStore } from './engines/engine-store.ts';
import type { Clock } from './lib/clock.ts';
import type { DataFolder } from './lib/data-folder.ts';
import { LiusuError } from './lib/errors.ts';
import type { Log } from './lib/log.ts';
import { words } from './lib/words.ts';
import type { StartStages } from './system/start-stages.ts';

export interface EngineContext {
  config: Config;
  folder: DataFolder;
  engineId: string;
  store: EngineStore;
  clock: Clock;
  log: Log;
  /** Options for buckets, for the next start of a process. They hold secrets. */
  bucketOptions(): Promise<Record<string, string>>;
}

export interface LocalEngine {
  driver: Driver;
  gateway: GatewayProcess;
  /**
   * Fetches what is missing, then starts or adopts the gateway, and the cluster when asked to; each is a stage. Throws DOWNLOAD_FAILED,
   * JAVA_MISSING, PROCESS_FAILED …; may be called again after a failure.
   */
  start(stages: StartStages, signal: AbortSignal, options: { cluster: boolean }): Promise<void>;
  /** Fetches the file systems that the next start of Flink's processes will be given. Throws DOWNLOAD_FAILED. */
  fetchFileSystems(): Promise<void>;
  /** Of each living process of Flink: options beginning so that it was started with. They hold secrets. */
  optionsInForce(prefix: string): Record<string, string>[];
  /** The gateway of another engine, not started yet; absent where no Flink is run. */
  createGateway?(engineId: string): OnDemandGateway;
  /** Ends our supervision; Flink's processes stay, to be adopted at the next start. */
  release(): Promise<void>;
}

/** Stands in the engine's place on a platform that runs no Flink of its own: there is no gateway and no local cluster. */
export function noLocalEngine(engineId: string): LocalEngine {
  const nothing = async () => undefined;
  const driver: Driver = {
    kind: 'local',
    capabilities: { managed: true, absenceIsEvidence: false },
    start: nothing,
    endpoint: () => undefined,
    stateRoot: () => {
      throw new LiusuError(
        'UNAVAILABLE',
        words('这个平台没有运行自己的 Flink', 'this platform runs no Flink of its own'),
      );
    },
    incarnation: () => undefined,
    fenceOff: nothing,
    classPath: () => undefined,
    processes: () => [],
    stop: nothing,
  };
  const gateway: GatewayProcess = {
    engine: engineId,
    start: nothing,
    url: () => undefined,
    incarnation: () => undefined,
    processes: () => [],
    stop: nothing,
  };
  return {
    driver,
    gateway,
    start: (stages) => stages.run('engine', nothing),
    fetchFileSystems: nothing,
    optionsInForce: () => [],
    release: nothing,
  };
}

/** What the local driver and the gateway are built from. */
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { ProcessTable } from '../../lib/process-identity.ts';
import type { FileSystemSetup } from './file-systems.ts';
import type { LocalSizing } from './memory.ts';

/** An engine made ready: what must be on the machine before a process can be started. All paths absolute. */
export interface ReadyEngine {
  javaCommand: string;
  clusterJars: string[];
  gatewayJars: string[];
  pluginsDir: string;
}

export interface LocalSetup {
  dataDir: string;
  engineId: string;
  sizing: LocalSizing;
  /**
   * Makes the engine ready, fetching it when needed. Called by the first start that needs it; its errors pass through. `say` is told
   * how far the downloads have come.
   */
  prepare(say?: (progress: string) => void): Promise<ReadyEngine>;
  /** Asked at each start of a process. Throws nothing: without a file system Flink is better than no Flink. */
  fileSystems(): Promise<FileSystemSetup>;
  /** The whole environment of the processes, but for Flink's own variables. Holds no secret. */
  childEnv: Record<string, string>;
  table: ProcessTable;
  clock: Clock;
  log: Log;
}

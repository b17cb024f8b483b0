/** What the platform asks of a kind of cluster. One folder per driver; the conformance suite beside this file runs on each. */
import type { DriverKind, ProcessInfo } from '@liusu/contract/cluster';

/** How to reach a Flink REST endpoint. */
export interface RestEndpoint {
  /** Without a trailing slash. */
  url: string;
  /** Value of the Authorization header, when one is needed. */
  authorization?: string;
  caPem?: string;
  tlsInsecure?: boolean;
}

export interface DriverCapabilities {
  /** The driver starts and repairs the cluster's processes. */
  managed: boolean;
  /** Absence of a job after a change of incarnation proves that the run is lost (no high availability). */
  absenceIsEvidence: boolean;
}

/**
 * A cluster under one driver. `start` may be called again after `stop`. No member throws for a cluster that does not answer:
 * that is the observer's matter.
 */
export interface Driver {
  readonly kind: DriverKind;
  readonly capabilities: DriverCapabilities;
  /** Begins to manage the cluster: adopts processes that survived, starts the missing ones, repairs from then on. */
  start(): Promise<void>;
  /** Where its REST endpoint is; undefined while the driver has none. */
  endpoint(): RestEndpoint | undefined;
  /** Folders, as URIs the cluster can write, under which runs keep checkpoints and savepoints. */
  stateRoot(): { checkpoints: string; savepoints: string };
  /**
   * Mark of the JobManager process as the driver knows it; undefined when only Flink itself can tell
   * (then the observer reads `web.tmpdir` from `/jobmanager/config`).
   */
  incarnation(): string | undefined;
  /**
   * Makes sure nothing of an earlier incarnation still runs tasks: returns when its TaskManagers are proven gone
   * (local: ended by pid; remote: waited `heartbeat.timeout` and a margin since the change was seen).
   */
  fenceOff(incarnation: string): Promise<void>;
  /** Jars on the cluster's class path, by file name, when the driver knows them. */
  classPath(): string[] | undefined;
  processes(): ProcessInfo[];
  /** Ends the cluster's processes (managed clusters only; otherwise only our own connections). */
  stop(): Promise<void>;
}

/** The platform's own SQL gateway of one engine version. */
export interface GatewayProcess {
  readonly engine: string;
  start(): Promise<void>;
  /** Address of the gateway's REST endpoint; undefined while it is not up. */
  url(): string | undefined;
  /** Mark of the gateway process: boot id, pid and start time. A session of another mark is proven dead. */
  incarnation(): string | undefined;
  processes(): ProcessInfo[];
  stop(): Promise<void>;
}

/** The gateway of an engine that is not the platform's own: made ready when somebody needs it. */
export interface OnDemandGateway extends GatewayProcess {
  /** Takes over the process of an earlier life; false when there is none, and then nothing is started. */
  adopt(): Promise<boolean>;
  /** Fetches what the engine needs; asks no network when the cache has it. `say` is told how far it has come. */
  makeReady(say: (progress: string) => void): Promise<void>;
  /** Returns when it answers. Throws PROCESS_FAILED when it keeps ending or the time is over. */
  waitUntilAnswering(timeoutMs: number): Promise<void>;
  /** Ends the supervision and leaves the process running, for the platform's next life to adopt. */
  release(): Promise<void>;
}

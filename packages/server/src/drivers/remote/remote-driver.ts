/**
 * A Flink cluster that somebody else runs: Liusu only knows its address and how to prove who it is. Its processes are never
 * started, stopped or waited for by pid. Where it keeps state, and how soon it notices a loss, its own configuration says.
 */
import { parseDurationMs } from '../../flink/duration.ts';
import { HttpFlinkRest } from '../../flink/http-flink-rest.ts';
import { type Clock, systemClock } from '../../lib/clock.ts';
import { LiusuError } from '../../lib/errors.ts';
import { keepingAlive } from '../../lib/keep-alive.ts';
import { words } from '../../lib/words.ts';
import type { Driver, DriverCapabilities, RestEndpoint } from '../driver.ts';

export interface RemoteDriverOptions {
  name: string;
  endpoint: RestEndpoint;
  /** Reads the cluster's configuration (`/jobmanager/config`). */
  readConfig(): Promise<Record<string, string>>;
  clock: Clock;
}

interface StateRoot {
  checkpoints: string;
  savepoints: string;
}

const defaultHeartbeatTimeoutMs = 50_000;
/** For clocks and pauses, and the interval after which a loss is noticed at the latest. */
const marginMs = 15_000;
const relearnAfterMs = 5000;

export class RemoteDriver implements Driver {
  readonly kind = 'remote';
  // A connected cluster may be highly available: a job absent from it may be on its way back.
  readonly capabilities: DriverCapabilities = { managed: false, absenceIsEvidence: false };
  readonly #options: RemoteDriverOptions;
  /** When each lost incarnation was first asked about. */
  readonly #lostAtMs = new Map<string, number>();
  #isStarted = false;
  #learning: Promise<void> | undefined;
  #askedAtMs = -Infinity;
  #stateRoot: StateRoot | undefined;
  #heartbeatTimeoutMs = defaultHeartbeatTimeoutMs;
  #unknownBecause = words('还没有问过它', 'it has not been asked yet');

  constructor(options: RemoteDriverOptions) {
    this.#options = options;
  }

  /** Returns whether or not the cluster answers. */
  start(): Promise<void> {
    this.#isStarted = true;
    return this.#learn();
  }

  endpoint(): RestEndpoint | undefined {
    return this.#isStarted ? this.#options.endpoint : undefined;
  }

  /** Throws UNAVAILABLE while the cluster has not told its folders, and asks it again meanwhile. */
  stateRoot(): StateRoot {
    if (this.#stateRoot !== undefined) return this.#stateRoot;
    if (this.#options.clock.nowMs() - this.#askedAtMs >= relearnAfterMs) void this.#learn();
    const { zh, en } = this.#unknownBecause;
    throw new LiusuError(
      'UNAVAILABLE',
      words(
        `还不知道集群 ${this.#options.name} 把检查点放在哪里：${zh}`,
        `where cluster ${this.#options.name} keeps checkpoints is not known: ${en}`,
      ),
    );
  }

  incarnation(): undefined {
    return undefined;
  }

  /**
   * A TaskManager that lost its JobManager ends its tasks after `heartbeat.timeout`. That time, and a margin, is counted from
   * the first call about this incarnation, so that asking again does not wait again.
   */
  async fenceOff(incarnation: string): Promise<void> {
    const { clock } = this.#options;
    const lostAtMs = this.#lostAtMs.get(incarnation) ?? clock.nowMs();
    this.#lostAtMs.set(incarnation, lostAtMs);
    const leftMs = lostAtMs + this.#heartbeatTimeoutMs + marginMs - clock.nowMs();
    if (leftMs > 0) await keepingAlive(() => clock.sleep(leftMs));
  }

  classPath(): undefined {
    return undefined;
  }

  processes(): [] {
    return [];
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    await this.#learning;
  }

  #learn(): Promise<void> {
    this.#learning ??= this.#readConfig().finally(() => {
      this.#learning = undefined;
    });
    return this.#learning;
  }

  async #readConfig(): Promise<void> {
    this.#askedAtMs = this.#options.clock.nowMs();
    try {
      const config = await this.#options.readConfig();
      this.#heartbeatTimeoutMs = parseDurationMs(config['heartbeat.timeout']) ?? defaultHeartbeatTimeoutMs;
      this.#stateRoot = stateRootOf(config);
      this.#unknownBecause = words(
        '它的配置中没有 execution.checkpointing.dir',
        'its configuration has no execution.checkpointing.dir',
      );
    } catch (error) {
      // An unreachable cluster is the observer's matter; stateRoot says why it does not know.
      this.#unknownBecause =
        error instanceof LiusuError
          ? words(error.zh ?? error.message, error.message)
          : words('无法读取它的配置', 'its configuration could not be read');
    }
  }
}

/** The driver of a connected cluster, with its own connections. */
export function createRemoteDriver(cluster: { name: string; endpoint: RestEndpoint; clock?: Clock }): Driver {
  const { name, endpoint, clock = systemClock } = cluster;
  // The pool is opened at each question: questions are rare, and the driver may be stopped and started again.
  const readConfig = async () => {
    const rest = new HttpFlinkRest(() => endpoint);
    try {
      return await rest.jobManagerConfig();
    } finally {
      await rest.close();
    }
  };
  return new RemoteDriver({ name, endpoint, readConfig, clock });
}

/** Folders of a configuration, under Flink's names of today and of before 1.20; undefined when it has none. */
export function stateRootOf(config: Record<string, string>): StateRoot | undefined {
  const checkpoints = config['execution.checkpointing.dir'] ?? config['state.checkpoints.dir'];
  if (checkpoints === undefined) return undefined;
  const savepoints = config['execution.checkpointing.savepoint-dir'] ?? config['state.savepoints.dir'] ?? checkpoints;
  return { checkpoints: checkpoints.replace(/\/+$/, ''), savepoints: savepoints.replace(/\/+$/, '') };
}

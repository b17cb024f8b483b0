/**
 * A Flink cluster that somebody else runs: Liusu only knows its address and how to prove who it is. Its processes are never
 * started, stopped or waited for by pid.
 */
import type { ClusterAuth } from '@liusu/contract/cluster';

import type { Clock } from '../../lib/clock.ts';
import { keepingAlive } from '../../lib/keep-alive.ts';
import type { Driver, DriverCapabilities, RestEndpoint } from '../driver.ts';

export interface RemoteDriverOptions {
  restUrl: string;
  auth: ClusterAuth;
  /** PEM of the authority that signed the cluster's certificate; the system's authorities when absent. */
  caPem?: string | undefined;
  tlsInsecure?: boolean;
  /** Folders, as URIs the cluster can write. */
  stateRoot: { checkpoints: string; savepoints: string };
  /** The cluster's `heartbeat.timeout`; Flink's default of 50 s when unknown. */
  heartbeatTimeoutMs?: number;
  clock: Clock;
}

const defaultHeartbeatTimeoutMs = 50_000;
/** For clocks and pauses: a TaskManager notices its JobManager's loss at the latest one interval after the time-out. */
const marginMs = 15_000;

export class RemoteDriver implements Driver {
  readonly kind = 'remote';
  // A connected cluster may be highly available: a job absent from it may be on its way back.
  readonly capabilities: DriverCapabilities = { managed: false, absenceIsEvidence: false };
  readonly #options: RemoteDriverOptions;
  readonly #endpoint: RestEndpoint;
  /** When each lost incarnation was first asked about. */
  readonly #lostAtMs = new Map<string, number>();
  #isStarted = false;

  constructor(options: RemoteDriverOptions) {
    this.#options = options;
    this.#endpoint = endpointOf(options);
  }

  start(): Promise<void> {
    this.#isStarted = true;
    return Promise.resolve();
  }

  endpoint(): RestEndpoint | undefined {
    return this.#isStarted ? this.#endpoint : undefined;
  }

  stateRoot(): { checkpoints: string; savepoints: string } {
    return this.#options.stateRoot;
  }

  incarnation(): undefined {
    return undefined;
  }

  /**
   * A TaskManager that lost its JobManager ends its tasks after `heartbeat.timeout`. That time, and a margin, is counted from
   * the first call about this incarnation, so that asking again does not wait again.
   */
  async fenceOff(incarnation: string): Promise<void> {
    const { clock, heartbeatTimeoutMs = defaultHeartbeatTimeoutMs } = this.#options;
    const lostAtMs = this.#lostAtMs.get(incarnation) ?? clock.nowMs();
    this.#lostAtMs.set(incarnation, lostAtMs);
    const leftMs = lostAtMs + heartbeatTimeoutMs + marginMs - clock.nowMs();
    if (leftMs > 0) await keepingAlive(() => clock.sleep(leftMs));
  }

  classPath(): undefined {
    return undefined;
  }

  processes(): [] {
    return [];
  }

  stop(): Promise<void> {
    this.#isStarted = false;
    return Promise.resolve();
  }
}

function endpointOf({ restUrl, auth, caPem, tlsInsecure }: RemoteDriverOptions): RestEndpoint {
  const authorization = authorizationOf(auth);
  return {
    url: restUrl.replace(/\/+$/, ''),
    ...(authorization === undefined ? {} : { authorization }),
    ...(caPem === undefined ? {} : { caPem }),
    ...(tlsInsecure === true ? { tlsInsecure } : {}),
  };
}

function authorizationOf(auth: ClusterAuth): string | undefined {
  switch (auth.kind) {
    case 'none':
      return undefined;
    case 'basic':
      return `Basic ${Buffer.from(`${auth.user}:${auth.password}`).toString('base64')}`;
    case 'bearer':
      return `Bearer ${auth.token}`;
  }
}

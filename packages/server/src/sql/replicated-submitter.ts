/**
 * Submissions where several platform processes each have a gateway: an attempt tells whose gateway it went through, so that another
 * process can prove it dead. On the same machine the gateway process is looked for, and asked to close the session; of a gateway on
 * another machine nothing can be proven from here.
 */
import type { JobSettings } from '@liusu/contract/job';
import { z } from 'zod';

import { SqlGatewayClient } from '../flink/sql-gateway-client.ts';
import type { Clock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { lateRequestMs } from './session-properties.ts';
import type { SqlSubmitter, SubmissionAttempt, SubmissionOutcome, SubmissionRequest } from './submission.ts';

/** What stands in a run's row as the mark of its gateway. */
const GatewayMark = z.object({ replica: z.string(), url: z.string(), process: z.string() });
type GatewayMark = z.infer<typeof GatewayMark>;

export interface ReplicatedSubmitterDeps {
  inner: SqlSubmitter;
  replicaId: string;
  gatewayUrl(engine: string): string | undefined;
  /** Whether the process of a mark runs; undefined when it is of another machine. */
  isAlive(mark: string): boolean | undefined;
  clock: Clock;
  log: Log;
}

export class ReplicatedSubmitter implements SqlSubmitter {
  readonly #deps: ReplicatedSubmitterDeps;
  /** When sessions of other processes' gateways were closed. */
  readonly #closedMs = new Map<string, number>();

  constructor(deps: ReplicatedSubmitterDeps) {
    this.#deps = deps;
  }

  countSteps(script: string, settings: JobSettings, engine?: string): number {
    return this.#deps.inner.countSteps(script, settings, engine);
  }

  submit(request: SubmissionRequest): Promise<SubmissionOutcome> {
    const { inner, replicaId, gatewayUrl } = this.#deps;
    return inner.submit({
      ...request,
      onAttempt: ({ gatewayIncarnation, sessionHandle }) => {
        const url = gatewayUrl(request.cluster.engine) ?? '';
        const mark: GatewayMark = { replica: replicaId, url, process: gatewayIncarnation };
        return request.onAttempt({ gatewayIncarnation: JSON.stringify(mark), sessionHandle });
      },
    });
  }

  async proveDead(attempt: SubmissionAttempt, engine: string): Promise<boolean> {
    const { inner, replicaId, isAlive } = this.#deps;
    const mark = GatewayMark.parse(JSON.parse(attempt.gatewayIncarnation));
    if (mark.replica === replicaId) return inner.proveDead({ ...attempt, gatewayIncarnation: mark.process }, engine);
    const alive = isAlive(mark.process);
    if (alive === undefined) return false;
    return alive ? this.#closeThere(mark, attempt.sessionHandle) : true;
  }

  async #closeThere(mark: GatewayMark, session: string): Promise<boolean> {
    const { clock, log } = this.#deps;
    const closedMs = this.#closedMs.get(session);
    if (closedMs !== undefined) {
      // A request on its way is not taken back by the end of its session.
      if (clock.nowMs() - closedMs < lateRequestMs) return false;
      this.#closedMs.delete(session);
      return true;
    }
    const client = new SqlGatewayClient(mark.url);
    try {
      if (await client.closeSession(session)) this.#closedMs.set(session, clock.nowMs());
    } catch (error) {
      log.info({ reason: messageOf(error) }, 'the gateway of another platform process does not answer');
    } finally {
      await client.close();
    }
    return false;
  }
}

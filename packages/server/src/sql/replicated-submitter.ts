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
import type { NotedProcess, ProcessFate } from '../lib/process-fate.ts';
import { ProcessPlace } from '../lib/process-place.ts';
import { lateRequestMs } from './session-properties.ts';
import type {
  AttemptState,
  SqlSubmitter,
  SubmissionAttempt,
  SubmissionOutcome,
  SubmissionRequest,
} from './submission.ts';

/** What stands in a run's row as the mark of its gateway. */
const GatewayMark = z.object({
  replica: z.string(),
  url: z.string(),
  process: z.string(),
  /** Where the process runs; attempts of older versions do not tell. */
  place: ProcessPlace.optional(),
});
type GatewayMark = z.infer<typeof GatewayMark>;

export interface ReplicatedSubmitterDeps {
  inner: SqlSubmitter;
  replicaId: string;
  place: ProcessPlace;
  gatewayUrl(engine: string): string | undefined;
  fateOf(process: NotedProcess): ProcessFate;
  /** Ends a session of the gateway at `url`; false when it did not confirm that. Throws when it does not answer. */
  closeSession?(url: string, session: string): Promise<boolean>;
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
    const { inner, replicaId, place, gatewayUrl } = this.#deps;
    return inner.submit({
      ...request,
      onAttempt: ({ gatewayIncarnation, sessionHandle }) => {
        const url = gatewayUrl(request.cluster.engine) ?? '';
        const mark: GatewayMark = { replica: replicaId, url, process: gatewayIncarnation, place };
        return request.onAttempt({ gatewayIncarnation: JSON.stringify(mark), sessionHandle });
      },
    });
  }

  async proveDead(attempt: SubmissionAttempt, engine: string): Promise<AttemptState> {
    const { inner, replicaId, fateOf } = this.#deps;
    const mark = readMark(attempt.gatewayIncarnation);
    if (mark === undefined) return 'unprovable';
    const isOwn = mark.replica === replicaId;
    const fate = fateOf({ mark: mark.process, place: mark.place, isOwn });
    if (fate === 'gone') return this.#forget(attempt.sessionHandle);
    if (fate === 'unknown') return 'unprovable';
    if (isOwn) return inner.proveDead({ ...attempt, gatewayIncarnation: mark.process }, engine);
    return this.#closeThere(mark, attempt.sessionHandle);
  }

  async #closeThere(mark: GatewayMark, session: string): Promise<AttemptState> {
    const { clock, log, closeSession = closeSessionAt } = this.#deps;
    const closedMs = this.#closedMs.get(session);
    if (closedMs !== undefined) {
      // A request on its way is not taken back by the end of its session.
      return clock.nowMs() - closedMs < lateRequestMs ? 'open' : this.#forget(session);
    }
    try {
      if (mark.url !== '' && (await closeSession(mark.url, session))) this.#closedMs.set(session, clock.nowMs());
    } catch (error) {
      log.info({ reason: messageOf(error) }, 'the gateway of another platform process does not answer');
    }
    return 'open';
  }

  #forget(session: string): 'dead' {
    this.#closedMs.delete(session);
    return 'dead';
  }
}

/** Undefined for a mark of a platform that was alone on its database. */
function readMark(text: string): GatewayMark | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  return GatewayMark.safeParse(json).data;
}

async function closeSessionAt(url: string, session: string): Promise<boolean> {
  const client = new SqlGatewayClient(url);
  try {
    return await client.closeSession(session);
  } finally {
    await client.close();
  }
}

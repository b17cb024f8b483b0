/**
 * Whose a Flink job is, by the marks among its global job parameters. That it has none proves something only once Flink would
 * tell them: it answers with what it gathered a while ago, and before a job has an execution graph it tells no parameters.
 */
import type { ObservedFlinkJob } from '../clusters/cluster-handle.ts';
import type { FlinkRest } from '../flink/flink-rest.ts';
import { hasCode, messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { type Marks, readMarks } from './marks.ts';

/** Flink answers about one job with what it gathered up to `web.refresh-interval` (3 s) before. */
const cachedMs = 5_000;
const mostWaiting = 10_000;

/**
 * Flink has no execution graph of a job in this status yet, or none again: its adaptive scheduler says CREATED as long as the
 * job waits for slots. `/jobs/ID/config` then has an empty `user-config`, whatever the job was submitted with (2.2.1, measured).
 */
export function isUnformed(status: string): boolean {
  return status === 'INITIALIZING' || status === 'CREATED';
}

export class MarkReader {
  readonly #log: Log;
  /** By JobID, since when a job without marks has been seen with an execution graph. */
  readonly #formedMs = new Map<string, number>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** `nowMs`: when the job was observed. Undefined while Flink cannot tell, or when the job has ended since. */
  async read(rest: FlinkRest, job: ObservedFlinkJob, nowMs: number): Promise<Marks | 'none' | undefined> {
    const { flinkJobId } = job;
    if (isUnformed(job.status)) {
      this.#formedMs.delete(flinkJobId);
      return undefined;
    }
    try {
      const marks = await marksOf(rest, flinkJobId);
      if (marks === 'none' && !(await this.#wouldBeTold(rest, flinkJobId, nowMs))) return undefined;
      this.#formedMs.delete(flinkJobId);
      return marks === 'none' ? await marksOf(rest, flinkJobId) : marks;
    } catch (error) {
      // One that Flink cannot describe must not hide the others.
      if (!hasCode(error, 'FLINK_REJECTED')) throw error;
      this.#log.info({ flinkJobId, reason: messageOf(error) }, 'marks of a job cannot be read yet');
      return undefined;
    }
  }

  async #wouldBeTold(rest: FlinkRest, flinkJobId: string, nowMs: number): Promise<boolean> {
    const sinceMs = this.#formedMs.get(flinkJobId);
    if (sinceMs === undefined) {
      // Of jobs that were gone before they were read; forgetting the others costs them some seconds.
      if (this.#formedMs.size > mostWaiting) this.#formedMs.clear();
      this.#formedMs.set(flinkJobId, nowMs);
      return false;
    }
    if (nowMs - sinceMs < cachedMs) return false;
    // Parameters and status come from one gathered answer, however long the cluster keeps it.
    const gathered = await rest.findJob(flinkJobId);
    return gathered !== undefined && !isUnformed(gathered.status);
  }
}

async function marksOf(rest: FlinkRest, flinkJobId: string): Promise<Marks | 'none' | undefined> {
  const parameters = await rest.findGlobalParameters(flinkJobId);
  return parameters === undefined ? undefined : (readMarks(parameters) ?? 'none');
}

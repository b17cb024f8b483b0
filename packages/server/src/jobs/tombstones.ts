/**
 * Watches for JobIDs that must never run again. One that does is a late submission of an attempt that was given up:
 * it is cancelled, and said. Only our own runs are looked at; what others run on a cluster is never touched.
 */
import type { ClusterObservation } from '../clusters/cluster-handle.ts';
import { hasCode, messageOf } from '../lib/errors.ts';
import type { ControllerDeps } from './controller-context.ts';
import { findJob } from './job-repository.ts';
import type { Lease, Leases } from '../leases/lease.ts';
import { fencedDatabase } from '../leases/fenced-database.ts';
import { findRunsByFlinkJobId, type RunRow } from './run-repository.ts';

const endedStatuses: ReadonlySet<string> = new Set(['FINISHED', 'FAILED', 'CANCELED']);

type TombstonesDeps = Pick<ControllerDeps, 'database' | 'journal' | 'clusters' | 'log'> & { leases: Leases };

export class Tombstones {
  readonly #deps: TombstonesDeps;
  /** JobIDs without a row of ours: rows are written before a submission, so that changes only by `linked`. */
  readonly #foreign = new Set<string>();
  /** Those said already; a cancel is repeated, the event is not. */
  readonly #told = new Set<string>();
  #busy = false;

  constructor(deps: TombstonesDeps) {
    this.#deps = deps;
  }

  /**
   * Looks through one answer of a cluster this process looks after. `isActive`: true for JobIDs of runs in force. Errors are
   * logged; the next answer brings another try.
   */
  async check(observation: ClusterObservation, isActive: (flinkJobId: string) => boolean): Promise<void> {
    const lease = this.#deps.leases.held(observation.clusterId);
    if (this.#busy || lease === undefined) return;
    const suspects = [...(observation.jobs?.values() ?? [])]
      .filter((job) => !endedStatuses.has(job.status) && job.status !== 'CANCELLING')
      .map((job) => job.flinkJobId)
      .filter((id) => !isActive(id) && !this.#foreign.has(id));
    if (suspects.length === 0) return;
    this.#busy = true;
    try {
      const runs = await findRunsByFlinkJobId(this.#deps.database.db, suspects);
      const found = new Set(runs.map((run) => run.flink_job_id));
      for (const id of suspects) if (!found.has(id)) this.#foreign.add(id);
      for (const run of runs) if (run.tombstoned === 1) await this.#end(run, observation, lease);
    } catch (error) {
      this.#deps.log.warn(
        { clusterId: observation.clusterId, reason: messageOf(error) },
        'looking for spent JobIDs failed',
      );
    } finally {
      this.#busy = false;
    }
  }

  /** The JobID has a row from now on. */
  linked(flinkJobId: string): void {
    this.#foreign.delete(flinkJobId);
  }

  async #end(run: RunRow, observation: ClusterObservation, lease: Lease): Promise<void> {
    const cluster = this.#deps.clusters.find(observation.clusterId);
    if (cluster === undefined) return;
    const job = await findJob(this.#deps.database.db, run.job_id);
    if (job !== undefined && !this.#told.has(run.flink_job_id)) {
      const { database, journal, leases } = this.#deps;
      await journal.on(fencedDatabase(database, leases, lease)).transaction((_tx, record) =>
        record(job, {
          kind: 'run.late',
          runId: run.id,
          params: { flinkJobId: run.flink_job_id },
          reason: 'A submission that had been given up arrived after all; its Flink job is cancelled.',
          evidence: `seen on the cluster at ${new Date(observation.atMs).toISOString()}`,
          severity: 'warning',
        }),
      );
      this.#told.add(run.flink_job_id);
    }
    this.#deps.leases.check(lease);
    try {
      await cluster.rest.cancel(run.flink_job_id);
    } catch (error) {
      if (!hasCode(error, 'FLINK_REJECTED')) throw error;
    }
  }
}

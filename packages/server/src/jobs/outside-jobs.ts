/**
 * Flink jobs that run on a cluster without a run of ours. Whose one is, its marks say: they are asked for once per JobID. A job
 * with our marks and no row is what a database restored from a backup has forgotten: it is linked to its job again, and what
 * runs is wished for. Everything else is shown and told, and never touched.
 */
import type { UnmanagedJob } from '@liusu/contract/cluster';
import { isTerminal, Phase } from '@liusu/contract/lifecycle';

import type {
  ClusterHandle,
  ClusterObservation,
  ClusterRegistry,
  ObservedFlinkJob,
} from '../clusters/cluster-handle.ts';
import type { Database } from '../db/database.ts';
import { type Clock, isoOf } from '../lib/clock.ts';
import { fencedDatabase } from '../leases/fenced-database.ts';
import type { Leases } from '../leases/lease.ts';
import { messageOf } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import type { OutsideView } from './controller-context.ts';
import { listEvents } from './event-repository.ts';
import { findJob, findJobForUpdate, findJobsOnCluster, findVersion, type JobRow, updateJob } from './job-repository.ts';
import type { Journal } from './journal.ts';
import { isUnformed, MarkReader } from './mark-reader.ts';
import type { Marks } from './marks.ts';
import { supersedePlans } from './plan-repository.ts';
import {
  findNewestRun,
  findPreviewIds,
  findRun,
  findRunsByFlinkJobId,
  insertRun,
  tombstoneRuns,
} from './run-repository.ts';
import { findNewestStoredPlan } from './stored-plan-repository.ts';

export interface OutsideJobsDeps {
  database: Database;
  journal: Journal;
  clusters: ClusterRegistry;
  clock: Clock;
  log: Log;
  leases: Leases;
  installId: string;
  /** Steps of a script under its version's settings. */
  countSteps(version: { script: string; settings: string }): number;
  /** A run was made for a Flink job that had none. */
  onLinked(jobId: string, flinkJobId: string): void;
}

/** `own`: it has a row; `none`: it carries no marks. */
type Known = 'own' | 'none' | Marks;

const endedStatuses: ReadonlySet<string> = new Set(['FINISHED', 'FAILED', 'CANCELED']);
/** Events of a job looked through for one that was told already. */
const toldWithin = 200;

export class OutsideJobs implements OutsideView {
  readonly #deps: OutsideJobsDeps;
  readonly #known = new Map<string, Map<string, Known>>();
  readonly #checks = new Map<string, Promise<void>>();
  readonly #reader: MarkReader;

  constructor(deps: OutsideJobsDeps) {
    this.#deps = deps;
    this.#reader = new MarkReader(deps.log);
  }

  /** Looks through one answer; never two at once for a cluster. Errors are logged; the next answer brings another try. */
  check(observation: ClusterObservation): Promise<void> {
    const { clusterId } = observation;
    const running = this.#checks.get(clusterId);
    if (running !== undefined) return running;
    const work = this.#check(observation)
      .catch((error: unknown) => {
        this.#deps.log.info({ clusterId, reason: messageOf(error) }, 'jobs of others could not be looked at');
      })
      .finally(() => this.#checks.delete(clusterId));
    this.#checks.set(clusterId, work);
    return work;
  }

  async lookFor(jobId: string, observation: ClusterObservation): Promise<'none' | 'linked' | 'unread'> {
    const before = await findNewestRun(this.#deps.database.db, jobId);
    await this.check(observation);
    const after = await findNewestRun(this.#deps.database.db, jobId);
    if (after?.id !== before?.id) return 'linked';
    const known = this.#knownOf(observation.clusterId);
    const live = liveOf(observation);
    // One of this job that could not be linked, such as one whose cancel is under way: it has to end first.
    if (live.some((job) => this.#isOurs(known.get(job.flinkJobId), jobId))) return 'unread';
    const unread = live.filter((job) => !known.has(job.flinkJobId));
    if (unread.length === 0) return 'none';
    // A job of others that initialises or waits for slots must not hold up all starts; one of ours carries the job's name.
    const name = (await findJob(this.#deps.database.db, jobId))?.name;
    return unread.some((job) => !isUnformed(job.status) || job.name === name) ? 'unread' : 'none';
  }

  /** Jobs of a cluster without a run of ours, as its last answer and their marks tell. */
  list(observation: ClusterObservation): UnmanagedJob[] {
    const known = this.#knownOf(observation.clusterId);
    return liveOf(observation).flatMap((job) => {
      const found = known.get(job.flinkJobId);
      if (found === 'own') return [];
      const marks = found === undefined || found === 'none' ? undefined : found;
      const origin =
        found === undefined
          ? 'unread'
          : marks === undefined
            ? 'unmanaged'
            : marks.install === this.#deps.installId
              ? 'ours-unlinked'
              : 'foreign';
      return [
        {
          flinkJobId: job.flinkJobId,
          name: job.name,
          status: job.status,
          startedAt: job.startTimeMs > 0 ? isoOf(job.startTimeMs) : null,
          origin,
          marks: marks === undefined ? null : { install: marks.install, job: marks.job, run: marks.run },
          adoptable: origin === 'unmanaged' || origin === 'ours-unlinked',
        } as const,
      ];
    });
  }

  #isOurs(found: Known | undefined, jobId: string): boolean {
    if (found === undefined || found === 'own' || found === 'none') return false;
    return found.install === this.#deps.installId && found.job === jobId;
  }

  /** It has a row from now on. */
  linked(clusterId: string, flinkJobId: string): void {
    this.#knownOf(clusterId).set(flinkJobId, 'own');
  }

  /** Writes under the lease of the cluster; undefined while another process looks after it. */
  #journalOf(clusterId: string): Journal | undefined {
    const { database, journal, leases } = this.#deps;
    const lease = leases.held(clusterId);
    return lease === undefined ? undefined : journal.on(fencedDatabase(database, leases, lease));
  }

  #knownOf(clusterId: string): Map<string, Known> {
    const known = this.#known.get(clusterId) ?? new Map<string, Known>();
    this.#known.set(clusterId, known);
    return known;
  }

  async #check(observation: ClusterObservation): Promise<void> {
    const cluster = this.#deps.clusters.find(observation.clusterId);
    if (cluster === undefined || observation.jobs === null) return;
    const known = this.#knownOf(cluster.id);
    const live = liveOf(observation);
    const present = new Set(live.map((job) => job.flinkJobId));
    for (const id of known.keys()) if (!present.has(id)) known.delete(id);
    const unread = live.filter((job) => !known.has(job.flinkJobId));
    if (unread.length > 0) await this.#read(cluster, unread, observation.atMs);
    for (const job of live) {
      const found = known.get(job.flinkJobId);
      if (found === undefined || found === 'own' || found === 'none') continue;
      if (found.install === this.#deps.installId && found.job !== null) {
        await this.#link(cluster, observation, job, found);
      }
    }
  }

  /** Rows first, marks of what has none: one question per JobID, as long as it is there. */
  async #read(cluster: ClusterHandle, jobs: ObservedFlinkJob[], nowMs: number): Promise<void> {
    const { db } = this.#deps.database;
    const known = this.#knownOf(cluster.id);
    const ids = jobs.map((job) => job.flinkJobId);
    const runs = await findRunsByFlinkJobId(db, ids);
    const own = new Set([...runs.map((run) => run.flink_job_id), ...(await findPreviewIds(db, ids))]);
    for (const id of own) known.set(id, 'own');
    for (const job of jobs) {
      if (own.has(job.flinkJobId)) continue;
      const found = await this.#reader.read(cluster.rest, job, nowMs);
      if (found === undefined) continue;
      known.set(job.flinkJobId, found);
      if (found === 'none') await this.#tellNamesake(cluster, job);
    }
  }

  /** Somebody runs a job of the same name as one of ours beside the platform: it may be the same one, submitted again. */
  async #tellNamesake(cluster: ClusterHandle, outside: ObservedFlinkJob): Promise<void> {
    for (const job of await findJobsOnCluster(this.#deps.database.db, cluster.id, outside.name)) {
      await this.#tellOnce(cluster.id, job, outside, {
        reason: `A Flink job named ${outside.name} runs on the cluster that was not started from here; it is not touched.`,
        severity: 'warning',
      });
    }
  }

  async #tellOnce(
    clusterId: string,
    job: JobRow,
    outside: ObservedFlinkJob,
    told: { reason: string; severity: 'warning' | 'error' },
  ): Promise<void> {
    const { database } = this.#deps;
    const journal = this.#journalOf(clusterId);
    // Another process looks after the cluster, and tells it.
    if (journal === undefined) return;
    const events = await listEvents(database.db, { jobId: job.id }, { limit: toldWithin, before: undefined });
    const kind = 'job.seen-outside';
    if (events.some((event) => event.kind === kind && event.params.includes(outside.flinkJobId))) return;
    await journal.transaction((_tx, record) =>
      record(job, {
        kind,
        params: { flinkJobId: outside.flinkJobId, status: outside.status },
        actor: 'flink',
        evidence: `Flink lists ${outside.flinkJobId} as ${outside.status} since ${isoOf(outside.startTimeMs)}`,
        ...told,
      }),
    );
  }

  async #link(
    cluster: ClusterHandle,
    observation: ClusterObservation,
    flink: ObservedFlinkJob,
    marks: Marks,
  ): Promise<void> {
    const { database, clock } = this.#deps;
    const journal = this.#journalOf(cluster.id);
    const job = journal === undefined ? undefined : await findJob(database.db, marks.job ?? '');
    // Its job is not in this database: it stays listed, and can be adopted.
    if (journal === undefined || job === undefined || job.deleting !== null || flink.status === 'CANCELLING') return;
    const newest = await findNewestRun(database.db, job.id);
    if (newest !== undefined && !isTerminal(Phase.parse(newest.phase))) {
      if (newest.flink_job_id !== flink.flinkJobId) {
        const reason = 'A Flink job with the marks of this one runs beside its run; nothing is done to it.';
        await this.#tellOnce(cluster.id, job, flink, { reason, severity: 'error' });
      }
      return;
    }
    const wanted = marks.version ?? job.latest_version ?? 0;
    const version = await findVersion(database.db, job.id, wanted);
    const restored = (await cluster.rest.findCheckpoints(flink.flinkJobId))?.restoredPath ?? null;
    const isTaken = marks.run === null || (await findRun(database.db, marks.run)) !== undefined;
    const runId = isTaken ? newId('run') : (marks.run ?? newId('run'));
    const now = isoOf(clock.nowMs());
    await journal.transaction(async (tx, record) => {
      const current = await findJobForUpdate(tx, job.id);
      const last = await findNewestRun(tx, job.id);
      if (current === undefined || current.deleting !== null || last?.id !== newest?.id) return;
      const generation = current.generation + 1;
      await tombstoneRuns(tx, job.id);
      await insertRun(tx, {
        id: runId,
        job_id: job.id,
        number: (last?.number ?? 0) + 1,
        cluster_id: cluster.id,
        version: wanted,
        generation,
        recovery: 0,
        flink_job_id: flink.flinkJobId,
        phase: 'STARTING',
        step: marks.step,
        steps: Math.max(marks.step + 1, version === undefined ? 1 : this.#deps.countSteps(version)),
        incarnation: observation.incarnation,
        restore_path: restored,
        parallelism: null,
        source_time: null,
        first_checkpoint_at: null,
        gave_up_at: null,
        // What the version was last planned with: its state is taken over under those node ids, or Flink refuses.
        plan_id: (await findNewestStoredPlan(tx, job.id, wanted))?.id ?? null,
        allow_non_restored: 0,
        submission: 'sent',
        gateway_incarnation: null,
        gateway_session: null,
        failure_class: null,
        failure_message: null,
        failure_root_cause: null,
        started_at: flink.startTimeMs > 0 ? isoOf(flink.startTimeMs) : now,
        running_at: null,
        ended_at: null,
        tombstoned: 0,
        // Without its own run id its checkpoint folder is not the one we would look in.
        adopted: isTaken ? 1 : 0,
      });
      // It runs, so somebody asked for that: what the backup says was asked for before.
      await supersedePlans(tx, job.id, 'A run that the database knew nothing of was found.', now);
      await updateJob(tx, job.id, {
        phase: 'STARTING',
        desired_state: 'RUNNING',
        desired_version: version?.version ?? current.latest_version,
        desired_run_id: null,
        generation,
        desired_since: now,
      });
      await record(job, {
        kind: 'run.relinked',
        runId,
        from: Phase.parse(current.phase),
        to: 'STARTING',
        params: { flinkJobId: flink.flinkJobId, version: wanted, versionKnown: version !== undefined },
        reason:
          'The cluster runs a Flink job with the marks of this one, of which the database knew nothing: linked again.',
        evidence: `its marks: install ${marks.install}, job ${marks.job ?? ''}, run ${marks.run ?? ''}`,
        severity: 'warning',
      });
    });
    const linked = await findRunsByFlinkJobId(database.db, [flink.flinkJobId]);
    if (linked.length === 0) return;
    this.linked(cluster.id, flink.flinkJobId);
    this.#deps.onLinked(job.id, flink.flinkJobId);
  }
}

function liveOf(observation: ClusterObservation): ObservedFlinkJob[] {
  return [...(observation.jobs?.values() ?? [])].filter((job) => !endedStatuses.has(job.status));
}

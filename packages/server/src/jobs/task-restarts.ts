/**
 * Says why Flink restarted tasks by itself. Flink restarts them within seconds, often between two looks and always unseen while
 * a cluster does not answer, so phases alone do not tell. The list of jobs holds when a task last changed its state: only where
 * that moved on, Flink is asked for the exceptions. What was explained is kept with the run, so nothing is told twice and what
 * happened while the platform was down is told too.
 */
import type {
  ClusterHandle,
  ClusterObservation,
  ClusterRegistry,
  ObservedFlinkJob,
} from '../clusters/cluster-handle.ts';
import type { Database } from '../db/database.ts';
import type { ExceptionEntry } from '../flink/flink-rest.ts';
import { isoOf } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { fencedDatabase } from '../leases/fenced-database.ts';
import type { Leases } from '../leases/lease.ts';
import type { Journal } from './journal.ts';
import { listActiveRuns, updateRun } from './run-repository.ts';

type ActiveRun = Awaited<ReturnType<typeof listActiveRuns>>[number];

/** One job of one answer. */
interface Look {
  cluster: ClusterHandle;
  /** Writes under the lease of the cluster. */
  journal: Journal;
  run: ActiveRun;
  job: ObservedFlinkJob;
}

export interface TaskRestartsDeps {
  database: Database;
  journal: Journal;
  clusters: ClusterRegistry;
  log: Log;
  leases: Leases;
}

const restartingStatuses: ReadonlySet<string> = new Set(['RESTARTING', 'FAILING', 'CREATED', 'INITIALIZING']);
/** Flink answers about one job with what it gathered up to `web.refresh-interval` (3 s) before. */
const cachedMs = 5_000;
const maxEvidence = 8_000;

export class TaskRestarts {
  readonly #deps: TaskRestartsDeps;
  /** What was last seen of each JobID (status and time of the last change), since when, and whether it is settled. */
  readonly #seen = new Map<string, { key: string; sinceMs: number; isSettled: boolean }>();
  /** Clusters whose answer is being looked through. */
  readonly #busy = new Set<string>();

  constructor(deps: TaskRestartsDeps) {
    this.#deps = deps;
  }

  /**
   * Looks through one answer of a cluster this process looks after. `isActive`: true for JobIDs of runs in force. Errors are
   * logged; the next answer brings another try.
   */
  async check(observation: ClusterObservation, isActive: (flinkJobId: string) => boolean): Promise<void> {
    const lease = this.#deps.leases.held(observation.clusterId);
    if (this.#busy.has(observation.clusterId) || lease === undefined || observation.jobs === null) return;
    const moved = [...observation.jobs.values()].filter(
      (job) => isActive(job.flinkJobId) && isTelling(job) && !this.#isSettled(job),
    );
    const cluster = this.#deps.clusters.find(observation.clusterId);
    if (moved.length === 0 || cluster === undefined) return;
    this.#busy.add(cluster.id);
    try {
      const database = fencedDatabase(this.#deps.database, this.#deps.leases, lease);
      const journal = this.#deps.journal.on(database);
      const runs = new Map((await listActiveRuns(database.db, cluster.id)).map((run) => [run.flink_job_id, run]));
      for (const job of moved) {
        const run = runs.get(job.flinkJobId);
        if (run !== undefined) await this.#look({ cluster, journal, run, job }, observation.atMs);
      }
    } catch (error) {
      this.#deps.log.info(
        { clusterId: cluster.id, reason: messageOf(error) },
        'restarts of tasks are not explained yet',
      );
    } finally {
      this.#busy.delete(cluster.id);
    }
  }

  async #look({ cluster, journal, run, job }: Look, nowMs: number): Promise<void> {
    const seen = this.#remember(job, nowMs);
    const changedMs = job.lastChangeMs ?? 0;
    const sinceMs = run.tasks_since_ms === null ? null : Number(run.tasks_since_ms);
    if (sinceMs === null || changedMs < sinceMs) {
      // The first time that it runs whole, or a JobManager with another clock: what comes from here on is to be explained.
      if (isWhole(job)) await explainedUpTo(journal, run, changedMs);
    } else if (changedMs > sinceMs) {
      const exceptions = await cluster.rest.exceptions(job.flinkJobId);
      const news = exceptions.filter((entry) => entry.atMs > sinceMs);
      if (news.length > 0) await tellFailure(journal, run, news);
      else if (nowMs - seen.sinceMs < cachedMs) return;
      else if (isWhole(job)) {
        // What was explained while it was under way is settled; tasks of bounded sources come to an end by themselves.
        const isExplained = job.tasks.finished > 0 || exceptions.some((entry) => entry.atMs === sinceMs);
        await (isExplained ? explainedUpTo : tellRedeployed)(journal, run, changedMs);
      }
    }
    seen.isSettled = true;
  }

  #isSettled(job: ObservedFlinkJob): boolean {
    const seen = this.#seen.get(job.flinkJobId);
    return seen !== undefined && seen.key === keyOf(job) && seen.isSettled;
  }

  #remember(job: ObservedFlinkJob, nowMs: number) {
    const known = this.#seen.get(job.flinkJobId);
    const seen = known?.key === keyOf(job) ? known : { key: keyOf(job), sinceMs: nowMs, isSettled: false };
    this.#seen.delete(job.flinkJobId);
    this.#seen.set(job.flinkJobId, seen);
    // Of jobs long gone; one forgotten too early costs one look.
    const oldest = this.#seen.size > 20_000 ? this.#seen.keys().next().value : undefined;
    if (oldest !== undefined) this.#seen.delete(oldest);
    return seen;
  }
}

async function tellFailure(journal: Journal, run: ActiveRun, news: ExceptionEntry[]): Promise<void> {
  const newest = news.reduce((a, b) => (b.atMs > a.atMs ? b : a));
  await journal.transaction(async (tx, record) => {
    await updateRun(tx, run.id, { tasks_since_ms: newest.atMs });
    await record(subjectOf(run), {
      kind: 'run.tasks-restarted',
      runId: run.id,
      params: { failures: news.length, at: isoOf(newest.atMs) },
      reason: `Flink itself restarted the tasks: ${newest.message}`,
      actor: 'flink',
      evidence: (newest.stack || newest.message).slice(0, maxEvidence),
      severity: 'warning',
    });
  });
}

async function tellRedeployed(journal: Journal, run: ActiveRun, changedMs: number): Promise<void> {
  await journal.transaction(async (tx, record) => {
    await updateRun(tx, run.id, { tasks_since_ms: changedMs });
    await record(subjectOf(run), {
      kind: 'run.tasks-redeployed',
      runId: run.id,
      params: { at: isoOf(changedMs) },
      reason: 'Flink deployed the tasks anew without a failure: slots came or went, or the job was rescaled.',
      actor: 'flink',
      evidence: `a task last changed its state at ${isoOf(changedMs)}; Flink lists no exception for it`,
    });
  });
}

async function explainedUpTo(journal: Journal, run: ActiveRun, changedMs: number): Promise<void> {
  await journal.transaction((tx) => updateRun(tx, run.id, { tasks_since_ms: changedMs }));
}

function subjectOf(run: ActiveRun) {
  return { id: run.job_id, project_id: run.project_id, name: run.name };
}

/** Tasks that are just being deployed tell nothing yet. */
function isTelling(job: ObservedFlinkJob): boolean {
  return job.lastChangeMs !== undefined && (isWhole(job) || restartingStatuses.has(job.status));
}

function isWhole(job: ObservedFlinkJob): boolean {
  return (
    job.status === 'RUNNING' && job.tasks.running > 0 && job.tasks.running + job.tasks.finished === job.tasks.total
  );
}

function keyOf(job: ObservedFlinkJob): string {
  return `${job.status} ${job.lastChangeMs ?? ''}`;
}

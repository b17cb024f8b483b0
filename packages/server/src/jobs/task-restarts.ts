/**
 * Says why Flink restarted tasks by itself. Flink restarts them within seconds, often between two looks and always unseen while
 * a cluster does not answer, so phases alone do not tell. The list of jobs holds when a task last changed its state: only where
 * that moved on, or where Flink is at a restart, it is asked for the exceptions. What was explained is kept with the run, so nothing
 * is told twice and what happened while the platform was down is told too. While a job is restarted again and again its cause stands
 * with the run; the history is told of the same one once a minute, with the number of failures.
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
import { type TasksTrouble, tasksTroubleOf } from './run-troubles.ts';

type ActiveRun = Awaited<ReturnType<typeof listActiveRuns>>[number];

/** One job of one answer. */
interface Look {
  cluster: ClusterHandle;
  /** Writes under the lease of the cluster. */
  journal: Journal;
  run: ActiveRun;
  job: ObservedFlinkJob;
}

interface Seen {
  /** Status and time of the last change. */
  key: string;
  sinceMs: number;
  /** When nothing was left to be told of it; null before. */
  settledMs: number | null;
}

export interface TaskRestartsDeps {
  database: Database;
  journal: Journal;
  clusters: ClusterRegistry;
  log: Log;
  leases: Leases;
}

const restartingStatuses: ReadonlySet<string> = new Set(['RESTARTING', 'FAILING', 'CREATED', 'INITIALIZING']);
/** Of a job whose tasks never all ran: the others are also those of a first start. */
const failedStatuses: ReadonlySet<string> = new Set(['RESTARTING', 'FAILING']);
/** Flink answers about one job with what it gathered up to `web.refresh-interval` (3 s) before. */
const cachedMs = 5_000;
/** The same cause is told no more often. */
const sameCauseMs = 60_000;
const maxEvidence = 8_000;

export class TaskRestarts {
  readonly #deps: TaskRestartsDeps;
  /** What was last seen of each JobID. */
  readonly #seen = new Map<string, Seen>();
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
      (job) => isActive(job.flinkJobId) && isTelling(job) && !this.#isSettled(job, observation.atMs),
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
    if (!isWhole(job)) {
      // The time of the last change stands still while Flink waits for its next attempt.
      if (sinceMs === null && !failedStatuses.has(job.status)) return;
      const exceptions = await cluster.rest.exceptions(job.flinkJobId);
      const news = exceptions.filter((entry) => entry.atMs > (sinceMs ?? 0));
      if (news.length > 0) await tellFailure(journal, run, news, nowMs);
      else if (nowMs - seen.sinceMs < cachedMs) return;
    } else if (sinceMs === null || changedMs < sinceMs) {
      // The first time that it runs whole, or a JobManager with another clock: what comes from here on is to be explained.
      await explainedUpTo(journal, run, changedMs);
    } else if (changedMs > sinceMs) {
      const exceptions = await cluster.rest.exceptions(job.flinkJobId);
      const news = exceptions.filter((entry) => entry.atMs > sinceMs);
      if (news.length > 0) {
        await tellFailure(journal, run, news, nowMs);
        // It runs whole again already, which the next look writes down.
        return;
      }
      if (nowMs - seen.sinceMs < cachedMs) return;
      // What was explained while it was under way is settled; tasks of bounded sources come to an end by themselves.
      const isExplained = job.tasks.finished > 0 || exceptions.some((entry) => entry.atMs === sinceMs);
      await (isExplained ? explainedUpTo : tellRedeployed)(journal, run, changedMs);
    } else if (run.tasks_trouble !== null) await explainedUpTo(journal, run, changedMs);
    seen.settledMs = nowMs;
  }

  /** A job at a restart may fail again without a sign of it in the list: it is looked at again and again. */
  #isSettled(job: ObservedFlinkJob, nowMs: number): boolean {
    const seen = this.#seen.get(job.flinkJobId);
    if (seen === undefined || seen.key !== keyOf(job) || seen.settledMs === null) return false;
    return isWhole(job) || nowMs - seen.settledMs < cachedMs;
  }

  #remember(job: ObservedFlinkJob, nowMs: number) {
    const known = this.#seen.get(job.flinkJobId);
    const seen = known?.key === keyOf(job) ? known : { key: keyOf(job), sinceMs: nowMs, settledMs: null };
    this.#seen.delete(job.flinkJobId);
    this.#seen.set(job.flinkJobId, seen);
    // Of jobs long gone; one forgotten too early costs one look.
    const oldest = this.#seen.size > 20_000 ? this.#seen.keys().next().value : undefined;
    if (oldest !== undefined) this.#seen.delete(oldest);
    return seen;
  }
}

async function tellFailure(journal: Journal, run: ActiveRun, news: ExceptionEntry[], nowMs: number): Promise<void> {
  const newest = news.reduce((a, b) => (b.atMs > a.atMs ? b : a));
  const oldest = news.reduce((a, b) => (b.atMs < a.atMs ? b : a));
  const before = tasksTroubleOf(run);
  const untold = (before?.untold ?? 0) + news.length;
  const isOld = before?.cause === newest.message && nowMs - before.toldMs < sameCauseMs;
  const trouble: TasksTrouble = {
    since: before?.since ?? isoOf(oldest.atMs),
    failures: (before?.failures ?? 0) + news.length,
    cause: newest.message,
    untold: isOld ? untold : 0,
    toldMs: isOld ? before.toldMs : nowMs,
  };
  await journal.transaction(async (tx, record) => {
    await updateRun(tx, run.id, { tasks_since_ms: newest.atMs, tasks_trouble: JSON.stringify(trouble) });
    if (isOld) return;
    await record(subjectOf(run), {
      ...restarted(run, untold, newest.message, newest.atMs),
      evidence: (newest.stack || newest.message).slice(0, maxEvidence),
    });
  });
  if (isOld) journal.tell({ projectId: run.project_id, jobId: run.job_id });
}

function restarted(run: ActiveRun, failures: number, cause: string, atMs: number) {
  return {
    kind: 'run.tasks-restarted',
    runId: run.id,
    params: { failures, at: isoOf(atMs) },
    reason: `Flink itself restarted the tasks: ${cause}`,
    actor: 'flink',
    severity: 'warning',
  } as const;
}

async function tellRedeployed(journal: Journal, run: ActiveRun, changedMs: number): Promise<void> {
  await journal.transaction(async (tx, record) => {
    await updateRun(tx, run.id, { tasks_since_ms: changedMs, tasks_trouble: null });
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

/** All of its tasks run: what was counted and not told is told now. */
async function explainedUpTo(journal: Journal, run: ActiveRun, changedMs: number): Promise<void> {
  const trouble = tasksTroubleOf(run);
  await journal.transaction(async (tx, record) => {
    await updateRun(tx, run.id, { tasks_since_ms: changedMs, tasks_trouble: null });
    if (trouble === undefined || trouble.untold === 0) return;
    await record(
      subjectOf(run),
      restarted(run, trouble.untold, trouble.cause, Number(run.tasks_since_ms ?? changedMs)),
    );
  });
  if (trouble !== undefined) journal.tell({ projectId: run.project_id, jobId: run.job_id });
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

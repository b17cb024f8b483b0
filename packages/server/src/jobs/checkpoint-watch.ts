/**
 * Looks after the checkpoints of running streaming jobs: without them a failure costs hours of replay, and nothing else shows that
 * they have stopped. What Flink counts is asked for in turns, of the clusters this process looks after; rows and events are written
 * when something changes.
 */
import type { ClusterRegistry } from '../clusters/cluster-handle.ts';
import type { Database } from '../db/database.ts';
import type { CheckpointsAnswer, FlinkRest } from '../flink/flink-rest.ts';
import type { Clock } from '../lib/clock.ts';
import { LiusuError, messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { Rounds } from '../lib/rounds.ts';
import { fencedDatabase } from '../leases/fenced-database.ts';
import { type Lease, LeaseLost, type Leases } from '../leases/lease.ts';
import type { Observations } from './controller-context.ts';
import { findJob } from './job-repository.ts';
import type { Journal } from './journal.ts';
import type { Reconciler } from './reconciler.ts';
import { findRunsByFlinkJobId, type RunRow, updateRun } from './run-repository.ts';
import { type StuckCheckpoints, stuckCheckpointsOf } from './run-troubles.ts';
import { latestOf, nextLookMs, stuckCheckpoints, wordsOf } from './stuck-checkpoints.ts';

export interface CheckpointWatchDeps {
  database: Database;
  journal: Journal;
  clusters: ClusterRegistry;
  clock: Clock;
  log: Log;
  leases: Leases;
  reconciler: Pick<Reconciler, 'activeRuns'>;
  observations: Pick<Observations, 'freshness'>;
}

const everyMs = 5_000;
/** Jobs asked about in one round, one after the other: the rest has its turn in the next. */
const places = 50;

type ActiveRun = ReturnType<Reconciler['activeRuns']>[number];

interface Change {
  before: StuckCheckpoints | undefined;
  now: StuckCheckpoints | undefined;
}

interface Watched {
  /** When this process first saw it RUNNING, since the last break. */
  seenRunningMs: number;
  /** How Flink takes checkpoints of it, asked once; null where it takes none. */
  intervalMs: number | null | undefined;
  lookMs: number;
}

export class CheckpointWatch {
  readonly #deps: CheckpointWatchDeps;
  /** By Flink JobID, for as long as it is RUNNING. */
  readonly #watched = new Map<string, Watched>();
  readonly #rounds: Rounds;

  constructor(deps: CheckpointWatchDeps) {
    this.#deps = deps;
    this.#rounds = new Rounds({
      clock: deps.clock,
      pauseMs: () => everyMs,
      firstAfterMs: everyMs,
      onFailure: (error) => deps.log.error({ err: error }, 'looking after checkpoints failed'),
    });
  }

  start(): void {
    this.#rounds.start(() => this.lookAtAll());
  }

  async stop(): Promise<void> {
    await this.#rounds.stop();
  }

  /** One round. */
  async lookAtAll(): Promise<void> {
    const { clock, reconciler, observations, leases } = this.#deps;
    const nowMs = clock.nowMs();
    const running = reconciler.activeRuns().filter((run) => run.phase === 'RUNNING');
    const ids = new Set(running.map((run) => run.flinkJobId));
    for (const id of this.#watched.keys()) if (!ids.has(id)) this.#watched.delete(id);
    for (const { flinkJobId } of running) {
      if (!this.#watched.has(flinkJobId)) {
        this.#watched.set(flinkJobId, { seenRunningMs: nowMs, intervalMs: undefined, lookMs: nowMs });
      }
    }
    const due = running
      .map((run) => ({ run, watched: this.#watched.get(run.flinkJobId), lease: leases.held(run.clusterId) }))
      .filter(
        (one): one is { run: ActiveRun; watched: Watched; lease: Lease } =>
          one.lease !== undefined &&
          one.watched !== undefined &&
          one.watched.lookMs <= nowMs &&
          observations.freshness(one.run.clusterId) === 'FRESH',
      )
      .toSorted((a, b) => a.watched.lookMs - b.watched.lookMs)
      .slice(0, places);
    for (const { run, watched, lease } of due) {
      if (this.#rounds.signal.aborted) return;
      await this.#look(run, watched, lease);
    }
  }

  async #look(run: ActiveRun, watched: Watched, lease: Lease): Promise<void> {
    const rest = this.#deps.clusters.find(run.clusterId)?.rest;
    if (rest === undefined) return;
    try {
      const intervalMs = await intervalOf(rest, run, watched);
      const nowMs = this.#deps.clock.nowMs();
      watched.lookMs = nextLookMs({ intervalMs: intervalMs ?? Number.POSITIVE_INFINITY, nowMs });
      const answer = intervalMs === null ? undefined : await rest.findCheckpoints(run.flinkJobId);
      if (intervalMs === null || answer === undefined) return;
      const [row] = await findRunsByFlinkJobId(this.#deps.database.db, [run.flinkJobId]);
      if (row?.phase !== 'RUNNING') return;
      const before = stuckCheckpointsOf(row);
      const ranMs = Date.parse(row.running_at ?? row.started_at);
      const { seenRunningMs } = watched;
      const now = stuckCheckpoints({ intervalMs, answer, ranMs, seenRunningMs, before, nowMs });
      await this.#tell(row, { before, now }, answer, lease);
    } catch (error) {
      if (!(error instanceof LiusuError) && !(error instanceof LeaseLost)) throw error;
      // That the cluster does not answer, or is another process's now, is told elsewhere.
      this.#deps.log.debug({ jobId: run.jobId, reason: messageOf(error) }, 'checkpoints were not looked at');
    }
  }

  async #tell(run: RunRow, { before, now }: Change, answer: CheckpointsAnswer, lease: Lease): Promise<void> {
    if (before?.trouble === now?.trouble && before?.since === now?.since && before?.cause === now?.cause) return;
    const database = fencedDatabase(this.#deps.database, this.#deps.leases, lease);
    const job = await findJob(database.db, run.job_id);
    if (job === undefined) return;
    const journal = this.#deps.journal.on(database);
    const completed = latestOf(answer);
    const isNewTrouble = now !== undefined && now.trouble !== before?.trouble;
    const isOver = now === undefined && before !== undefined && completed !== undefined;
    await journal.transaction(async (tx, record) => {
      await updateRun(tx, run.id, { checkpoint_trouble: now === undefined ? null : JSON.stringify(now) });
      if (isNewTrouble) {
        await record(job, {
          kind: 'run.checkpoints-stuck',
          runId: run.id,
          params: { trouble: now.trouble, failed: now.failed, since: now.since },
          reason: wordsOf(now),
          actor: 'flink',
          evidence: now.cause,
          severity: 'warning',
        });
      }
      if (isOver) {
        await record(job, {
          kind: 'run.checkpoints-resumed',
          runId: run.id,
          params: { checkpointId: completed.id },
          reason: 'A checkpoint was completed again.',
          actor: 'flink',
        });
      }
    });
    if (!isNewTrouble && !isOver) journal.tell({ projectId: job.project_id, jobId: job.id });
  }
}

async function intervalOf(rest: FlinkRest, run: ActiveRun, watched: Watched): Promise<number | null> {
  // One that does not tell yet may do so later.
  if (watched.intervalMs === undefined) {
    watched.intervalMs = (await rest.findCheckpointConfig(run.flinkJobId))?.intervalMs;
  }
  return watched.intervalMs ?? null;
}

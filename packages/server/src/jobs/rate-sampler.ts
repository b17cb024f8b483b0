/** Takes a sample of every running job's counters every 5 s and tells browsers the rates. */
import type { ClusterRegistry } from '../clusters/cluster-handle.ts';
import type { Database } from '../db/database.ts';
import type { FlinkRest } from '../flink/flink-rest.ts';
import { type Clock, isoOf } from '../lib/clock.ts';
import { LiusuError, messageOf } from '../lib/errors.ts';
import type { EventBus } from '../lib/event-bus.ts';
import { Gate } from '../lib/exclusive-runner.ts';
import type { Log } from '../lib/log.ts';
import { JobCounters } from './job-counters.ts';
import { projectsOfJobs } from './job-repository.ts';
import type { ParallelismBook } from './parallelism-book.ts';
import type { RateBook, RatePoint } from './rates.ts';
import type { Reconciler } from './reconciler.ts';

export interface RateSamplerDeps {
  database: Database;
  clusters: ClusterRegistry;
  clock: Clock;
  log: Log;
  bus: EventBus;
  book: RateBook;
  reconciler: Pick<Reconciler, 'activeRuns'>;
  parallelism: ParallelismBook;
}

const everyMs = 5_000;
/** Jobs asked about at once: sampling must not crowd out what matters. */
const atOnce = 4;
/** How long Flink takes to fetch fresh figures from its TaskManagers after it was asked; until then it tells the old ones. */
const fetchMs = 500;

type ActiveRun = ReturnType<Reconciler['activeRuns']>[number];

export class RateSampler {
  readonly #deps: RateSamplerDeps;
  readonly #counters = new JobCounters();
  readonly #gate = new Gate(atOnce);
  readonly #stop = new AbortController();
  #ended: Promise<void> = Promise.resolve();

  constructor(deps: RateSamplerDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#ended = this.#loop();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  async #loop(): Promise<void> {
    const { clock, log } = this.#deps;
    while (!this.#stop.signal.aborted) {
      const beganMs = clock.nowMs();
      try {
        await this.sampleAll();
      } catch (error) {
        log.error({ err: error }, 'sampling rates failed');
      }
      // The pause begins when the round ends: rounds never overlap.
      await clock.sleep(Math.max(1_000, everyMs - (clock.nowMs() - beganMs)), this.#stop.signal);
    }
  }

  /** One round over all running jobs. */
  async sampleAll(): Promise<void> {
    const runs = this.#deps.reconciler.activeRuns().filter((run) => run.phase === 'RUNNING');
    this.#deps.parallelism.keepOnly(runs.map((run) => run.flinkJobId));
    if (runs.length === 0) return;
    // Asking for a job makes Flink fetch the figures of all of them.
    const asked = await Promise.all(
      runs.map((run) =>
        this.#gate.pass(async () => ({ run, job: await this.#ask(run, (rest) => rest.findJob(run.flinkJobId)) })),
      ),
    );
    await this.#deps.clock.sleep(fetchMs, this.#stop.signal);
    const points = new Map<string, RatePoint>();
    await Promise.all(
      asked.map(({ run, job }) =>
        this.#gate.pass(async () => {
          if (job === undefined) return;
          this.#deps.parallelism.see(job);
          const counters = await this.#ask(run, (rest) => this.#counters.read(rest, job));
          if (counters === undefined) return;
          const sample = { atMs: this.#deps.clock.nowMs(), key: run.flinkJobId, ...counters };
          points.set(run.jobId, this.#deps.book.add(run.jobId, sample));
        }),
      ),
    );
    if (points.size > 0) await this.#tell(points);
  }

  async #ask<T>(run: ActiveRun, ask: (rest: FlinkRest) => Promise<T | undefined>): Promise<T | undefined> {
    const rest = this.#deps.clusters.find(run.clusterId)?.rest;
    if (rest === undefined || this.#stop.signal.aborted) return undefined;
    try {
      return await ask(rest);
    } catch (error) {
      if (!(error instanceof LiusuError)) throw error;
      // A gap in the chart: that the cluster does not answer is told elsewhere.
      this.#deps.log.debug({ jobId: run.jobId, reason: messageOf(error) }, 'no sample');
      return undefined;
    }
  }

  async #tell(points: Map<string, RatePoint>): Promise<void> {
    const { database, bus, clock } = this.#deps;
    const projects = await projectsOfJobs(database.db, [...points.keys()]);
    const at = isoOf(clock.nowMs());
    for (const [projectId, jobIds] of projects) {
      const jobs: Record<string, { in: number | null; out: number | null }> = {};
      let read: number | null = null;
      let written: number | null = null;
      for (const jobId of jobIds) {
        const point = points.get(jobId);
        if (point === undefined) continue;
        jobs[jobId] = { in: point.in, out: point.out };
        if (point.in !== null) read = (read ?? 0) + point.in;
        if (point.out !== null) written = (written ?? 0) + point.out;
      }
      bus.publish({ type: 'rates', projectId, at, in: read, out: written, jobs });
    }
  }
}

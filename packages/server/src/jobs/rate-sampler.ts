/** Takes a sample of every running job's counters every 5 s and tells browsers the rates. */
import type { ClusterRegistry } from '../clusters/cluster-handle.ts';
import type { Database } from '../db/database.ts';
import { type Clock, isoOf } from '../lib/clock.ts';
import { LiusuError, messageOf } from '../lib/errors.ts';
import type { EventBus } from '../lib/event-bus.ts';
import { Gate } from '../lib/exclusive-runner.ts';
import type { Log } from '../lib/log.ts';
import { JobCounters } from './job-counters.ts';
import { projectsOfJobs } from './job-repository.ts';
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
}

const everyMs = 5_000;
/** Jobs asked about at once: sampling must not crowd out what matters. */
const atOnce = 4;

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
    const points = new Map<string, RatePoint>();
    await Promise.all(
      runs.map((run) =>
        this.#gate.pass(async () => {
          const point = await this.#sample(run);
          if (point !== undefined) points.set(run.jobId, point);
        }),
      ),
    );
    if (points.size > 0) await this.#tell(points);
  }

  async #sample(run: { jobId: string; clusterId: string; flinkJobId: string }): Promise<RatePoint | undefined> {
    const { clusters, clock, book, log } = this.#deps;
    if (this.#stop.signal.aborted) return undefined;
    try {
      const rest = clusters.find(run.clusterId)?.rest;
      const job = await rest?.findJob(run.flinkJobId);
      if (rest === undefined || job === undefined) return undefined;
      const counters = await this.#counters.read(rest, job);
      return book.add(run.jobId, { atMs: clock.nowMs(), key: run.flinkJobId, ...counters });
    } catch (error) {
      if (!(error instanceof LiusuError)) throw error;
      // A gap in the chart: that the cluster does not answer is told elsewhere.
      log.debug({ jobId: run.jobId, reason: messageOf(error) }, 'no sample');
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

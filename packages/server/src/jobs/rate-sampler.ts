/** Takes samples of running jobs' counters every 5 s, of so many jobs as a round has places for, and tells browsers the rates. */
import type { ClusterRegistry } from '../clusters/cluster-handle.ts';
import type { FlinkRest } from '../flink/flink-rest.ts';
import { type Clock, isoOf } from '../lib/clock.ts';
import { LiusuError, messageOf } from '../lib/errors.ts';
import type { EventBus } from '../lib/event-bus.ts';
import { Gate } from '../lib/exclusive-runner.ts';
import type { Log } from '../lib/log.ts';
import { Rounds } from '../lib/rounds.ts';
import type { Observations } from './controller-context.ts';
import { JobCounters } from './job-counters.ts';
import type { ParallelismBook } from './parallelism-book.ts';
import { RateSchedule, type Turn } from './rate-schedule.ts';
import type { RateBook, RatePoint, ThroughputBook } from './rates.ts';
import type { Reconciler } from './reconciler.ts';

export interface RateSamplerDeps {
  clusters: ClusterRegistry;
  clock: Clock;
  log: Log;
  bus: EventBus;
  book: RateBook;
  throughput: ThroughputBook;
  reconciler: Pick<Reconciler, 'activeRuns'>;
  parallelism: ParallelismBook;
  observations: Pick<Observations, 'freshness'>;
}

const everyMs = 5_000;
/** Jobs in one round. With more than these, requests grow no further: the jobs take turns. */
const places = 200;
/** Jobs asked about at once: sampling must not crowd out what matters. */
const atOnce = 4;
/** How long Flink takes to fetch fresh figures from its TaskManagers after it was asked; until then it tells the old ones. */
const fetchMs = 500;

type ActiveRun = ReturnType<Reconciler['activeRuns']>[number];

export class RateSampler {
  readonly #deps: RateSamplerDeps;
  readonly #counters = new JobCounters();
  readonly #gate = new Gate(atOnce);
  readonly #schedule = new RateSchedule({ places, roundMs: everyMs });
  readonly #rounds: Rounds;

  constructor(deps: RateSamplerDeps) {
    this.#deps = deps;
    this.#rounds = new Rounds({
      clock: deps.clock,
      pauseMs: (tookMs) => Math.max(1_000, everyMs - tookMs),
      onFailure: (error) => deps.log.error({ err: error }, 'sampling rates failed'),
    });
  }

  start(): void {
    this.#rounds.start(() => this.sampleAll());
  }

  async stop(): Promise<void> {
    await this.#rounds.stop();
  }

  /** One round. */
  async sampleAll(): Promise<void> {
    const { book, clock, reconciler, observations } = this.#deps;
    // A cluster that does not answer is not asked: waiting for it would thin out the samples of all the others.
    const runs = reconciler
      .activeRuns()
      .filter((run) => run.phase === 'RUNNING' && observations.freshness(run.clusterId) === 'FRESH');
    this.#deps.parallelism.keepOnly(runs.map((run) => run.flinkJobId));
    if (runs.length === 0) return;
    const turns = this.#schedule.next(runs, (run) => book.isLookedAt(run.jobId));
    // Asking for a job makes Flink fetch the figures of all of them.
    const asked = await Promise.all(turns.map((turn) => this.#gate.pass(() => this.#find(turn))));
    await clock.sleep(fetchMs, this.#rounds.signal);
    const points = new Map<string, RatePoint>();
    await Promise.all(
      asked.map(({ turn: { run, everyMs: turnMs }, job }) =>
        this.#gate.pass(async () => {
          if (job === undefined) return;
          this.#deps.parallelism.see(job);
          const counters = await this.#ask(run, (rest) => this.#counters.read(rest, job));
          if (counters === undefined) return;
          const sample = { atMs: clock.nowMs(), key: run.flinkJobId, everyMs: turnMs, ...counters };
          points.set(run.jobId, book.add(run.jobId, sample));
        }),
      ),
    );
    if (!this.#rounds.signal.aborted) this.#tell(runs, points);
  }

  async #find(turn: Turn<ActiveRun>) {
    return { turn, job: await this.#ask(turn.run, (rest) => rest.findJob(turn.run.flinkJobId)) };
  }

  async #ask<T>(run: ActiveRun, ask: (rest: FlinkRest) => Promise<T | undefined>): Promise<T | undefined> {
    const rest = this.#deps.clusters.find(run.clusterId)?.rest;
    if (rest === undefined || this.#rounds.signal.aborted) return undefined;
    try {
      return await ask(rest);
    } catch (error) {
      if (!(error instanceof LiusuError)) throw error;
      // A gap in the chart: that the cluster does not answer is told elsewhere.
      this.#deps.log.debug({ jobId: run.jobId, reason: messageOf(error) }, 'no sample');
      return undefined;
    }
  }

  #tell(runs: ActiveRun[], points: Map<string, RatePoint>): void {
    const { book, throughput, bus } = this.#deps;
    for (const [projectId, own] of Map.groupBy(runs, (run) => run.projectId)) {
      const latest = own.map((run) => book.latest(run.jobId)).filter((point) => point !== undefined);
      const jobs: Record<string, { in: number | null; out: number | null }> = {};
      for (const { jobId } of own) {
        const point = points.get(jobId);
        if (point !== undefined) jobs[jobId] = { in: point.in, out: point.out };
      }
      // A round without any answer leaves a gap.
      if (latest.length === 0) continue;
      const sum = throughput.add(projectId, latest);
      bus.publish({ type: 'rates', projectId, at: isoOf(sum.atMs), in: sum.in, out: sum.out, jobs });
    }
  }
}

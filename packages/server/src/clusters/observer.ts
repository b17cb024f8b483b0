/**
 * Watches clusters, not jobs: one small set of calls per cluster and tick, never two at once. What a cluster said last is kept
 * in memory; nothing is written. An answer that comes late is still used, a missing one changes nothing but its age.
 */
import type { Observation } from '@liusu/contract/lifecycle';

import { backoffMs } from '../lib/backoff.ts';
import { type Clock, isoOf } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { EventBus } from '../lib/event-bus.ts';
import type { Log } from '../lib/log.ts';
import type { ClusterHandle, ClusterObservation, ClusterRegistry } from './cluster-handle.ts';

export interface ObserverDeps {
  clusters: ClusterRegistry;
  clock: Clock;
  log: Log;
  bus: EventBus;
  /** True when some job of the cluster is on its way to another phase: it is then polled faster. */
  isTransitional(clusterId: string): boolean;
  /** Flink JobIDs the cluster is expected to know. */
  expectedJobs(clusterId: string): Iterable<string>;
  /** True when this process looks after the cluster; one that only shows it polls it less often. */
  isHolder(clusterId: string): boolean;
  /** Called with every good answer. */
  onObservation(observation: ClusterObservation): void;
}

export type Freshness = 'FRESH' | 'STALE' | 'UNREACHABLE' | 'NEVER';

const fastMs = 1_000;
const calmMs = 2_000;
const leastPauseMs = 500;
/**
 * After someone asked for a fresh answer, while a run is on its way: what they wait for comes soon, or takes long. Not of a new
 * JobManager: that a job is absent there is told by several answers, which are to lie apart.
 */
const hurry = { forMs: 3_000, everyMs: 250, leastPauseMs: 150, answersBefore: 5 };
/** Still fresh in between, for a process that only shows the cluster. */
const onlookerMs = 4_000;
const failing = { firstMs: 1_000, maxMs: 5_000 };
/** An answer younger than this is fresh, if none failed since. */
const freshMs = 6_000;
const unreachableMs = 20_000;

interface Watch {
  stop: AbortController;
  ended: Promise<void>;
  good: ClusterObservation | undefined;
  /** Why the last attempt failed; null when it did not. */
  error: string | null;
  failures: number;
  /** Resolved at the end of the next poll to begin. */
  waiters: (() => void)[];
  /** Cuts the pause before the next poll short. */
  pause: AbortController | null;
  /** When a fresh answer was last asked for (epoch ms). */
  askedMs: number;
  /** What browsers were told last. */
  told: string;
}

export class ClusterObserver {
  readonly #deps: ObserverDeps;
  readonly #watches = new Map<string, Watch>();

  constructor(deps: ObserverDeps) {
    this.#deps = deps;
  }

  /** Begins to watch every registered cluster, spread over one interval: answers of many do not come all at once. */
  start(): void {
    const clusters = this.#deps.clusters.list();
    for (const [index, cluster] of clusters.entries()) this.watch(cluster.id, (index * calmMs) / clusters.length);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#watches.keys()].map((clusterId) => this.unwatch(clusterId)));
  }

  /** `afterMs`: pause before the first poll. */
  watch(clusterId: string, afterMs = 0): void {
    if (this.#watches.has(clusterId)) return;
    const watch: Watch = {
      stop: new AbortController(),
      ended: Promise.resolve(),
      good: undefined,
      error: null,
      failures: 0,
      waiters: [],
      pause: null,
      askedMs: Number.NEGATIVE_INFINITY,
      told: '',
    };
    this.#watches.set(clusterId, watch);
    watch.ended = this.#loop(clusterId, watch, afterMs);
  }

  async unwatch(clusterId: string): Promise<void> {
    const watch = this.#watches.get(clusterId);
    if (watch === undefined) return;
    this.#watches.delete(clusterId);
    watch.stop.abort();
    watch.pause?.abort();
    await watch.ended;
    for (const waiter of watch.waiters) waiter();
  }

  /** The last good answer. */
  find(clusterId: string): ClusterObservation | undefined {
    return this.#watches.get(clusterId)?.good;
  }

  freshness(clusterId: string): Freshness {
    const watch = this.#watches.get(clusterId);
    if (watch?.good === undefined) return 'NEVER';
    const ageMs = this.#deps.clock.nowMs() - watch.good.atMs;
    if (ageMs < freshMs && watch.error === null) return 'FRESH';
    return ageMs < unreachableMs ? 'STALE' : 'UNREACHABLE';
  }

  /** How fresh our view of the cluster is, for people. */
  viewOf(clusterId: string): Observation {
    const watch = this.#watches.get(clusterId);
    const state = this.freshness(clusterId);
    if (watch?.good === undefined) {
      return { state: 'UNREACHABLE', at: null, evidence: watch?.error ?? 'The cluster has not answered yet.' };
    }
    const { atMs, jobs, flinkVersion } = watch.good;
    const isWaiting = watch.error === null && state !== 'FRESH';
    return {
      state: state === 'NEVER' ? 'UNREACHABLE' : state,
      at: isoOf(atMs),
      evidence: isWaiting
        ? 'Flink was asked and has not answered yet.'
        : (watch.error ?? `Flink ${flinkVersion ?? ''} answered with ${jobs?.size ?? 0} jobs.`),
    };
  }

  /** Resolves after a poll that began after this call, good or not. */
  refresh(clusterId: string): Promise<void> {
    const watch = this.#watches.get(clusterId);
    if (watch === undefined) return Promise.resolve();
    watch.askedMs = this.#deps.clock.nowMs();
    return new Promise((resolve) => {
      watch.waiters.push(resolve);
      watch.pause?.abort();
    });
  }

  async #loop(clusterId: string, watch: Watch, afterMs: number): Promise<void> {
    const { clock } = this.#deps;
    if (afterMs > 0) await this.#pause(watch, afterMs);
    while (!watch.stop.signal.aborted) {
      const beganMs = clock.nowMs();
      const served = watch.waiters.splice(0);
      await this.#poll(clusterId, watch);
      for (const resolve of served) resolve();
      if (watch.stop.signal.aborted) return;
      if (watch.waiters.length > 0) continue;
      await this.#pause(watch, this.#pauseMs(clusterId, watch, clock.nowMs() - beganMs));
    }
  }

  async #pause(watch: Watch, ms: number): Promise<void> {
    watch.pause = new AbortController();
    await this.#deps.clock.sleep(ms, watch.pause.signal);
    watch.pause = null;
  }

  /** Polls begin at even intervals, as long as answers come in time. */
  #pauseMs(clusterId: string, watch: Watch, tookMs: number): number {
    if (watch.failures > 0) return backoffMs(watch.failures, failing);
    if (!this.#deps.isHolder(clusterId)) return onlookerMs;
    if (!this.#deps.isTransitional(clusterId)) return Math.max(leastPauseMs, calmMs - tookMs);
    const isNew = (watch.good?.answersOfIncarnation ?? 0) < hurry.answersBefore;
    if (!isNew && this.#deps.clock.nowMs() - watch.askedMs < hurry.forMs) {
      return Math.max(hurry.leastPauseMs, hurry.everyMs - tookMs);
    }
    return Math.max(leastPauseMs, fastMs - tookMs);
  }

  async #poll(clusterId: string, watch: Watch): Promise<void> {
    const cluster = this.#deps.clusters.find(clusterId);
    if (cluster === undefined) return;
    try {
      const observation = await this.#ask(cluster, watch);
      watch.good = observation;
      watch.error = null;
      watch.failures = 0;
      this.#tell(clusterId, watch);
      this.#deps.onObservation(observation);
    } catch (error) {
      watch.error = messageOf(error);
      watch.failures += 1;
      if (watch.good !== undefined) watch.good = { ...watch.good, answersOfIncarnation: 0 };
      if (watch.failures === 1) this.#deps.log.warn({ clusterId, reason: watch.error }, 'a cluster did not answer');
      this.#tell(clusterId, watch);
    }
  }

  async #ask(cluster: ClusterHandle, watch: Watch): Promise<ClusterObservation> {
    const { rest, driver } = cluster;
    const before = driver.incarnation() ?? (await rest.incarnation());
    const [list, overview] = await Promise.all([rest.jobs(), rest.overview()]);
    const jobs = new Map(list.map((job) => [job.flinkJobId, job]));
    let incarnation = before;
    if (!holdsAll(jobs, this.#deps.expectedJobs(cluster.id))) {
      // Absence may only be told of a JobManager that was the same before and after the list was made.
      incarnation = driver.incarnation() ?? (await rest.incarnation());
    }
    const isSame = incarnation === before;
    const isKnown = isSame && watch.good?.incarnation === incarnation;
    return {
      clusterId: cluster.id,
      atMs: this.#deps.clock.nowMs(),
      ok: true,
      error: null,
      incarnation,
      answersOfIncarnation: isKnown ? (watch.good?.answersOfIncarnation ?? 0) + 1 : isSame ? 1 : 0,
      jobs: isSame ? jobs : null,
      flinkVersion: overview.flinkVersion,
      taskManagers: overview.taskManagers,
      slotsTotal: overview.slotsTotal,
      slotsFree: overview.slotsFree,
    };
  }

  /** Tells browsers when something they show of the cluster changed. */
  #tell(clusterId: string, watch: Watch): void {
    const { good } = watch;
    const now = JSON.stringify([
      this.freshness(clusterId),
      watch.error,
      good?.incarnation,
      good?.taskManagers,
      good?.slotsTotal,
      good?.slotsFree,
      [...(good?.jobs?.values() ?? [])].map((job) => [job.flinkJobId, job.status]),
    ]);
    if (now === watch.told) return;
    watch.told = now;
    this.#deps.bus.publish({ type: 'cluster', clusterId });
  }
}

function holdsAll(jobs: ReadonlyMap<string, unknown>, ids: Iterable<string>): boolean {
  for (const id of ids) if (!jobs.has(id)) return false;
  return true;
}

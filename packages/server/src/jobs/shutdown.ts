/**
 * Stops what runs on the local cluster before the platform ends or restarts it. What users asked for is not changed: a job that was to run
 * comes back at the next start or at `resume`, from the savepoint taken here, or from its last checkpoint when there was no time for one.
 */
import type { ClusterRegistry } from '../clusters/cluster-handle.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Reconciler } from './reconciler.ts';

export interface ShutdownResult {
  stopped: number;
  /** Jobs still running at the end: their last checkpoint stands. */
  left: string[];
  /** Those of `left` whose tasks did not all run, so that no savepoint could be taken: they were not waited for. */
  notRunning: string[];
}

export class JobShutdown {
  readonly #deps: { reconciler: Reconciler; clusters: ClusterRegistry; clock: Clock; log: Log };

  constructor(deps: { reconciler: Reconciler; clusters: ClusterRegistry; clock: Clock; log: Log }) {
    this.#deps = deps;
  }

  /**
   * Returns when every local streaming job has stopped with a savepoint or can take none, after `budgetMs`, or when `signal` aborts.
   * Starts nothing from then on.
   */
  async stopAllLocal(budgetMs: number, signal?: AbortSignal): Promise<ShutdownResult> {
    const { reconciler, clusters, clock, log } = this.#deps;
    const local = new Set(
      clusters
        .list()
        .filter((cluster) => cluster.driver.kind === 'local')
        .map((cluster) => cluster.id),
    );
    const running = () => reconciler.activeRuns().filter((run) => local.has(run.clusterId));
    const atFirst = running().length;
    reconciler.suspend(local);
    const endMs = clock.nowMs() + budgetMs;
    const isOver = () => clock.nowMs() >= endMs || signal?.aborted === true;
    // Without every task running there is no savepoint, and nothing newer than the last checkpoint: that stands.
    const isOpen = (jobId: string) => !reconciler.isSettled(jobId) && !reconciler.waitsForTasks(jobId);
    while (!isOver() && running().some((run) => isOpen(run.jobId))) {
      await clock.sleep(Math.min(100, endMs - clock.nowMs()));
    }
    const left = running();
    const notRunning = left.filter(({ jobId }) => reconciler.waitsForTasks(jobId));
    const idsOf = (runs: typeof left) => runs.map((run) => run.jobId);
    const told = { stopped: atFirst - left.length, left: idsOf(left), notRunning: idsOf(notRunning) };
    if (left.length > 0) log.warn(told, 'jobs were left running at shutdown; their last checkpoint stands');
    return told;
  }

  /** Lets jobs of the local cluster be started again: those that are to run come back. */
  resume(): void {
    this.#deps.reconciler.resume();
  }
}

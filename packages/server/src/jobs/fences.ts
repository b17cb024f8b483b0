/** Fencing off old JobManagers: one wait per cluster and incarnation, shared by all the jobs that were lost with it. */
import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import type { Clock } from '../lib/clock.ts';

/** A fence done within this time needs no second look at the job. */
const patienceMs = 300;

export class Fences {
  readonly #clock: Clock;
  readonly #fences = new Map<string, { isDone: boolean; work: Promise<void> }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** True once nothing of `incarnation` runs tasks any more; false while that is awaited. Throws when the driver fails. */
  async isFenced(cluster: ClusterHandle, incarnation: string): Promise<boolean> {
    const key = `${cluster.id} ${incarnation}`;
    let fence = this.#fences.get(key);
    if (fence === undefined) {
      const entry = { isDone: false, work: Promise.resolve() };
      entry.work = cluster.driver.fenceOff(incarnation).then(() => {
        entry.isDone = true;
      });
      this.#fences.set(key, entry);
      fence = entry;
    }
    try {
      const giveUp = new AbortController();
      await Promise.race([fence.work, this.#clock.sleep(patienceMs, giveUp.signal)]);
      giveUp.abort();
    } catch (error) {
      // The next look tries again.
      this.#fences.delete(key);
      throw error;
    }
    return fence.isDone;
  }
}

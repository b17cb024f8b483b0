/**
 * Since when the Flink jobs of runs were seen to have ended. Flink answers about one job with what it gathered a while ago, for
 * whoever looked: what it completed last may be missing from that, and a new run would start from an older state.
 */
import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import type { Clock } from '../lib/clock.ts';

/** Beyond the age that answers about one job may have: for the way there, and for gathering. */
export const gatheringMs = 2_000;

export class EndsSeen {
  readonly #clock: Clock;
  /** By run, until when an answer may be from before the end. */
  readonly #untilMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Until when answers about the run's job may be from before its end; undefined once they cannot be. Throws as FlinkRest does. */
  async untilMs(cluster: ClusterHandle, runId: string): Promise<number | undefined> {
    let untilMs = this.#untilMs.get(runId);
    if (untilMs === undefined) {
      const seenMs = this.#clock.nowMs();
      untilMs = seenMs + (await cluster.rest.answersAgeMs()) + gatheringMs;
      this.#untilMs.set(runId, untilMs);
    }
    return this.#clock.nowMs() < untilMs ? untilMs : undefined;
  }

  /** The end is written down. */
  forget(runId: string): void {
    this.#untilMs.delete(runId);
  }
}

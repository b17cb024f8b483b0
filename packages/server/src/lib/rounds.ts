/** Work that is done again and again until it is stopped, one round after the other: rounds never overlap. */
import type { Clock } from './clock.ts';

export interface RoundsOptions {
  clock: Clock;
  /** Pause after a round that took `tookMs`. */
  pauseMs(tookMs: number): number;
  /** Pause before the first round; none when absent. */
  firstAfterMs?: number;
  /** A round threw; `isAgain` when the one before it did too. The next one comes all the same. */
  onFailure(error: unknown, isAgain: boolean): void;
}

export class Rounds {
  readonly #options: RoundsOptions;
  readonly #stop = new AbortController();
  #ended: Promise<void> = Promise.resolve();

  constructor(options: RoundsOptions) {
    this.#options = options;
  }

  /** Aborted by `stop`: for rounds that can be broken off. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  start(round: () => Promise<void>): void {
    this.#ended = this.#loop(round);
  }

  /** Resolves when the round under way has ended; no other begins. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  async #loop(round: () => Promise<void>): Promise<void> {
    const { clock, pauseMs, firstAfterMs, onFailure } = this.#options;
    const { signal } = this.#stop;
    let isFailing = false;
    if (firstAfterMs !== undefined) await clock.sleep(firstAfterMs, signal);
    while (!signal.aborted) {
      const beganMs = clock.nowMs();
      try {
        await round();
        isFailing = false;
      } catch (error) {
        onFailure(error, isFailing);
        isFailing = true;
      }
      await clock.sleep(pauseMs(clock.nowMs() - beganMs), signal);
    }
  }
}

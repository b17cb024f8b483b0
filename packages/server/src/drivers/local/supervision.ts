/**
 * A loop that brings processes to what they should be: look, act a little, look again. It runs every half second and at once
 * when woken; never twice at a time.
 */
import type { Clock } from '../../lib/clock.ts';
import { keepingAlive } from '../../lib/keep-alive.ts';
import type { Log } from '../../lib/log.ts';

const intervalMs = 500;

export class Supervision {
  readonly #converge: () => Promise<void>;
  readonly #clock: Clock;
  readonly #log: Log;
  #stopping: AbortController | undefined;
  #pause = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(converge: () => Promise<void>, clock: Clock, log: Log) {
    this.#converge = converge;
    this.#clock = clock;
    this.#log = log;
  }

  /** Runs the first turn, whose error it throws, then goes on until `stop`. Does nothing when it already runs. */
  async start(): Promise<void> {
    if (this.#stopping !== undefined) return;
    this.#stopping = new AbortController();
    try {
      await keepingAlive(this.#converge);
    } catch (error) {
      this.#stopping = undefined;
      throw error;
    }
    this.#loop = this.#run(this.#stopping.signal);
  }

  /** Lets the next turn begin now. */
  wake(): void {
    this.#pause.abort();
  }

  /** Returns when the last turn is over. */
  async stop(): Promise<void> {
    this.#stopping?.abort();
    this.wake();
    await this.#loop;
    this.#stopping = undefined;
  }

  async #run(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      this.#pause = new AbortController();
      await this.#clock.sleep(intervalMs, AbortSignal.any([stopping, this.#pause.signal]));
      if (stopping.aborted) return;
      try {
        await this.#converge();
      } catch (err) {
        this.#log.error({ err }, 'supervision turn failed, to be tried again');
      }
    }
  }
}

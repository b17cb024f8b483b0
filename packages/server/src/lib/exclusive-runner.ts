/**
 * Runs one piece of work at a time and never loses a wish to run it.
 *
 * Invariants:
 * - `work` never overlaps itself.
 * - A `trigger` during a run causes exactly one further run, however many triggers came.
 * - Every run first passes the gate, which bounds how many runners work at once; waiting is in order of arrival.
 * - `work` handles its own errors; what it throws is given to `onError` and ends only that run.
 */

/** Lets at most `size` holders through at a time, in order of arrival. */
export class Gate {
  readonly #size: number;
  #held = 0;
  readonly #queue: (() => void)[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#held >= this.#size) await new Promise<void>((resolve) => this.#queue.push(resolve));
    else this.#held += 1;
    try {
      return await work();
    } finally {
      const next = this.#queue.shift();
      // The place is handed over, not freed: a newcomer must not overtake the queue.
      if (next === undefined) this.#held -= 1;
      else next();
    }
  }
}

export interface ExclusiveRunnerOptions {
  gate: Gate;
  work: (signal: AbortSignal) => Promise<void>;
  onError: (error: unknown) => void;
}

export class ExclusiveRunner {
  readonly #options: ExclusiveRunnerOptions;
  readonly #abort = new AbortController();
  #wanted = false;
  #running: Promise<void> | undefined;

  constructor(options: ExclusiveRunnerOptions) {
    this.#options = options;
  }

  get busy(): boolean {
    return this.#running !== undefined;
  }

  /** Asks for a run; returns at once. Does nothing after `stop`. */
  trigger(): void {
    if (this.#abort.signal.aborted) return;
    this.#wanted = true;
    this.#running ??= this.#drain();
  }

  /** Resolves when no run is going on or wanted. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /** Aborts the run in progress, refuses further ones, and resolves when it has ended. */
  async stop(): Promise<void> {
    this.#abort.abort();
    this.#wanted = false;
    await this.idle();
  }

  async #drain(): Promise<void> {
    while (this.#wanted) {
      await this.#options.gate.pass(async () => {
        this.#wanted = false;
        if (this.#abort.signal.aborted) return;
        try {
          await this.#options.work(this.#abort.signal);
        } catch (error) {
          this.#options.onError(error);
        }
      });
    }
    this.#running = undefined;
  }
}

/**
 * Answers of the server, given from memory at once. What is not known is asked for; what is old is given, and asked for again
 * beside it. Who waits for answers under way asks `settled`.
 */
interface Entry {
  value: unknown;
  atMs: number;
}

export interface RememberedAnswersOptions {
  nowMs: () => number;
  /** Age after which an answer is asked for again. */
  freshMs: number;
  /** Pause after a failure. */
  retryMs: number;
  /** Questions at a time. */
  parallel: number;
}

export class RememberedAnswers {
  readonly #options: RememberedAnswersOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #failedMs = new Map<string, number>();
  readonly #asking = new Map<string, Promise<void>>();
  readonly #abort = new AbortController();
  #waiting: (() => void)[] = [];
  #running = 0;

  constructor(options: RememberedAnswersOptions) {
    this.#options = options;
  }

  /** The answer, or undefined while there is none. */
  get<T>(key: string, ask: (signal: AbortSignal) => Promise<T>): T | undefined {
    const known = this.#entries.get(key);
    const nowMs = this.#options.nowMs();
    const isOld = known === undefined || nowMs - known.atMs > this.#options.freshMs;
    const failedMs = this.#failedMs.get(key);
    const mayAsk = failedMs === undefined || nowMs - failedMs > this.#options.retryMs;
    if (isOld && mayAsk && !this.#asking.has(key)) this.#ask(key, ask);
    return known?.value as T | undefined;
  }

  /** Resolves when what is being asked now, or the one question, is answered; undefined when nothing is. */
  settled(key?: string): Promise<unknown> | undefined {
    if (key !== undefined) return this.#asking.get(key);
    return this.#asking.size === 0 ? undefined : Promise.all(this.#asking.values());
  }

  /** Ends the questions under way. Nothing is asked any more. */
  close(): void {
    this.#abort.abort();
  }

  #ask<T>(key: string, ask: (signal: AbortSignal) => Promise<T>): void {
    if (this.#abort.signal.aborted) return;
    const asking = this.#turn()
      .then(() => ask(this.#abort.signal))
      .then(
        (value) => {
          this.#failedMs.delete(key);
          this.#entries.set(key, { value, atMs: this.#options.nowMs() });
        },
        () => {
          // Completion has no place for errors: what cannot be asked now is not offered, and asked again later.
          this.#failedMs.set(key, this.#options.nowMs());
        },
      )
      .finally(() => {
        this.#asking.delete(key);
        this.#running -= 1;
        this.#waiting.shift()?.();
      });
    this.#asking.set(key, asking);
  }

  async #turn(): Promise<void> {
    if (this.#running >= this.#options.parallel) {
      await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    }
    this.#running += 1;
  }
}

/**
 * Answers remembered for a while and asked for once: callers that want the same at the same time share one question, which ends
 * when the last of them has gone.
 */
import type { Clock } from '../../lib/clock.ts';

interface Entry<T> {
  value: T;
  askedMs: number;
}

interface Flight<T> {
  promise: Promise<T>;
  abort: AbortController;
  waiting: number;
}

export interface SharedAnswersOptions {
  clock: Clock;
  /** Age after which an answer is asked for again. */
  freshMs: number;
  /** Answers kept; the one asked for longest ago goes first. */
  capacity: number;
}

export class SharedAnswers {
  readonly #options: SharedAnswersOptions;
  readonly #entries = new Map<string, Entry<unknown>>();
  readonly #flights = new Map<string, Flight<unknown>>();

  constructor(options: SharedAnswersOptions) {
    this.#options = options;
  }

  /**
   * The answer named `key`, remembered or from `ask`. `refresh` asks anew, but joins a question under way. Rejects with the
   * signal's reason when `signal` aborts, and with what `ask` throws; failures are not remembered.
   */
  async get<T>(
    key: string,
    options: { refresh: boolean; signal: AbortSignal },
    ask: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    options.signal.throwIfAborted();
    const known = this.#entries.get(key) as Entry<T> | undefined;
    if (known !== undefined && !options.refresh && this.#age(known) < this.#options.freshMs) return known.value;
    const flight = (this.#flights.get(key) as Flight<T> | undefined) ?? this.#start(key, ask);
    flight.waiting += 1;
    try {
      return await untilAborted(flight.promise, options.signal);
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0) flight.abort.abort();
    }
  }

  /** Forgets every answer. */
  clear(): void {
    this.#entries.clear();
  }

  #age(entry: Entry<unknown>): number {
    return this.#options.clock.nowMs() - entry.askedMs;
  }

  #start<T>(key: string, ask: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const abort = new AbortController();
    const askedMs = this.#options.clock.nowMs();
    const promise = ask(abort.signal)
      .then((value) => {
        this.#entries.delete(key);
        this.#entries.set(key, { value, askedMs });
        const [oldest] = this.#entries.keys();
        if (this.#entries.size > this.#options.capacity && oldest !== undefined) this.#entries.delete(oldest);
        return value;
      })
      .finally(() => this.#flights.delete(key));
    // Those who wait get the failure; when all have gone, nobody is left to be told.
    promise.catch(() => undefined);
    const flight: Flight<T> = { promise, abort, waiting: 0 };
    this.#flights.set(key, flight);
    abort.signal.addEventListener('abort', () => {
      // Whoever comes next asks anew instead of joining a question that is being dropped.
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    });
    return flight;
  }
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

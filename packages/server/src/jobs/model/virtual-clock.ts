/** Time that moves only when told to. */
import type { Clock } from '../../lib/clock.ts';

interface Timer {
  atMs: number;
  fire: () => void;
}

export class VirtualClock implements Clock {
  #nowMs = Date.parse('2026-01-01T00:00:00Z');
  /** In the order they were set: of two for one moment the first fires first. */
  readonly #timers = new Set<Timer>();

  nowMs(): number {
    return this.#nowMs;
  }

  /** Whole milliseconds, as all that is written down. Returns what takes the timer back. */
  at(inMs: number, fire: () => void): () => void {
    const timer = { atMs: this.#nowMs + Math.max(0, Math.round(inMs)), fire };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const drop = this.at(ms, resolve);
      signal?.addEventListener('abort', () => (drop(), resolve()), { once: true });
    });
  }

  /** Moves time on, letting everything that is due happen in order. Nothing in the model does real I/O. */
  async run(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    for (;;) {
      await settled();
      const next = this.#next();
      if (next === undefined || next.atMs > endMs) break;
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.fire();
    }
    this.#nowMs = endMs;
    await settled();
  }

  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (next === undefined || timer.atMs < next.atMs) next = timer;
    return next;
  }
}

/** Resolves when everything that could go on at this moment has gone on: the queue of promises is empty. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

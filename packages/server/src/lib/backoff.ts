/** Growing pauses between attempts, with a random part so that many waiters do not come back together. */

export interface BackoffOptions {
  firstMs: number;
  maxMs: number;
  /** Default 2. */
  factor?: number;
  /** Share of the pause that is random, 0 to 1. Default 0.3. */
  jitter?: number;
}

/** Pause before the attempt after `failures` failures in a row (1 or more), in ms. `random` gives 0 up to 1. */
export function backoffMs(failures: number, options: BackoffOptions, random: () => number = Math.random): number {
  const factor = options.factor ?? 2;
  const jitter = options.jitter ?? 0.3;
  const full = Math.min(options.maxMs, options.firstMs * factor ** Math.max(0, failures - 1));
  return Math.round(full * (1 - jitter * random()));
}

/** Delays between restarts: doubling from 500 ms to 30 s, forgotten after ten minutes of good running. */
export interface BackoffState {
  /** Restarts that count, the recent ones. */
  failures: number;
}

const firstMs = 500;
const lastMs = 30_000;
const forgottenAfterMs = 10 * 60_000;

/** State and delay after an exit of a process that had run for `ranMs`. Each full minute it ran forgives one earlier failure. */
export function backOff(state: BackoffState, ranMs: number): { state: BackoffState; delayMs: number } {
  const kept = ranMs >= forgottenAfterMs ? 0 : Math.max(0, state.failures - Math.floor(ranMs / 60_000));
  return { state: { failures: kept + 1 }, delayMs: Math.min(lastMs, firstMs * 2 ** kept) };
}

/** Waiting for a condition. */
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

export interface UntilOptions {
  /** Between two looks. */
  everyMs?: number;
  /** Undefined waits for ever. */
  timeoutMs?: number;
  /** What was waited for, for the message of UNAVAILABLE after `timeoutMs`. */
  what?: string;
}

/** Looks until `look` returns something, and returns it. */
export async function until<T>(
  look: () => Promise<T | undefined> | T | undefined,
  options: UntilOptions = {},
): Promise<T> {
  const deadlineMs = options.timeoutMs === undefined ? Infinity : performance.now() + options.timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadlineMs)
      throw new LiusuError(
        'UNAVAILABLE',
        `${options.what ?? 'the condition'} did not come within ${Math.round((options.timeoutMs ?? 0) / 1000)} s`,
      );
    await new Promise((resolve) => setTimeout(resolve, options.everyMs ?? 500));
  }
}

/** Waiting for a condition. */
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import { type Text, text } from './language.ts';

export interface UntilOptions {
  /** Between two looks. */
  everyMs?: number;
  /** Undefined waits for ever. */
  timeoutMs?: number;
  /** What was waited for, for the message of UNAVAILABLE after `timeoutMs`. */
  what?: Text;
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
    if (performance.now() > deadlineMs) {
      const { zh, en } = options.what ?? text('所等的情况', 'the condition');
      const seconds = Math.round((options.timeoutMs ?? 0) / 1000);
      throw new LiusuError(
        'UNAVAILABLE',
        text(`${zh}没有在 ${seconds} 秒内出现`, `${en} did not come within ${seconds} s`),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, options.everyMs ?? 500));
  }
}

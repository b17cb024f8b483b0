/** Data sources as tests use them: tested, or looked into by a session that is closed whatever happens. */
import type { SourceConnection } from '@liusu/contract/source';

import { systemClock } from '../lib/clock.ts';
import { openSource } from '../sources/open-source.ts';
import type { SourceSession } from '../sources/source-session.ts';
import { testSource } from '../sources/source-test.ts';

const limits = { timeoutMs: 5_000, clock: systemClock };
const longestMs = 20_000;

export function trySource(connection: SourceConnection): ReturnType<typeof testSource> {
  return testSource(connection, { ...limits, signal: AbortSignal.timeout(longestMs) });
}

/** `withinMs`: for all of the work. */
export async function inSource<T>(
  connection: SourceConnection,
  work: (session: SourceSession) => Promise<T>,
  withinMs = longestMs,
): Promise<T> {
  const session = await openSource(connection, { ...limits, signal: AbortSignal.timeout(withinMs) });
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

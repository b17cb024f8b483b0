/**
 * Tests of connections that were not saved yet: what was tested is saved with its test. Kept in memory for some minutes, under a
 * checksum, so that no password is.
 */
import { createHash } from 'node:crypto';

import type { SourceConnection, SourceTest } from '@liusu/contract/source';

import type { Clock } from '../lib/clock.ts';

const keptMs = 15 * 60_000;
const mostKept = 100;

export class RecentTests {
  readonly #clock: Clock;
  readonly #tests = new Map<string, { test: SourceTest; atMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  keep(projectId: string, connection: SourceConnection, test: SourceTest): void {
    const [oldest] = this.#tests.keys();
    if (this.#tests.size >= mostKept && oldest !== undefined) this.#tests.delete(oldest);
    this.#tests.set(keyOf(projectId, connection), { test, atMs: this.#clock.nowMs() });
  }

  /** Of exactly this connection, password and all. */
  find(projectId: string, connection: SourceConnection): SourceTest | undefined {
    const found = this.#tests.get(keyOf(projectId, connection));
    return found !== undefined && this.#clock.nowMs() - found.atMs < keptMs ? found.test : undefined;
  }
}

function keyOf(projectId: string, connection: SourceConnection): string {
  const fields = Object.entries(connection).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([projectId, fields]))
    .digest('hex');
}

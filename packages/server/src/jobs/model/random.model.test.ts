/** Seeded histories, each repeatable by its number: `./liusu test model --seeds 1 --from SEED`. */
import { describe, expect, it } from 'vitest';

import { hashOf } from './history-log.ts';
import { Broken } from './play.ts';
import { playSeed } from './random.ts';
import { blocksOf, seedRange } from './seed-range.ts';

describe('seeded histories', { timeout: 600_000 }, () => {
  it.each(blocksOf(seedRange(process.env)))('seeds $from to $to', async ({ from, to }) => {
    for (let seed = from; seed <= to; seed += 1) {
      await playSeed(seed).catch((error: unknown) => {
        const what = error instanceof Broken ? error.violations.join('; ') : String(error);
        // The whole history only when it was asked for: of one seed.
        const whole = from === to ? `\n${String(error)}` : '';
        throw new Error(`${what}\n  ./liusu test model --seeds 1 --from ${seed}${whole}`, { cause: error });
      });
    }
  });

  it('are the same for the same seed', async () => {
    for (const seed of [3, 14, 159]) {
      const hashes = new Set([hashOf((await playSeed(seed)).entries), hashOf((await playSeed(seed)).entries)]);
      expect(hashes.size).toBe(1);
    }
    expect(hashOf((await playSeed(3)).entries)).not.toBe(hashOf((await playSeed(4)).entries));
  });
});

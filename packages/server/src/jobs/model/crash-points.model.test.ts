/**
 * Canonical histories of the real controller, real repositories and a fake world. The platform is killed after every write it
 * persists and every call it makes, one history for each. Whatever happens, the checker finds nothing wrong.
 */
import { describe, expect, it } from 'vitest';

import { historyGroups } from './histories.ts';
import { playOut } from './play.ts';

/** Its view is old then and its lease still its own; and its lease is another's. */
const pausesMs = [6_000, 60_000];

describe.each(historyGroups)('$name', ({ histories, options }) => {
  it.each(Object.entries(histories))('%s: killed after each deed', async (_name, history) => {
    const { deeds } = await playOut(history, 0, options);
    expect(deeds).toBeGreaterThan(1);
    for (const pauseMs of options.hasSecond === true ? pausesMs : []) {
      for (let pauseAfter = 1; pauseAfter <= deeds; pauseAfter += 1) {
        await playOut(history, 0, { ...options, pauseAfter, pauseMs }).catch((error: unknown) => {
          const where = `standing still for ${pauseMs} ms after deed ${pauseAfter} of ${deeds}`;
          throw new Error(`${where}: ${String(error)}`, { cause: error });
        });
      }
    }
    for (let dieAfter = 1; dieAfter <= deeds; dieAfter += 1) {
      await playOut(history, dieAfter, options).catch((error: unknown) => {
        throw new Error(`killed after deed ${dieAfter} of ${deeds}: ${String(error)}`, { cause: error });
      });
    }
  });
});

/**
 * A checker that cannot fail proves nothing: here one mistake at a time is made in the controller, each of them one that other
 * platforms were seen to make, and the checker has to see it. The mistakes are made from here, by replacing what the controller
 * calls; the product has no switch for them.
 */
import { afterEach, describe, expect, it, vi } from 'vitest';

import type * as DecideModule from '../decide.ts';
import type * as ExecuteModule from '../execute.ts';
import type { Executors } from '../execute.ts';
import type * as LeasedDepsModule from '../leased-deps.ts';
import { plantedBugs, type PlantedBug } from './planted-bugs.ts';
import { Broken, playOut } from './play.ts';

const current = vi.hoisted((): { bug: PlantedBug | undefined } => ({ bug: undefined }));

vi.mock('../decide.ts', async (original) => {
  const real = await original<typeof DecideModule>();
  const decide: typeof real.decide = (picture, nowMs) =>
    current.bug?.decide?.(picture, nowMs, real.decide) ?? real.decide(picture, nowMs);
  return { ...real, decide };
});

vi.mock('../execute.ts', async (original) => {
  const real = await original<typeof ExecuteModule>();
  const createExecutors = (): Executors => {
    const executors = real.createExecutors();
    return { ...executors, ...current.bug?.executors?.(executors) };
  };
  return { ...real, createExecutors };
});

vi.mock('../leased-deps.ts', async (original) => {
  const real = await original<typeof LeasedDepsModule>();
  const leasedDeps: typeof real.leasedDeps = (deps, leases, lease) =>
    current.bug?.isUnfenced === true ? deps : real.leasedDeps(deps, leases, lease);
  return { ...real, leasedDeps };
});

describe('a planted bug', { timeout: 120_000 }, () => {
  afterEach(() => {
    current.bug = undefined;
  });

  it.each(Object.entries(plantedBugs))('%s is caught', async (_name, bug) => {
    // Without the bug the history is sound at every crash point that is tried.
    await deathsOf(bug);
    current.bug = bug;

    const violations = await deathsOf(bug).catch((error: unknown) => {
      if (error instanceof Broken) return error.violations;
      throw error;
    });

    expect(violations?.join('\n')).toMatch(bug.caughtAs);
  });
});

/** Plays the bug's history unharmed and at each deed interrupted. Throws at the first that breaks a rule. */
async function deathsOf(bug: PlantedBug): Promise<undefined> {
  const options = { ...bug.options, ...(current.bug?.planted === undefined ? {} : { planted: current.bug.planted }) };
  const { deeds } = await playOut(bug.history, 0, options);
  for (let deed = 1; deed <= deeds; deed += 1) {
    if (bug.pauseMs === undefined) await playOut(bug.history, deed, options);
    else await playOut(bug.history, 0, { ...options, pauseAfter: deed, pauseMs: bug.pauseMs });
  }
}

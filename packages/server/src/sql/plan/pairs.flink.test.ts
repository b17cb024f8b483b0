/** Edits of SQL over real state: what is said before is what happens. The long form runs all of them, on both engines. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { needsConsent } from '@liusu/contract/upgrade';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { isLongTest, testEngines } from '../../drivers/test-engines.ts';
import { systemClock } from '../../lib/clock.ts';
import { silentLog } from '../../lib/log.ts';
import { useFlink } from '../../testing/flink-cluster.ts';
import { SessionSource } from '../gateways.ts';
import type { Pair } from './pair-inputs.ts';
import { PairRun } from './pair-runner.ts';
import { pairs, ttlPair } from './pairs.ts';

/** On the second engine: one of each kind of operator. */
const onBoth: ReadonlySet<string> = new Set([
  'a filter before an aggregation',
  'a filter before a join',
  'a filter before a window',
  'another measure of a pattern',
  'a filter before a top-n',
  'another grouping key',
]);

const [main, ...others] = testEngines;
const engines = [...(main === undefined ? [] : [main]), ...(isLongTest ? others : [])];

describe.each(engines)('edits over real state on %s', (engine) => {
  const flink = useFlink(engine);
  let sessions: SessionSource;

  beforeAll(() => {
    const { gateway } = flink();
    const gateways = { forEngine: () => gateway };
    sessions = new SessionSource({ gateways, prelude: [], clock: systemClock, log: silentLog(), poolSize: 0 });
  });
  afterAll(async () => {
    await sessions.close();
  });

  const all = [...pairs, ttlPair(engine)];
  const chosen = isLongTest
    ? all.filter(({ name, settingsAfter }) => engine === main || onBoth.has(name) || settingsAfter !== undefined)
    : pairs.filter(({ isShort }) => isShort === true);

  async function runOf(pair: Pair, folder: string): Promise<PairRun> {
    const root = join(flink().folder, folder);
    await mkdir(root, { recursive: true });
    const run = new PairRun(pair, flink(), sessions, root);
    await run.prepare();
    return run;
  }

  describe.concurrent('stored plans', { timeout: 600_000 }, () => {
    it.each(chosen.map((pair, at) => ({ pair, name: pair.name, at })))('$name', async ({ pair, at }) => {
      const run = await runOf(pair, `pair-${at}`);
      try {
        const savepoint = await run.first({ kind: 'compile', base: null, nextId: 1 });
        const base = run.made;
        if (base === undefined) throw new Error('the first text was not submitted as a plan');

        const told = await run.verdict(base);
        const changes = told.operators.filter(({ state }) => state !== 'kept');
        expect(changes.map(({ state, kind, code }) => [state, kind, code]).toSorted()).toEqual(
          (pair.changes ?? []).toSorted(),
        );
        expect(told.outcome).toBe(pair.outcome);

        const use = { kind: 'compile' as const, base, nextId: base.nextId };
        const isToldLost = needsConsent(told.outcome);
        if (isToldLost) {
          const refused = await run.second(savepoint, use, false);
          expect(refused.outcome).toMatchObject({ kind: 'refused', class: 'user' });
        }
        const second = await run.second(savepoint, use, isToldLost);
        expect(second.outcome).toEqual({ kind: 'submitted' });
        await run.proves(second.flinkJobId);

        const made = run.made;
        const isLost = changes.some(({ state }) => state === 'lost');
        if (isLongTest && isLost && made !== undefined) {
          // Without consent Flink itself would not drop it either.
          const strict = await run.second(savepoint, { kind: 'stored', plan: made }, false);
          expect(await run.isRefusedByFlink(strict)).toBe(true);
        }
      } finally {
        await run.end();
      }
    });
  });

  // Only registered when it is run: a test that is left out would count as one that failed.
  const plainEngines = isLongTest && engine === main ? [engine] : [];
  describe.concurrent.each(plainEngines)('the same SQL without plans on %s', { timeout: 600_000 }, () => {
    const plain = pairs.filter(({ plainIsRefused }) => plainIsRefused === true);
    it.each(plain.map((pair, at) => ({ pair, name: pair.name, at })))(
      'does not restore: $name',
      async ({ pair, at }) => {
        const run = await runOf(pair, `plain-${at}`);
        try {
          const savepoint = await run.first(undefined);
          expect(await run.isRefusedByFlink(await run.second(savepoint, undefined, false))).toBe(true);
        } finally {
          await run.end();
        }
      },
    );
  });
});

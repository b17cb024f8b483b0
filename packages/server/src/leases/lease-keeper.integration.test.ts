/** Two processes on one database, on a clock that the test turns. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Database } from '../db/database.ts';
import { testDatabases } from '../db/test-database.ts';
import { VirtualClock } from '../jobs/fake-world.ts';
import { silentLog } from '../lib/log.ts';
import { fencedDatabase } from './fenced-database.ts';
import { LeaseLost } from './lease.ts';
import { LeaseKeeper } from './lease-keeper.ts';

const cluster = 'clu_a';

describe.each(testDatabases)('leases on $name', ({ open }) => {
  let database: Database;
  let clock: VirtualClock;
  /** Who gained what, in order. */
  let gained: string[];

  beforeEach(async () => {
    database = await open();
    clock = new VirtualClock();
    gained = [];
  });
  afterEach(() => database.close());

  function keeperOf(holder: string, options: { isShared?: boolean; names?: string[] } = {}): LeaseKeeper {
    return new LeaseKeeper(
      {
        database,
        clock,
        log: silentLog(),
        holder,
        names: () => options.names ?? [cluster],
        monotonicMs: () => clock.nowMs(),
        databaseMs: () => clock.nowMs(),
        onGained: (names) => gained.push(...names.map((name) => `${holder} ${name}`)),
      },
      { isShared: options.isShared ?? true, ttlMs: 12_000 },
    );
  }

  const heldNow = (keeper: LeaseKeeper) => {
    const lease = keeper.held(cluster);
    if (lease === undefined) throw new Error('the lease is not held');
    return lease;
  };

  const write = (keeper: LeaseKeeper, lease: ReturnType<typeof heldNow>, value: string) =>
    fencedDatabase(database, keeper, lease).transaction(async (tx) => {
      await tx.insertInto('setting').values({ key: value, value }).execute();
    });

  test('one of two has it; the other gets it, under a new epoch, once nothing was heard of the first for its time', async () => {
    const [first, second] = [keeperOf('a'), keeperOf('b')];
    await first.tick();
    await second.tick();
    const before = heldNow(first);
    expect(second.held(cluster)).toBeUndefined();

    await clock.run(11_000);
    await second.tick();
    expect(second.held(cluster)).toBeUndefined();
    await clock.run(2_000);
    await second.tick();

    expect(heldNow(second).epoch).toBe(before.epoch + 1);
    expect(first.held(cluster)).toBeUndefined();
    expect(gained.toSorted()).toEqual([`a ${cluster}`, 'a platform', `b ${cluster}`, 'b platform']);
  });

  test('a holder that renews keeps it under the same epoch, and begins nothing in the last quarter of its time', async () => {
    const [first, second] = [keeperOf('a'), keeperOf('b')];
    await first.tick();
    const { epoch } = heldNow(first);
    for (let round = 0; round < 10; round += 1) {
      await clock.run(3_000);
      await first.tick();
      await second.tick();
    }
    expect(heldNow(first).epoch).toBe(epoch);
    expect(second.held(cluster)).toBeUndefined();

    const lease = heldNow(first);
    await clock.run(8_900);
    expect(() => first.check(lease)).not.toThrow();
    await clock.run(200);
    expect(() => first.check(lease)).toThrow(LeaseLost);
  });

  test('what an old holder writes late is refused, and nothing of it stays', async () => {
    const [first, second] = [keeperOf('a'), keeperOf('b')];
    await first.tick();
    const old = heldNow(first);
    await write(first, old, 'in time');
    await clock.run(13_000);
    await second.tick();
    await write(second, heldNow(second), 'by the new holder');

    await expect(write(first, old, 'too late')).rejects.toThrow(LeaseLost);

    expect(old.signal.aborted).toBe(true);
    const rows = await database.db.selectFrom('setting').select('key').orderBy('key').execute();
    expect(rows.map((row) => row.key)).toEqual(['by the new holder', 'in time']);
  });

  test('an old holder that comes back after a change of holder to and fro is refused all the same', async () => {
    const [first, second] = [keeperOf('a'), keeperOf('b')];
    await first.tick();
    const old = heldNow(first);
    await clock.run(13_000);
    await second.tick();
    await clock.run(13_000);
    await first.tick();
    await first.tick();

    expect(heldNow(first).epoch).toBe(old.epoch + 2);
    await expect(write(first, old, 'late')).rejects.toThrow(LeaseLost);
    await write(first, heldNow(first), 'anew');
  });

  test('a lease that ran out and that nobody took goes on under its epoch', async () => {
    const first = keeperOf('a');
    await first.tick();
    const { epoch } = heldNow(first);
    await clock.run(60_000);
    expect(first.held(cluster)).toBeUndefined();
    await first.tick();
    expect(heldNow(first).epoch).toBe(epoch);
  });

  test('leases given back are free at once', async () => {
    const [first, second] = [keeperOf('a'), keeperOf('b')];
    await first.tick();
    const old = heldNow(first);
    await first.stop();
    await second.tick();

    expect(heldNow(second).epoch).toBe(old.epoch + 1);
    await expect(write(first, old, 'late')).rejects.toThrow(LeaseLost);
  });

  test('many that try at once: each lease has one holder', async () => {
    const names = Array.from({ length: 20 }, (_, number) => `clu_${number}`);
    const keepers = Array.from({ length: 5 }, (_, number) => keeperOf(`k${number}`, { names }));
    await Promise.all(keepers.map((keeper) => keeper.tick()));
    await Promise.all(keepers.map((keeper) => keeper.tick()));

    for (const name of names) {
      expect(
        keepers.filter((keeper) => keeper.held(name) !== undefined),
        name,
      ).toHaveLength(1);
    }
  });

  test('the only process takes all at once, whoever had them, and never loses them', async () => {
    await keeperOf('dead').tick();
    const only = keeperOf('only', { isShared: false });
    await only.tick();
    const { epoch } = heldNow(only);
    expect(epoch).toBe(2);
    await clock.run(3_600_000);
    await only.tick();
    expect(heldNow(only).epoch).toBe(epoch);
  });

  test('a write outside of a transaction is a mistake, and is told', async () => {
    const first = keeperOf('a');
    await first.tick();
    const { db } = fencedDatabase(database, first, heldNow(first));
    await expect(db.insertInto('setting').values({ key: 'a', value: 'b' }).execute()).rejects.toThrow(
      'in a transaction',
    );
    await expect(db.selectFrom('setting').selectAll().execute()).resolves.toEqual([]);
  });
});

/** Commands under an Idempotency-Key whose platform dies half-way, or that reach two replicas: each takes effect once. */
import { randomBytes } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { Database } from '../db/database.ts';
import { testDatabases } from '../db/test-database.ts';
import type { Clock } from '../lib/clock.ts';
import { createVault } from '../lib/vault.ts';
import { type Answer, type Command, Idempotency } from './idempotency.ts';
import type { Once } from './route-handler.ts';

const command: Command = { userId: 'usr_a', route: 'startJob', key: 'k', content: '/jobs/1/start {}' };
const day = 24 * 3_600_000;

describe.each(testDatabases)('idempotency on $name', ({ open }) => {
  let database: Database;
  let nowMs = 1_700_000_000_000;
  const vault = createVault(randomBytes(32));
  /** Whoever waits for another passes the time at once; who renews a claim meanwhile is never due. */
  const clock: Clock = {
    nowMs: () => nowMs,
    sleep: async (ms, signal) => {
      if (signal === undefined) {
        await new Promise((resolve) => void setImmediate(resolve));
        nowMs += ms;
      } else if (!signal.aborted) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      }
    },
  };
  const platform = (isShared = true) => new Idempotency(database, vault, clock, { isShared });

  beforeEach(async () => {
    database = await open();
  });
  afterEach(() => database.close());

  /** Takes effect in a transaction that marks it, as the commands on jobs do. */
  async function effect(once: Once, name: string): Promise<Answer> {
    if (once.done !== undefined) return { status: 202, body: `"made ${once.done} before"` };
    await database.transaction(async (tx) => {
      await tx
        .insertInto('setting')
        .values({ key: `effect.${name}`, value: '1' })
        .execute();
      await once.mark(tx, name);
    });
    return { status: 202, body: `"made ${name}"` };
  }

  async function effects(): Promise<number> {
    return (await database.db.selectFrom('setting').select('key').where('key', 'like', 'effect.%').execute()).length;
  }

  test('a command whose platform dies before it could answer is not done again', async () => {
    const died = platform().run(command, async (once) => {
      await effect(once, 'a');
      throw new Error('the platform died');
    });
    await expect(died).rejects.toThrow('died');

    const again = await platform().run(command, (once) => effect(once, 'b'));
    const third = await platform().run(command, (once) => effect(once, 'c'));

    expect(again.body).toBe('"made a before"');
    expect(third).toEqual(again);
    expect(await effects()).toBe(1);
  });

  test('a command that was refused may be tried again', async () => {
    await expect(platform().run(command, () => Promise.reject(new Error('no')))).rejects.toThrow('no');

    expect((await platform().run(command, (once) => effect(once, 'a'))).body).toBe('"made a"');
  });

  test('two replicas that are given the same command at once do it once', async () => {
    const answers = await Promise.all(['a', 'b'].map((name) => platform().run(command, (once) => effect(once, name))));

    expect(await effects()).toBe(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  });

  /** Takes effect without a mark, as routes that make people or tokens do. */
  async function unmarked(name: string, until: Promise<void> = Promise.resolve()): Promise<Answer> {
    await until;
    await database.db
      .insertInto('setting')
      .values({ key: `effect.${name}`, value: '1' })
      .execute();
    return { status: 201, body: `"made ${name}"` };
  }

  test('two replicas that are given the same command without a mark do it once, and answer the same', async () => {
    const answers = await Promise.all(['a', 'b', 'c'].map((name) => platform().run(command, () => unmarked(name))));

    expect(await effects()).toBe(1);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
  });

  test('one that another replica is long at is refused as in progress, and answered once it is done', async () => {
    const going = Promise.withResolvers<void>();
    const first = platform().run(command, () => unmarked('a', going.promise));
    await vi.waitFor(async () =>
      expect(await database.db.selectFrom('idempotency').select('key').execute()).toHaveLength(1),
    );

    await expect(platform().run(command, () => unmarked('b'))).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_IN_PROGRESS',
      status: 409,
    });
    await expect(platform().run({ ...command, content: 'other' }, () => unmarked('c'))).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    going.resolve();
    await first;

    expect((await platform().run(command, () => unmarked('d'))).body).toBe('"made a"');
    expect(await effects()).toBe(1);
  });

  test('the second does it when the first is refused', async () => {
    const going = Promise.withResolvers<void>();
    const first = platform().run(command, async () => {
      await going.promise;
      throw new Error('no');
    });
    await vi.waitFor(async () =>
      expect(await database.db.selectFrom('idempotency').select('key').execute()).toHaveLength(1),
    );
    const second = platform().run(command, () => unmarked('b'));
    going.resolve();

    await expect(first).rejects.toThrow('no');
    expect((await second).body).toBe('"made b"');
  });

  test('one whose replica vanished over it is done by another, and what the first still wants to do is undone', async () => {
    const going = Promise.withResolvers<void>();
    const first = platform().run(command, async (once) => {
      await going.promise;
      return effect(once, 'a');
    });
    await vi.waitFor(async () =>
      expect(await database.db.selectFrom('idempotency').select('key').execute()).toHaveLength(1),
    );
    // Nothing is heard of it for long.
    await database.db.updateTable('idempotency').set({ created_at: '2023-11-14T00:00:00.000Z' }).execute();

    expect((await platform().run(command, (once) => effect(once, 'b'))).body).toBe('"made b"');
    going.resolve();
    expect((await first).body).toBe('"made b"');
    expect(await effects()).toBe(1);
  });

  test('with one process, what an earlier life left in progress is done at once', async () => {
    const never = new Promise<void>(() => {});
    void platform(false).run(command, () => unmarked('a', never));
    await vi.waitFor(async () =>
      expect(await database.db.selectFrom('idempotency').select('key').execute()).toHaveLength(1),
    );

    expect((await platform(false).run(command, () => unmarked('b'))).body).toBe('"made b"');
  });

  test('another content under the key is refused, until the day is over', async () => {
    await platform().run(command, (once) => effect(once, 'a'));
    const other = { ...command, content: '/jobs/1/start {"version":2}' };

    await expect(platform().run(other, (once) => effect(once, 'b'))).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
      status: 422,
    });
    nowMs += day + 1;
    expect((await platform().run(other, (once) => effect(once, 'b'))).body).toBe('"made b"');
  });

  test('another person and another route have keys of their own', async () => {
    await platform().run(command, (once) => effect(once, 'a'));
    await platform().run({ ...command, userId: 'usr_b' }, (once) => effect(once, 'b'));
    await platform().run({ ...command, route: 'stopJob' }, (once) => effect(once, 'c'));

    expect(await effects()).toBe(3);
  });
});

import { expect, it } from 'vitest';

import { ExclusiveRunner, Gate } from './exclusive-runner.ts';

/** Work that ends when told to. */
function heldWork() {
  const begun: PromiseWithResolvers<void>[] = [];
  const work = () => {
    const held = Promise.withResolvers<void>();
    begun.push(held);
    return held.promise;
  };
  return { begun, work };
}
const soon = () => new Promise((resolve) => setImmediate(resolve));
const onError = (error: unknown) => {
  throw error;
};

it('runs once more, however often it was triggered during a run, and never beside itself', async () => {
  const { begun, work } = heldWork();
  const runner = new ExclusiveRunner({ gate: new Gate(4), work, onError });
  for (let times = 0; times < 5; times += 1) runner.trigger();
  await soon();
  expect(begun).toHaveLength(1);
  for (let times = 0; times < 5; times += 1) runner.trigger();
  await soon();
  expect(begun).toHaveLength(1);
  begun[0]?.resolve();
  await soon();
  expect(begun).toHaveLength(2);
  expect(runner.busy).toBe(true);
  begun[1]?.resolve();
  await runner.idle();
  expect(begun).toHaveLength(2);
  expect(runner.busy).toBe(false);
  runner.trigger();
  await soon();
  expect(begun).toHaveLength(3);
  begun[2]?.resolve();
  await runner.idle();
});

it('goes on after work that threw', async () => {
  const errors: unknown[] = [];
  let runs = 0;
  const runner = new ExclusiveRunner({
    gate: new Gate(1),
    work: async () => {
      runs += 1;
      if (runs === 1) throw new Error('once');
    },
    onError: (error) => errors.push(error),
  });
  runner.trigger();
  await runner.idle();
  runner.trigger();
  await runner.idle();
  expect([runs, errors.length]).toEqual([2, 1]);
});

it('ends its run by the signal when stopped, and runs no more', async () => {
  let isAborted = false;
  let runs = 0;
  const runner = new ExclusiveRunner({
    gate: new Gate(1),
    work: async (signal) => {
      runs += 1;
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      isAborted = signal.aborted;
    },
    onError,
  });
  runner.trigger();
  await soon();
  runner.trigger();
  await runner.stop();
  runner.trigger();
  await soon();
  expect([runs, isAborted]).toEqual([1, true]);
});

it('lets so many through the gate at once, in their order of arrival', async () => {
  const gate = new Gate(2);
  const { begun, work } = heldWork();
  const order: number[] = [];
  const passes = [1, 2, 3, 4].map((number) =>
    gate.pass(async () => {
      order.push(number);
      await work();
    }),
  );
  await soon();
  expect(order).toEqual([1, 2]);
  begun[1]?.resolve();
  await soon();
  expect(order).toEqual([1, 2, 3]);
  begun[0]?.resolve();
  begun[2]?.resolve();
  await soon();
  begun[3]?.resolve();
  await Promise.all(passes);
  expect(order).toEqual([1, 2, 3, 4]);
});

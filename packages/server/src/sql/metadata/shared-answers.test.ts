import { expect, test } from 'vitest';

import type { Clock } from '../../lib/clock.ts';
import { SharedAnswers } from './shared-answers.ts';

function world() {
  let nowMs = 0;
  const clock: Clock = { nowMs: () => nowMs, sleep: async () => undefined };
  const answers = new SharedAnswers({ clock, freshMs: 1000, capacity: 2 });
  const asked: { signal: AbortSignal; resolve: (value: string) => void; reject: (error: Error) => void }[] = [];
  const ask = (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => void asked.push({ signal, resolve, reject }));
  const get = (key: string, { refresh = false, signal = new AbortController().signal } = {}) =>
    answers.get(key, { refresh, signal }, ask);
  return { get, asked, pass: (ms: number) => void (nowMs += ms) };
}

test('those who ask at the same time share one question, and its answer is remembered while it is fresh', async () => {
  const { get, asked, pass } = world();
  const both = Promise.all([get('a'), get('a')]);
  asked[0]?.resolve('one');

  expect(await both).toEqual(['one', 'one']);
  expect(await get('a')).toBe('one');
  expect(asked).toHaveLength(1);
  pass(1000);
  const again = get('a');
  asked[1]?.resolve('two');
  expect(await again).toBe('two');
});

test('a refresh asks anew', async () => {
  const { get, asked } = world();
  const first = get('a');
  asked[0]?.resolve('one');
  await first;

  const second = get('a', { refresh: true });
  asked[1]?.resolve('two');
  expect(await second).toBe('two');
  expect(await get('a')).toBe('two');
});

test('a question ends when the last who waits has gone, not before; the next one asks anew', async () => {
  const { get, asked } = world();
  const [one, two] = [new AbortController(), new AbortController()];
  const first = get('a', { signal: one.signal });
  const second = get('a', { signal: two.signal });

  one.abort(new Error('gone'));
  await expect(first).rejects.toThrow('gone');
  expect(asked[0]?.signal.aborted).toBe(false);
  two.abort(new Error('gone too'));
  await expect(second).rejects.toThrow('gone too');
  expect(asked[0]?.signal.aborted).toBe(true);

  const third = get('a');
  asked[1]?.resolve('new');
  asked[0]?.reject(new Error('dropped'));
  expect(await third).toBe('new');
  expect(await get('a')).toBe('new');
});

test('a failure is told to all who wait and not remembered', async () => {
  const { get, asked } = world();
  const first = get('a');
  asked[0]?.reject(new Error('no gateway'));
  await expect(first).rejects.toThrow('no gateway');

  const second = get('a');
  asked[1]?.resolve('one');
  expect(await second).toBe('one');
});

test('only so many answers are kept', async () => {
  const { get, asked } = world();
  for (const [index, key] of ['a', 'b', 'c'].entries()) {
    const answer = get(key);
    asked[index]?.resolve(key);
    await answer;
  }

  expect(await get('c')).toBe('c');
  expect(asked).toHaveLength(3);
  void get('a');
  expect(asked).toHaveLength(4);
  asked[3]?.resolve('a');
});

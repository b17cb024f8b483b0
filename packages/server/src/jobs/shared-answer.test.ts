import { expect, it } from 'vitest';

import { LiusuError } from '../lib/errors.ts';
import { VirtualClock } from './model/virtual-clock.ts';
import { SharedAnswers } from './shared-answer.ts';

const unreachable = () => Promise.reject(new LiusuError('FLINK_UNREACHABLE', 'no answer'));

it('asks once for all who look within two seconds, and once at a time', async () => {
  const clock = new VirtualClock();
  const answers = new SharedAnswers(clock);
  const slow = Promise.withResolvers<string>();
  let asked = 0;
  const ask = () => {
    asked += 1;
    return slow.promise;
  };
  const looks = [answers.get('k', ask), answers.get('k', ask)];
  slow.resolve('a');
  expect((await Promise.all(looks)).map(({ value }) => value)).toEqual(['a', 'a']);
  await answers.get('k', ask);
  expect(asked).toBe(1);
  await clock.run(2_000);
  await answers.get('k', ask);
  expect(asked).toBe(2);
  await answers.get('another', ask);
  expect(asked).toBe(3);
});

it('gives the last good answer again, marked stale, with its own time', async () => {
  const clock = new VirtualClock();
  const answers = new SharedAnswers(clock);
  const goodMs = clock.nowMs();
  await answers.get('k', async () => 'good');
  await clock.run(5_000);
  expect(await answers.get('k', unreachable)).toEqual({ value: 'good', atMs: goodMs, stale: true });
  await clock.run(5_000);
  expect(await answers.get('k', async () => 'new')).toEqual({ value: 'new', atMs: clock.nowMs(), stale: false });
});

it('throws the error of the cluster when there never was an answer', async () => {
  const answers = new SharedAnswers(new VirtualClock());
  await expect(answers.get('k', unreachable)).rejects.toMatchObject({ code: 'FLINK_UNREACHABLE' });
});

import type { SqlValidation } from '@liusu/contract/sql';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { type ValidationState, Validator } from './validator.ts';

const answer: SqlValidation = { ok: true, diagnostics: [], statements: [], ms: 3 };

function world() {
  const states: ValidationState[] = [];
  const pending: { resolve: (value: SqlValidation) => void; reject: (error: Error) => void }[] = [];
  const validator = new Validator({
    validate: () => new Promise((resolve, reject) => pending.push({ resolve, reject })),
    onState: (state) => states.push(state),
    isTemporary: (error) => (error as Error).message === 'starting',
  });
  return { validator, states, pending, kinds: () => states.map((state) => state.kind) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('asks once, 700 ms after the last change', async () => {
  const { validator, pending } = world();

  validator.changed();
  await vi.advanceTimersByTimeAsync(600);
  validator.changed();
  await vi.advanceTimersByTimeAsync(690);
  expect(pending).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(20);

  expect(pending).toHaveLength(1);
});

test('one request at a time; an answer about an older text is dropped', async () => {
  const { validator, pending, kinds } = world();
  validator.now();
  validator.changed();
  await vi.advanceTimersByTimeAsync(800);
  expect(pending).toHaveLength(1);

  pending[0]?.resolve(answer);
  await vi.advanceTimersByTimeAsync(0);
  expect(kinds()).toEqual(['checking', 'checking']);
  pending[1]?.resolve(answer);
  await vi.advanceTimersByTimeAsync(0);

  expect(kinds()).toEqual(['checking', 'checking', 'checked']);
});

test('asks again while the gateway is starting, not after a refusal', async () => {
  const { validator, pending, kinds } = world();
  validator.now();
  pending[0]?.reject(new Error('starting'));
  await vi.advanceTimersByTimeAsync(3100);
  expect(pending).toHaveLength(2);
  pending[1]?.reject(new Error('forbidden'));
  await vi.advanceTimersByTimeAsync(60_000);

  expect(pending).toHaveLength(2);
  expect(kinds().at(-1)).toBe('unavailable');
});

test('says nothing after it was closed', async () => {
  const { validator, pending, states } = world();
  validator.now();
  validator.close();
  pending[0]?.resolve(answer);
  await vi.advanceTimersByTimeAsync(5000);

  expect(states).toHaveLength(1);
});

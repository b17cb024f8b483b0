import { expect, it } from 'vitest';

import { tokenState } from './token-state.ts';

const now = Date.parse('2026-11-23T08:00:00.000Z');

it.each([
  [null, 'valid'],
  ['2026-12-23T08:00:00.000Z', 'valid'],
  ['2026-11-25T08:00:00.000Z', 'expiring'],
  ['2026-11-23T08:00:00.000Z', 'expired'],
  ['2026-11-22T08:00:00.000Z', 'expired'],
])('a token until %s is %s', (expiresAt, state) => {
  expect(tokenState({ expiresAt }, now)).toBe(state);
});

import { expect, test } from 'vitest';

import { neededAllowance } from './upgrade-allowance.ts';

test('asks for as much as the verdict needs', () => {
  expect(neededAllowance({ outcome: 'compatible', code: 'ALL_KEPT' })).toBe('compatible');
  expect(neededAllowance({ outcome: 'same-topology', code: 'SAME_VERSION' })).toBe('compatible');
  expect(neededAllowance({ outcome: 'partly', code: 'SOME_LOST' })).toBe('partly');
  expect(neededAllowance({ outcome: 'incompatible', code: 'ALL_LOST' })).toBe('any');
});

test('what cannot be told may be tried, what does not compile may not', () => {
  expect(neededAllowance({ outcome: 'unknown', code: 'NOT_CHECKED' })).toBe('any');
  expect(neededAllowance({ outcome: 'unknown', code: 'NOT_COMPILED' })).toBeUndefined();
});

import { expect, it } from 'vitest';

import { CheckerState } from './checker-state.ts';

const database = ['lake', 'd'];
const table = [...database, 't'];

it('keeps what was in a dropped database dropped until it is made anew itself', () => {
  const state = new CheckerState({ lake: 'paimon' });
  state.drop(database);
  expect([state.isDropped(database), state.isDropped(table)]).toEqual([true, true]);

  state.remake(database);
  expect([state.isDropped(database), state.isDropped(table)]).toEqual([false, true]);

  state.remake(table);
  expect([state.isDropped(table), state.isDropped([...database, 'u']), state.isDropped(['lake', 'e', 't'])]).toEqual([
    false,
    true,
    false,
  ]);

  state.drop(table);
  expect(state.isDropped(table)).toBe(true);
  state.remake(table);
  state.drop(database);
  expect(state.isDropped(table)).toBe(true);
});

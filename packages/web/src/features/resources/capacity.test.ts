import { expect, it } from 'vitest';

import { capacityOf } from './capacity.ts';

it.each([
  [
    { slotsTotal: 8, slotsFree: 6 },
    { used: 2, total: 8, share: 0.25, isFull: false },
  ],
  [
    { slotsTotal: 4, slotsFree: 0 },
    { used: 4, total: 4, share: 1, isFull: true },
  ],
  [
    { slotsTotal: 0, slotsFree: 0 },
    { used: 0, total: 0, share: 0, isFull: true },
  ],
  [
    { slotsTotal: 2, slotsFree: 4 },
    { used: 0, total: 2, share: 0, isFull: false },
  ],
  [{ slotsTotal: null, slotsFree: 4 }, null],
])('of %o is %o', (cluster, capacity) => {
  expect(capacityOf(cluster)).toEqual(capacity);
});

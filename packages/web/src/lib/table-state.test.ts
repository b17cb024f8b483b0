import { expect, it } from 'vitest';

import { applyTableState, emptyTableState, readTableState, toggleFilter, writeTableState } from './table-state.ts';

const rows = [
  { name: 'b10', phase: 'RUNNING', rate: 5 },
  { name: 'b9', phase: 'FAILED', rate: null },
  { name: 'a', phase: 'RUNNING', rate: 7 },
];
const reading = {
  searchText: (row: (typeof rows)[number]) => row.name,
  filterValues: { phase: (row: (typeof rows)[number]) => [row.phase] },
  sortValue: {
    name: (row: (typeof rows)[number]) => row.name,
    rate: (row: (typeof rows)[number]) => row.rate,
  },
};
const names = (state: typeof emptyTableState) => applyTableState(rows, state, reading).map((row) => row.name);

it('comes back from the address as it was written, and leaves the rest of it alone', () => {
  const state = { search: 'x y', sort: { key: 'rate', descending: true }, filters: { label: ['a,b', 'team=air'] } };

  const params = writeTableState(new URLSearchParams('tab=graph&q=old&f.gone=1'), state);

  expect(readTableState(new URLSearchParams(params.toString()))).toEqual(state);
  expect(params.get('tab')).toBe('graph');
  expect(params.has('f.gone')).toBe(false);
});

it('searches, filters and orders, numbers in names as numbers, rows without a value last', () => {
  expect(names({ ...emptyTableState, search: 'B' })).toEqual(['b10', 'b9']);
  expect(names({ ...emptyTableState, filters: { phase: ['FAILED'] } })).toEqual(['b9']);
  expect(names({ ...emptyTableState, sort: { key: 'name', descending: false } })).toEqual(['a', 'b9', 'b10']);
  expect(names({ ...emptyTableState, sort: { key: 'rate', descending: true } })).toEqual(['a', 'b10', 'b9']);
  expect(names({ ...emptyTableState, sort: { key: 'rate', descending: false } })).toEqual(['b10', 'a', 'b9']);
});

it('toggles one value of a filter', () => {
  const on = toggleFilter(emptyTableState, 'phase', 'FAILED');

  expect(on.filters).toEqual({ phase: ['FAILED'] });
  expect(toggleFilter(on, 'phase', 'FAILED').filters).toEqual({ phase: [] });
});

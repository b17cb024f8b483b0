import type { ChangeKind } from '@liusu/contract/sql';
import { expect, test } from 'vitest';

import { ChangelogTable, ChangeTail } from './changelog.ts';

function tableOf(
  changes: [ChangeKind, ...(string | number)[]][],
  options?: { keyIndexes?: number[]; rowLimit?: number },
) {
  const table = new ChangelogTable(options);
  table.applyBatch(changes.map(([kind, ...cells], index) => ({ number: index + 1, kind, cells })));
  return table;
}

function cells(table: ChangelogTable) {
  return table.rows().map((row) => row.cells);
}

test('an update keeps the place of the row, without a key', () => {
  const table = tableOf([
    ['+I', 'AA', 1],
    ['+I', 'UA', 1],
    ['-U', 'AA', 1],
    ['+U', 'AA', 2],
  ]);

  expect(cells(table)).toEqual([
    ['AA', 2],
    ['UA', 1],
  ]);
});

test('equal rows are kept apart: a delete removes one of them', () => {
  const table = tableOf([
    ['+I', 1],
    ['+I', 1],
    ['-D', 1],
  ]);

  expect(cells(table)).toEqual([[1]]);
});

test('with a key, +I and +U of a known key replace its row', () => {
  const table = tableOf(
    [
      ['+I', 'AA', 1],
      ['+U', 'AA', 5],
      ['+I', 'AA', 6],
    ],
    { keyIndexes: [0] },
  );

  expect(cells(table)).toEqual([['AA', 6]]);
});

test.each([{ keyIndexes: [0] }, {}])('-U without +U removes the row: %j', (options) => {
  const table = tableOf(
    [
      ['+I', 'AA', 1],
      ['-U', 'AA', 1],
      ['+I', 'UA', 1],
    ],
    options,
  );

  table.settle();

  expect(cells(table)).toEqual([['UA', 1]]);
});

test('-D with a key removes the row whatever its other cells are', () => {
  const table = tableOf(
    [
      ['+I', 'AA', 1],
      ['-D', 'AA', 9],
    ],
    { keyIndexes: [0] },
  );

  expect(table.size).toBe(0);
});

test('a removal of an unknown row changes nothing', () => {
  expect(
    cells(
      tableOf([
        ['-D', 1],
        ['+I', 2],
      ]),
    ),
  ).toEqual([[2]]);
});

test('rows beyond the limit are counted, not kept', () => {
  const table = tableOf(
    [
      ['+I', 1],
      ['+I', 2],
      ['+I', 3],
    ],
    { rowLimit: 2 },
  );

  expect(cells(table)).toEqual([[1], [2]]);
  expect(table.leftOut).toBe(1);
});

test('the tail keeps the newest changes and counts all', () => {
  const tail = new ChangeTail(10);
  for (let value = 0; value < 100; value += 1) tail.add('+I', [value]);

  expect(tail.total).toBe(100);
  expect(tail.changes().map((change) => change.number)).toEqual([91, 92, 93, 94, 95, 96, 97, 98, 99, 100]);
});

test('with a key, an updated row stays in sight between its -U and its +U, whatever comes in between', () => {
  const table = new ChangelogTable({ keyIndexes: [0] });
  table.applyBatch([
    { number: 1, kind: '+I', cells: ['AA', 1] },
    { number: 2, kind: '+I', cells: ['UA', 1] },
    { number: 3, kind: '-U', cells: ['AA', 1] },
    { number: 4, kind: '-U', cells: ['UA', 1] },
  ]);
  expect(table.size).toBe(2);

  table.applyBatch([
    { number: 5, kind: '+U', cells: ['AA', 2] },
    { number: 6, kind: '+U', cells: ['UA', 2] },
  ]);

  expect(cells(table)).toEqual([
    ['AA', 2],
    ['UA', 2],
  ]);
});

test('with a key, a row whose +U did not come with the next batch is gone', () => {
  const table = new ChangelogTable({ keyIndexes: [0] });
  table.applyBatch([
    { number: 1, kind: '+I', cells: ['AA', 1] },
    { number: 2, kind: '-U', cells: ['AA', 1] },
  ]);

  table.applyBatch([{ number: 3, kind: '+I', cells: ['UA', 1] }]);

  expect(cells(table)).toEqual([['UA', 1]]);
});

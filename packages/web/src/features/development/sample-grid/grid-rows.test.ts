import { describe, expect, it } from 'vitest';

import { readSampleText } from '@liusu/contract/sample';

import { gridOf, pastedCells, problemsOf, rowsOf, withCell, withoutRow, withPasted, withRow } from './grid-rows.ts';

const schema = {
  columns: [
    { name: 'id', type: 'BIGINT' },
    { name: 'customer', type: 'STRING' },
    { name: 'amount', type: 'DECIMAL(10, 2)' },
  ],
  ignored: ['day'],
};

function cellsOf(grid: ReturnType<typeof gridOf>) {
  return grid.rows.map(({ cells }) => cells);
}

describe('rows and their grid', () => {
  it('are the same data, whichever is edited', () => {
    const sample = {
      rows: [
        { id: 1, customer: 'Ada', amount: '12.50' },
        { id: null, customer: '', amount: 3 },
      ],
    };

    expect(rowsOf(gridOf(sample, schema))).toEqual(sample);
    const withKinds = { ...sample, kinds: ['+I', '-D'] as ('+I' | '-D')[] };
    expect(rowsOf(gridOf(withKinds, schema))).toEqual(withKinds);
  });

  it('take columns from the table; a field the table has not is kept and marked, a computed one is left out', () => {
    const grid = gridOf({ rows: [{ ID: 7, day: '2026-11-02', note: 'x' }] }, schema);

    expect(grid.columns.map(({ name, isKnown }) => [name, isKnown])).toEqual([
      ['id', true],
      ['customer', true],
      ['amount', true],
      ['note', false],
    ]);
    expect(cellsOf(grid)).toEqual([['7', null, null, 'x']]);
  });

  it('come from a CSV file with types: an empty field is NULL', () => {
    const grid = gridOf(readSampleText('id,customer,amount\n1,,2.50\n'), schema);

    expect(rowsOf(grid).rows).toEqual([{ id: 1, customer: null, amount: '2.50' }]);
  });
});

describe('edits', () => {
  const empty = gridOf({ rows: [] }, schema);

  it('add, change and remove rows without touching what was before', () => {
    const two = withRow(withRow(empty, 0), 1);
    const changed = withCell(two, 1, 1, 'Ada');

    expect(cellsOf(changed)).toEqual([
      [null, null, null],
      [null, 'Ada', null],
    ]);
    expect(cellsOf(withoutRow(changed, 0))).toEqual([[null, 'Ada', null]]);
    expect(cellsOf(two)[1]).toEqual([null, null, null]);
  });

  it('a paste from a spreadsheet fills cells from its place on, and adds rows', () => {
    const lines = pastedCells('Ada\t12.5\r\n李雷\t\r\nEve\t3\ttoo wide\r\n') ?? [];

    expect(cellsOf(withPasted(withRow(empty, 0), 0, 1, lines))).toEqual([
      [null, 'Ada', '12.5'],
      [null, '李雷', null],
      [null, 'Eve', '3'],
    ]);
  });

  it('a header says where the fields of a CSV go', () => {
    const lines = pastedCells('Amount,id\n2,1\n4,3') ?? [];

    expect(cellsOf(withPasted(empty, 0, 2, lines))).toEqual([
      ['1', null, '2'],
      ['3', null, '4'],
    ]);
  });

  it('a text without tabs and lines is one cell, commas and all', () => {
    expect(pastedCells('Ada, Countess of Lovelace')).toBeUndefined();
  });

  it('tell each cell that is no value of its type', () => {
    expect(problemsOf(withCell(withRow(empty, 0), 0, 0, 'one'))).toEqual([{ row: 0, column: 0, problem: 'int' }]);
  });
});

import { expect, it } from 'vitest';

import { sampleFaults, sampleFaultWords } from './sample-faults.ts';

const columns = [
  { name: 'id', type: 'BIGINT NOT NULL' },
  { name: 'paid', type: 'BOOLEAN' },
  { name: 'name', type: 'VARCHAR(2)' },
  { name: 'parts', type: 'ARRAY<ROW<`a b` INT, c MAP<STRING, DATE>>>' },
];

it('finds values of a wrong type by row and column, however rows were given', () => {
  const rows = [
    { id: 1, paid: true, name: 'longer than two', parts: [{ 'a b': 1, c: { x: '2026-01-31' } }], day: 'no column' },
    { ID: 'one', paid: 1, name: 7 },
    { id: '', paid: 'maybe', parts: '[{"a b": "x"}]' },
    { id: 1.5, parts: [{ c: { x: 'soon' } }] },
    { id: null, parts: { 'a b': 1 } },
  ];

  expect(sampleFaults({ rows }, columns, 10).map(({ row, column, problem }) => [row, column.name, problem])).toEqual([
    [1, 'id', 'int'],
    [2, 'paid', 'boolean'],
    [2, 'parts', 'int'],
    [3, 'id', 'int'],
    [3, 'parts', 'date'],
    [4, 'parts', 'list'],
  ]);
  expect(sampleFaults({ rows }, columns, 2)).toHaveLength(2);
});

it('says how to write it', () => {
  const [fault] = sampleFaults({ rows: [{ id: 'x'.repeat(50) }] }, columns, 1);
  if (fault === undefined) throw new Error('it is no number');

  expect(sampleFaultWords(fault)).toEqual({
    zh: `第 1 行 id 列（BIGINT）的值“${'x'.repeat(40)}…”类型不对：要填整数，例如 42`,
    en: `Row 1, id (BIGINT): "${'x'.repeat(40)}…" is no value of this type. Write a whole number, such as 42`,
  });
});

import { expect, test } from 'vitest';

import { palettes } from '../../lib/tokens.ts';
import { chartPlan, resultChartOption, scaleGroups } from './result-chart-option.ts';

const column = (name: string, type: string) => ({ name, type, nullable: true });

test.each([
  [[column('name', 'STRING'), column('n', 'BIGINT')], { label: 0, measures: [1], kind: 'bar' }],
  [
    [column('who', 'STRING'), column('at', 'TIMESTAMP(3)'), column('n', 'INT'), column('m', 'DECIMAL(10, 2)')],
    { label: 1, measures: [2, 3], kind: 'line' },
  ],
  [[column('k', 'INT'), column('n', 'INT')], { label: 0, measures: [1], kind: 'bar' }],
  [[column('n', 'INT')], { label: undefined, measures: [0], kind: 'line' }],
  [[column('name', 'STRING')], undefined],
])('columns %j', (columns, expected) => {
  expect(chartPlan(columns)).toEqual(expected);
});

test('points in time are in order, numbers that came as text are numbers, NULL is a gap', () => {
  const columns = [column('at', 'DATE'), column('n', 'BIGINT')];
  const rows = [{ cells: ['2026-01-02', '9007199254740993'] }, { cells: ['2026-01-01', null] }];

  const option = resultChartOption(columns, rows, { label: 0, measures: [1], kind: 'line' }, palettes.light);

  expect(option['xAxis']).toMatchObject([{ data: ['2026-01-01', '2026-01-02'] }]);
  expect(option['series']).toMatchObject([{ name: 'n', data: [null, 9007199254740992] }]);
});

test('fields of several scales begin at the same place, with room for the longest number', () => {
  const columns = [column('who', 'STRING'), column('n', 'BIGINT'), column('sum', 'BIGINT')];
  const grids = (sum: number) =>
    resultChartOption(
      columns,
      [{ cells: ['Ada', 3, sum] }],
      { label: 0, measures: [1, 2], kind: 'bar' },
      palettes.light,
    )['grid'] as { left: number }[];

  const [first, second, ...others] = grids(2_000_000);
  expect(others).toEqual([]);
  expect(second?.left).toBe(first?.left);
  expect(first?.left).toBeGreaterThan(grids(2_000)[0]?.left ?? 0);
});

test('measures of very different size have fields of their own, one below the other', () => {
  const rows = [{ cells: [3, 2_000_000, '41.5', 0] }, { cells: [-7, 1_500_000, null, 0] }];

  expect(scaleGroups([0, 1, 2, 3], rows)).toEqual([[0, 2, 3], [1]]);
  expect(scaleGroups([0, 1], [])).toEqual([[0, 1]]);
});

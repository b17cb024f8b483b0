import { DashboardPanel } from '@liusu/contract/scenario';
import { expect, test } from 'vitest';

import { chartData, numberOf, ratioOf, rowsByPanel, tableRows, tilesOf } from './panel-model.ts';

const title = { zh: '标题', en: 'Title' };

function panelOf(panel: Record<string, unknown>) {
  return DashboardPanel.parse({ key: 'p', title, kind: 'bar', ...panel });
}

test('rows go to their panels, by column name', () => {
  const columns = ['panel', 'k1', 'v1'].map((name) => ({ name, type: 'STRING', nullable: true }));
  const panels = rowsByPanel(columns, [{ cells: ['a', 'x', 1] }, { cells: ['b', 'y', 2] }], 'panel');

  expect(panels.get('b')).toEqual([{ panel: 'b', k1: 'y', v1: 2 }]);
});

test('decimals that come as text are numbers', () => {
  expect([numberOf('12.5'), numberOf(''), numberOf(null), numberOf('x')]).toEqual([12.5, null, null, null]);
});

test('a quotient by zero has no value, one in percent is a share of 100', () => {
  const ratio = { title, numerator: 'n', denominator: 'd' };

  expect(ratioOf({ n: 1, d: 0 }, ratio)).toBeNull();
  expect(ratioOf({ n: 1, d: 4 }, { ...ratio, unit: '%' })).toBe(25);
});

test('lines are ordered by x, keep the newest, and leave holes', () => {
  const panel = panelOf({ kind: 'line', x: 'k2', series: 'k1', y: [{ column: 'v', title }], limit: 2 });
  const rows = [
    { k1: 'JFK', k2: '03', v: 3 },
    { k1: 'EWR', k2: '02', v: 2 },
    { k1: 'JFK', k2: '01', v: 1 },
  ];

  expect(chartData(panel, rows, 'en', 'others')).toEqual({
    categories: ['02', '03'],
    series: [
      { name: 'EWR', values: [2, null] },
      { name: 'JFK', values: [null, 3] },
    ],
  });
});

test('bars follow the order given, else the largest first', () => {
  const y = [{ column: 'v', title }];
  const rows = [
    { k: 'b', v: 1 },
    { k: 'a', v: 5 },
    { k: 'c', v: 9 },
  ];

  expect(chartData(panelOf({ x: 'k', y, order: ['b', 'a'] }), rows, 'en', '').categories).toEqual(['b', 'a', 'c']);
  expect(chartData(panelOf({ x: 'k', y, limit: 2 }), rows, 'en', '').categories).toEqual(['c', 'a']);
});

test('more than six series become others', () => {
  const panel = panelOf({ kind: 'line', x: 'x', series: 's', y: [{ column: 'v', title }] });
  const rows = Array.from({ length: 8 }, (_, index) => ({ x: '1', s: `s${index}`, v: index }));
  const { series } = chartData(panel, rows, 'en', 'others');

  expect(series.map((each) => each.name)).toEqual(['s7', 's6', 's5', 's4', 's3', 'others']);
  expect(series.at(-1)?.values).toEqual([0 + 1 + 2]);
});

test('tables are sorted and cut, tiles hold values and quotients', () => {
  const rows = [
    { v: 1, n: 1 },
    { v: 3, n: 3 },
    { v: 2, n: 2 },
  ];
  const table = panelOf({ kind: 'table', sortBy: 'v', limit: 2 });
  const number = panelOf({
    kind: 'number',
    y: [{ column: 'v', title }],
    ratios: [{ title, numerator: 'n', denominator: 'v', unit: 'min' }],
  });

  expect(tableRows(table, rows).map((row) => row.v)).toEqual([3, 2]);
  expect(tilesOf(number, rows, 'en').map((tile) => [tile.value, tile.unit])).toEqual([
    [1, ''],
    [1, 'min'],
  ]);
});

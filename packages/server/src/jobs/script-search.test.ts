import { describe, expect, test } from 'vitest';

import { findInScript } from './script-search.ts';

describe('a text in a script', () => {
  const script = 'CREATE TABLE Orders (id INT);\r\nINSERT INTO sink\nSELECT id FROM orders, orders o -- 订单 orders\n';

  test('is found on every line, whatever the case, with columns as editors count', () => {
    expect(
      findInScript(script, 'orders', false, 10).map(({ line, column, endColumn }) => [line, column, endColumn]),
    ).toEqual([
      [1, 14, 20],
      [3, 16, 22],
      [3, 24, 30],
      [3, 39, 45],
    ]);
  });

  test('is found in its own case when case counts', () => {
    expect(findInScript(script, 'Orders', true, 10).map(({ line }) => line)).toEqual([1]);
  });

  test('Chinese words are found', () => {
    expect(findInScript(script, '订单', false, 10)).toMatchObject([{ line: 3, column: 36, at: 35 }]);
  });

  test('no more than asked for are told', () => {
    expect(findInScript(script, 'orders', false, 2)).toHaveLength(2);
  });

  test('a long line is cut around the match', () => {
    const [found] = findInScript(`${'x'.repeat(5000)}needle${'y'.repeat(5000)}`, 'needle', false, 10);
    expect(found?.column).toBe(5001);
    expect(found?.text).toHaveLength(200);
    expect(found?.text.slice(found.at, found.at + 6)).toBe('needle');
  });

  test('a letter whose small form is longer does not shift what follows', () => {
    expect(findInScript('İİ needle', 'needle', false, 10)).toMatchObject([{ column: 4 }]);
  });
});

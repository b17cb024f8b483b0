import { expect, test } from 'vitest';

import { cellPlain, cellText, isNumeric, shortType } from './cell-text.ts';

function column(type: string) {
  return { name: 'c', type, nullable: true };
}

test('numbers get separators from five digits on, years do not', () => {
  expect(cellText(2013, column('INT'))).toBe('2013');
  expect(cellText(336_776, column('BIGINT'))).toBe('336,776');
  expect(cellText(0.25, column('DOUBLE'))).toBe('0.25');
});

test('NULL is no text, the empty string is', () => {
  expect(cellText(null, column('STRING'))).toBeUndefined();
  expect(cellText('', column('STRING'))).toBe('');
});

test('decimals that come as text keep every digit', () => {
  expect(cellText('12345678901234567890.10', column('DECIMAL(30, 2)'))).toBe('12345678901234567890.10');
});

test('nested values are JSON', () => {
  expect(cellText([1, null], column('ARRAY<INT>'))).toBe('[1,null]');
  expect(cellPlain({ a: 1 })).toBe('{"a":1}');
});

test('numeric types are recognised with their precision', () => {
  expect(isNumeric(column('DECIMAL(10, 2) NOT NULL'))).toBe(true);
  expect(isNumeric(column('INTERVAL DAY'))).toBe(false);
  expect(isNumeric(column('STRING'))).toBe(false);
});

test('headers show types in the short form', () => {
  expect(shortType('VARCHAR(2147483647) NOT NULL')).toBe('STRING');
  expect(shortType('TIMESTAMP(3) WITH LOCAL TIME ZONE *ROWTIME*')).toBe('TIMESTAMP_LTZ(3)');
});

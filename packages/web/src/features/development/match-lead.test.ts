import { expect, test } from 'vitest';

import { leadOf } from './match-lead.ts';

test.each([
  ['SELECT price FROM orders', 'SELECT '.length, 'SELECT '],
  ['    FROM orders', '    FROM '.length, 'FROM '],
  ['SELECT order_id, customer, price FROM orders', 'SELECT order_id, customer, price FROM '.length, '…price FROM '],
  ["    'properties.bootstrap.servers' = 'kafka:9092'", "    'properties.bootstrap.".length, '…ies.bootstrap.'],
  ['orders', 0, ''],
])('%s at %i', (text, at, expected) => {
  expect(leadOf(text, at)).toBe(expected);
});

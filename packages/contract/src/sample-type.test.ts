import { describe, expect, it } from 'vitest';

import { problemOf, typeFor, valueOf } from './sample-type.ts';

describe('what a type takes', () => {
  it.each([
    ['BIGINT NOT NULL', '9223372036854775807', undefined],
    ['BIGINT', '9223372036854775808', 'range'],
    ['int', ' -12 ', undefined],
    ['INT', '1.5', 'int'],
    ['TINYINT', '128', 'range'],
    ['DECIMAL(10, 2)', '12345678.90', undefined],
    ['DECIMAL(10, 2)', '0012345678.9000', undefined],
    ['DECIMAL(10, 2)', '123456789', 'digits'],
    ['DECIMAL(10, 2)', '1.234', 'digits'],
    ['DECIMAL(3)', 'x', 'decimal'],
    ['DECIMAL(3)', '.', 'decimal'],
    ['DOUBLE', '1e-3', undefined],
    ['DOUBLE', '1,5', 'number'],
    ['BOOLEAN', 'Yes', undefined],
    ['BOOLEAN', 'on', 'boolean'],
    ['DATE', '2028-02-29', undefined],
    ['DATE', '2027-02-29', 'date'],
    ['TIME(0)', '24:00', 'time'],
    ['TIMESTAMP(3)', '2026-11-02 08:00:03.120', undefined],
    ['TIMESTAMP(3) WITH LOCAL TIME ZONE', '2026-11-02T08:00:03Z', undefined],
    ['TIMESTAMP_LTZ(3)', '2026-11-02', undefined],
    ['TIMESTAMP(3)', '2026-11-02 8:00', 'timestamp'],
    ['BYTES', "X'00FF'", undefined],
    ['BYTES', "X'0F0'", 'bytes'],
    ['ARRAY<INT>', '[1, 2]', undefined],
    ['ARRAY<INT>', '{"a": 1}', 'list'],
    ['ARRAY<INT>', '[1, "x"]', 'int'],
    ['ROW<a INT>', '{"a": 1}', undefined],
    ['ROW<a INT>', '[1]', 'object'],
    ["ROW<`a, b` DECIMAL(3, 1) COMMENT 'x, <y', b ARRAY<INT>>", '{"a, b": 1.25, "b": []}', 'digits'],
    ['MAP<STRING, TIMESTAMP(3)>', '{"k": "now"}', 'timestamp'],
    ['MULTISET<STRING>', '{"k": 2}', undefined],
    ['VARCHAR(2)', '李雷', undefined],
    ['VARCHAR(2)', 'Ada', 'length'],
    ['STRING', '', undefined],
    ['INT', null, undefined],
  ] as const)('%s takes %s: %s', (type, text, problem) => {
    expect(problemOf(type, text)).toBe(problem);
  });
});

it('makes numbers of texts only where no digit is lost', () => {
  expect(valueOf('BIGINT', '42')).toBe(42);
  expect(valueOf('BIGINT', '9007199254740993')).toBe('9007199254740993');
  expect(valueOf('DECIMAL(10, 2)', '12.50')).toBe('12.50');
  expect(valueOf('BOOLEAN', 'no')).toBe(false);
  expect(valueOf('MAP<STRING, INT>', '{"a": 1}')).toEqual({ a: 1 });
  expect(valueOf('STRING', '42')).toBe('42');
  expect(valueOf('INT', null)).toBeNull();
});

it('guesses the type of a column that nobody declares', () => {
  expect(typeFor([1, null, 2])).toBe('DOUBLE');
  expect(typeFor([1, 'a'])).toBe('STRING');
  expect(typeFor([[1]])).toBe('ARRAY');
  expect(typeFor([])).toBe('STRING');
});

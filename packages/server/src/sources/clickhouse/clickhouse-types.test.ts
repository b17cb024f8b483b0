import { describe, expect, it } from 'vitest';

import { mapClickhouseType, splitList } from './clickhouse-types.ts';

describe('mapClickhouseType', () => {
  it.each([
    ['Int64', 'BIGINT', false],
    ['UInt64', 'DECIMAL(20, 0)', false],
    ['Nullable(Int32)', 'INT', true],
    ['LowCardinality(Nullable(String))', 'STRING', true],
    ['Decimal(12, 2)', 'DECIMAL(12, 2)', false],
    ['Decimal(76, 2)', null, false],
    ["DateTime64(3, 'Asia/Shanghai')", 'TIMESTAMP(3)', false],
    ['DateTime', 'TIMESTAMP(0)', false],
    ["Enum8('a, (b)' = 1, 'it\\'s' = 2)", 'STRING', false],
    ['Array(Nullable(UInt8))', 'ARRAY<SMALLINT>', false],
    ['Map(LowCardinality(String), Array(Decimal(9, 3)))', 'MAP<STRING, ARRAY<DECIMAL(9, 3)>>', false],
    ['Int256', null, false],
    ['Tuple(a Int8, b String)', null, false],
    ['AggregateFunction(sum, Int64)', null, false],
  ] as const)('%s is %s', (type, flink, nullable) => {
    expect(mapClickhouseType(type)).toMatchObject({ mapped: { jdbc: flink, cdc: null }, nullable });
  });
});

describe('splitList', () => {
  it.each([
    ['', []],
    ['a, b', ['a', 'b']],
    ['toDate(a, b), `c,d`', ['toDate(a, b)', '`c,d`']],
  ])('%j', (text, parts) => {
    expect(splitList(text)).toEqual(parts);
  });
});

import { expect, test } from 'vitest';

import { flinkTypeOf } from './hive-types.ts';

test.each([
  ['int', 'INT'],
  ['string', 'STRING'],
  ['timestamp', 'TIMESTAMP(9)'],
  ['decimal', 'DECIMAL(10, 0)'],
  ['decimal(20,4)', 'DECIMAL(20, 4)'],
  ['decimal(20)', 'DECIMAL(20)'],
  ['varchar(12)', 'VARCHAR(12)'],
  ['array<map<string,double>>', 'ARRAY<MAP<STRING, DOUBLE>>'],
  ['struct<a:int,b_c:array<struct<d:decimal(3,1)>>>', 'ROW<`a` INT, `b_c` ARRAY<ROW<`d` DECIMAL(3, 1)>>>'],
  ['uniontype<int,string>', null],
  ['array<uniontype<int,string>>', null],
  ['map<int', null],
  ['int(3)', null],
  ['char', null],
  ['constructor', null],
  ['', null],
])('%s is %s', (hive, flink) => {
  expect(flinkTypeOf(hive)).toBe(flink);
});

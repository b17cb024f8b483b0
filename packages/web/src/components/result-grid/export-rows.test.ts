import { expect, test } from 'vitest';

import { csvField, toCsv, toJson, toTabText } from './export-rows.ts';

const columns = [
  { name: 'a', type: 'STRING', nullable: true },
  { name: 'a', type: 'INT', nullable: true },
];

test.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  [' space', '" space"'],
  ['', '""'],
  [null, ''],
  [-5, '-5'],
  ['-5', '-5'],
  ['=1+1', "'=1+1"],
  ['-cmd', "'-cmd"],
  [[1, 2], '"[1,2]"'],
])('CSV field of %j is %s', (value, expected) => {
  expect(csvField(value)).toBe(expected);
});

test('CSV has a header, CRLF and the change kind when told', () => {
  expect(toCsv(columns, [['x', 1]], ['+U'])).toBe('op,a,a\r\n+U,x,1\r\n');
});

test('JSON keeps types and gives equal column names a number', () => {
  expect(JSON.parse(toJson(columns, [['x', null]], ['+I']))).toEqual([{ op: '+I', a: 'x', a_2: null }]);
  expect(toJson(columns, [])).toBe('[]\n');
});

test('tab text has no tabs or line breaks inside a field', () => {
  expect(toTabText(columns, [['x\ty\nz', 1]])).toBe('a\ta\nx y z\t1');
});

import { expect, it } from 'vitest';

import { readDelimited, readSampleParts, readSampleText, SampleTextError } from './sample.ts';

it.each<[string, string, unknown]>([
  ['an array', '[{"a": 1}, {"a": null, "b": "x"}]', { rows: [{ a: 1 }, { a: null, b: 'x' }] }],
  ['one object a line', '{"a": 1}\n\n{"a": 2},\n', { rows: [{ a: 1 }, { a: 2 }] }],
  ['one object', '{"a": {"b": [1]}}', { rows: [{ a: { b: [1] } }] }],
  [
    'CSV',
    'a,b\r\n1,x\r\n,""\r\n',
    {
      rows: [
        { a: '1', b: 'x' },
        { a: null, b: '' },
      ],
    },
  ],
  ['CSV with quotes', 'a,b\n"x,""y""\nz",2', { rows: [{ a: 'x,"y"\nz', b: '2' }] }],
  ['a download with kinds', 'op,a\n+I,1\n-D,1\n', { rows: [{ a: '1' }, { a: '1' }], kinds: ['+I', '-D'] }],
  ['a column that happens to be called op', '[{"op": "read"}]', { rows: [{ op: 'read' }] }],
  ['a byte order mark', '\ufeffa\n1', { rows: [{ a: '1' }] }],
])('reads %s', (_name, text, expected) => {
  expect(readSampleText(text)).toEqual(expected);
});

it.each<[string, string, string, number]>([
  ['nothing', ' \n', 'empty', 1],
  ['broken JSON', '[{"a": 1},\n{"a" 2}]', 'json', 2],
  ['a line that is no JSON', '{"a": 1}\n{"a" 2}', 'json', 2],
  ['rows that are no objects', '[1]', 'shape', 1],
  ['a header alone', 'a,b', 'empty', 1],
  ['a line too short', 'a,b\n1,2\n3', 'csv', 3],
])('refuses %s', (_name, text, reason, line) => {
  let thrown: unknown;
  try {
    readSampleText(text);
  } catch (error) {
    thrown = error;
  }

  expect(thrown instanceof SampleTextError && [thrown.reason, thrown.line]).toEqual([reason, line]);
});

it.each<[string, string, unknown]>([
  [
    'CSV',
    'a,b\n1,2\n3\n4,5\n',
    {
      sample: {
        rows: [
          { a: '1', b: '2' },
          { a: '4', b: '5' },
        ],
      },
      numbers: [1, 3],
      unread: [{ row: 2, line: 3, reason: 'csv' }],
    },
  ],
  [
    'one object a line',
    '{"a": 1}\n{"a" 2}\n[3]',
    {
      sample: { rows: [{ a: 1 }] },
      numbers: [1],
      unread: [
        { row: 2, line: 2, reason: 'json' },
        { row: 3, line: 3, reason: 'shape' },
      ],
    },
  ],
  [
    'an array',
    '[{"a": 1}, 2]',
    { sample: { rows: [{ a: 1 }] }, numbers: [1], unread: [{ row: 2, line: 2, reason: 'shape' }] },
  ],
])('reads what can be read of %s, and tells the rest', (_name, text, expected) => {
  expect(readSampleParts(text)).toEqual(expected);
});

it('offers nothing of a text of which no row can be read', () => {
  expect(() => readSampleParts('a,b\n1\n2\n')).toThrow(SampleTextError);
});

it('reads what a spreadsheet copies: a quote inside a field is its own, a field with line breaks is quoted', () => {
  expect(readDelimited('1\t5" disk\t\n2\t"two\nlines"\tx', '\t')).toEqual([
    ['1', '5" disk', null],
    ['2', 'two\nlines', 'x'],
  ]);
});

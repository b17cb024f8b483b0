import { expect, test } from 'vitest';

import { formatLines, parseLines } from './key-value-lines.ts';

test('reads pairs, with = in values and : as in configuration files', () => {
  expect(parseLines(' a.b = x=y \n\nc: 1')).toEqual({ ok: true, values: { 'a.b': 'x=y', c: '1' } });
});

test('names the first line that is no pair', () => {
  expect(parseLines('a=1\nnonsense')).toEqual({ ok: false, line: 2 });
  expect(parseLines('=1')).toEqual({ ok: false, line: 1 });
});

test('what is written is read again', () => {
  const values = { a: '1', 'b.c': '' };

  expect(parseLines(formatLines(values))).toEqual({ ok: true, values });
});

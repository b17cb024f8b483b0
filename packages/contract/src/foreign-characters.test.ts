import { expect, it } from 'vitest';

import { foreignMarks } from './foreign-characters.ts';

/** Every character but letters, digits and white space is a symbol; comments are left out. */
function marks(text: string): [string, readonly string[]][] {
  const tokens = [...text.matchAll(/--[^\n]*|[\w\u4e00-\u9fff]+|'[^']*'|[^\s\u200b]|\u200b/g)]
    .filter(([value]) => !value.startsWith('--'))
    .map((match) => {
      const [value] = match;
      return { start: match.index, end: match.index + value.length, isSymbol: !/^[\w\u4e00-\u9fff']/.test(value) };
    });
  return foreignMarks(text, tokens).map(({ start, end, instead }) => [text.slice(start, end), instead]);
}

it.each<[string, [string, readonly string[]][]]>([
  ['SELECT a, b FROM t', []],
  ['SELECT a，b', [['，', [',']]]],
  ["SELECT '，（' -- ；\n, a", []],
  ['SELECT a　FROM t', [['　', [' ']]]],
  ['SELECT a -- 　\n FROM t', []],
  ['SELECT a\u200b FROM t', [['\u200b', ['']]]],
  ['SELECT ‘a，b’', [['‘a，b’', ["'a，b'"]]]],
  ['SELECT “a”', [['“a”', ["'a'", '`a`']]]],
  ['SELECT a FROM "t"', [['"t"', ['`t`', "'t'"]]]],
  ['SELECT "t".a', [['"t"', ['`t`', "'t'"]]]],
  [
    'CREATE TABLE x ("a" INT, “b” STRING)',
    [
      ['"a"', ['`a`', "'a'"]],
      ['“b”', ['`b`', "'b'"]],
    ],
  ],
  [
    'SELECT ‘a\nb’',
    [
      ['‘', ["'"]],
      ['’', ["'"]],
    ],
  ],
])('%s', (text, expected) => {
  expect(marks(text)).toEqual(expected);
});

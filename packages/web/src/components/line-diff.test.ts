import { expect, test } from 'vitest';

import { lineDiff } from './line-diff.ts';

function marks(mine: string, theirs: string): string[] {
  const signs = { same: ' ', mine: '-', theirs: '+' };
  return lineDiff(mine, theirs).map((line) => signs[line.kind] + line.text);
}

test('equal texts are all the same', () => {
  expect(marks('a\nb', 'a\nb')).toEqual([' a', ' b']);
});

test('a changed line stands between what is the same', () => {
  expect(marks('a\nb\nc', 'a\nx\nc')).toEqual([' a', '-b', '+x', ' c']);
});

test('lines added at the end and removed in the middle', () => {
  expect(marks('a\nb\nc\nd', 'a\nc\nd\ne')).toEqual([' a', '-b', ' c', ' d', '+e']);
});

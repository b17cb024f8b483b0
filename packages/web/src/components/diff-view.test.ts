import { expect, it } from 'vitest';

import { partsOf, rowsOf } from './diff-view.tsx';
import { lineDiff } from './line-diff.ts';

it('puts a changed line beside what took its place, and an added one beside a gap', () => {
  expect(rowsOf(lineDiff('a\nb\nc', 'a\nB\nc\nd'))).toEqual([
    { left: 'a', right: 'a', isSame: true },
    { left: 'b', right: 'B', isSame: false },
    { left: 'c', right: 'c', isSame: true },
    { left: null, right: 'd', isSame: false },
  ]);
});

it('folds what is far from a change, keeps what is near, and does not fold three lines', () => {
  const text = (changed: number[]) =>
    Array.from({ length: 30 }, (_, index) => (changed.includes(index) ? `new ${index}` : `line ${index}`)).join('\n');
  const parts = partsOf(rowsOf(lineDiff(text([]), text([10, 20]))), 3);
  expect(parts.map(({ from, rows, isFar }) => [from, rows.length, isFar])).toEqual([
    [0, 7, true],
    [7, 17, false],
    [24, 6, true],
  ]);
  expect(parts.flatMap(({ rows }) => rows)).toHaveLength(30);
});

it('folds everything when nothing changed', () => {
  const text = 'a\nb\nc\nd\ne';
  expect(partsOf(rowsOf(lineDiff(text, text)), 3)).toMatchObject([{ from: 0, isFar: true }]);
});

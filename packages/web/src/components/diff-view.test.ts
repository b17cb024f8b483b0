import { expect, it } from 'vitest';

import { rowsOf } from './diff-view.tsx';
import { lineDiff } from './line-diff.ts';

it('puts a changed line beside what took its place, and an added one beside a gap', () => {
  expect(rowsOf(lineDiff('a\nb\nc', 'a\nB\nc\nd'))).toEqual([
    { left: 'a', right: 'a', isSame: true },
    { left: 'b', right: 'B', isSame: false },
    { left: 'c', right: 'c', isSame: true },
    { left: null, right: 'd', isSame: false },
  ]);
});

import { expect, test } from 'vitest';

import { ancestry, FolderPath, isWithin, movedPath } from './folder.ts';

test.each(['/a', 'a//b', 'a/', ' a', 'a /b', 'a/..', '.', 'a\n', 'x'.repeat(65), 'a/b/c/d/e/f/g/h/i'])(
  'the path %j is refused',
  (path) => {
    expect(FolderPath.safeParse(path).success).toBe(false);
  },
);

test.each(['', 'a', '订单 接入/2026', 'a/b/c/d/e/f/g/h', 'x'.repeat(64)])('the path %j is accepted', (path) => {
  expect(FolderPath.safeParse(path).success).toBe(true);
});

test('a folder holds itself and what is below, not what begins alike', () => {
  expect([isWithin('a', 'a'), isWithin('a/b', 'a'), isWithin('ab', 'a'), isWithin('a', '')]).toEqual([
    true,
    true,
    false,
    true,
  ]);
});

test('a path moves with its folder', () => {
  expect(movedPath('a/b/c', 'a/b', 'x')).toBe('x/c');
  expect(movedPath('a/b', 'a/b', 'x/y')).toBe('x/y');
  expect(movedPath('ab/c', 'a', 'x')).toBe('ab/c');
  expect(movedPath('a/b', 'a', '')).toBe('b');
});

test('the folders above a path come first', () => {
  expect(ancestry('a/b/c')).toEqual(['a', 'a/b', 'a/b/c']);
  expect(ancestry('')).toEqual([]);
});

import { expect, test } from 'vitest';

import { neighbourOf, tabsOf, withTabs } from './open-tabs.ts';

test('tabs come from the address, the current job among them, nothing else', () => {
  const search = new URLSearchParams('tabs=job_a,job_b,job_a,nonsense');

  expect(tabsOf(search, 'job_c')).toEqual(['job_a', 'job_b', 'job_c']);
  expect(tabsOf(search, 'job_a')).toEqual(['job_a', 'job_b']);
});

test('one tab needs no list, and other parameters stay', () => {
  const search = new URLSearchParams('x=1&tabs=job_a');

  expect(withTabs(search, ['job_a'], 'job_a')).toBe('?x=1');
  expect(withTabs(search, ['job_a', 'job_b'], 'job_b')).toBe('?x=1&tabs=job_a,job_b');
});

test('after closing, the right neighbour is shown, else the left one', () => {
  expect(neighbourOf(['a', 'b', 'c'], 'b')).toBe('c');
  expect(neighbourOf(['a', 'b'], 'b')).toBe('a');
  expect(neighbourOf(['a'], 'a')).toBeUndefined();
});

import { expect, test } from 'vitest';

import type { Job } from '@liusu/contract/job';

import { folderTree, joined, parentOf } from './folder-tree.ts';

const job = (name: string, folder: string): Job => ({ id: `job_${name}`, name, folder }) as Job;
const jobs = [job('b10', 'a'), job('b9', 'a'), job('top', ''), job('deep', 'a/x')];

test('folders and jobs stand by name, numbers by value, each folder with all it holds', () => {
  const root = folderTree(['a', 'a/x', 'empty'], jobs, '');
  expect(root.folders.map(({ path, count }) => [path, count])).toEqual([
    ['a', 3],
    ['empty', 0],
  ]);
  expect(root.folders[0]?.jobs.map(({ name }) => name)).toEqual(['b9', 'b10']);
  expect(root.folders[0]?.folders.map(({ name, path }) => [name, path])).toEqual([['x', 'a/x']]);
  expect(root.jobs.map(({ name }) => name)).toEqual(['top']);
  expect(root.count).toBe(4);
});

test('a search leaves what matches, by name or folder, and no empty folder', () => {
  expect(folderTree(['a', 'empty'], jobs, 'DEEP').folders.map(({ path, count }) => [path, count])).toEqual([['a', 1]]);
  expect(folderTree(['a'], jobs, 'a/x').count).toBe(1);
  expect(folderTree(['a'], jobs, 'none')).toMatchObject({ folders: [], jobs: [], count: 0 });
});

test('a folder that only a job tells of is shown', () => {
  expect(folderTree([], [job('j', 'p/q')], '').folders[0]?.folders[0]?.path).toBe('p/q');
});

test('paths are put together and taken apart', () => {
  expect([joined('', 'a'), joined('a', 'b'), parentOf('a/b'), parentOf('a')]).toEqual(['a', 'a/b', 'a', '']);
});

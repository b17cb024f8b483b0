import { describe, expect, it } from 'vitest';

import { groupFiles, partitionType } from './file-groups.ts';

function filesOf(...keys: string[]) {
  return keys.map((key) => ({ key, sizeBytes: 1 }));
}

describe('groupFiles', () => {
  it.each([
    [['a.csv'], ['a.csv']],
    [
      ['x/y/a.csv', 'x/b.csv'],
      ['x/', 'x/y/'],
    ],
    [['x/k=1/a.csv', 'x/k=2/b.csv'], ['x/']],
    [['k=1/a.csv'], ['/']],
    [['k=1/x/a.csv'], ['k=1/x/']],
    [['x/_tmp/a.csv', 'x/.b', '_c', 'x/'], []],
  ])('%j', (keys, names) => {
    expect(groupFiles(filesOf(...keys)).map(({ name }) => name)).toEqual(names);
  });

  it('has no partitions where the folders of the files disagree, and no table of empty files', () => {
    expect(groupFiles(filesOf('x/k=1/a', 'x/j=1/b'))[0]?.partitionKeys).toEqual([]);
    expect(groupFiles([{ key: 'x/a', sizeBytes: 0 }])).toEqual([]);
  });
});

describe('partitionType', () => {
  it.each([
    [['1', '20'], 'BIGINT'],
    [['07', '20'], 'STRING'],
    [['2026-01-01'], 'DATE'],
    [['1.5'], 'STRING'],
    [['a%3Ab'], 'STRING'],
  ])('%j is %s', (values, type) => {
    const keys = values.map((value) => `x/k=${value}/a`);
    expect(partitionType(filesOf(...keys), 'k')).toBe(type);
  });
});

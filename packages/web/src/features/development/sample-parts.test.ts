import { expect, it } from 'vitest';

import { judgeFile } from './sample-parts.ts';

const columns = [
  { name: 'id', type: 'BIGINT' },
  { name: 'paid', type: 'BOOLEAN' },
];

it('parts the good rows of a file from those that are wrong, and tells each fault by its row in the file', () => {
  const { good, badRows, faults } = judgeFile('op,id,paid\n+I,1,true\n+I,2\n-D,three,maybe\n-D,4,false\n', columns);

  expect(good).toEqual({
    rows: [
      { id: '1', paid: 'true' },
      { id: '4', paid: 'false' },
    ],
    kinds: ['+I', '-D'],
  });
  expect(badRows).toBe(2);
  expect(faults).toMatchObject([
    { row: 2, unread: 'csv' },
    { row: 3, cell: { row: 2, column: { name: 'id' }, value: 'three', problem: 'int' } },
    { row: 3, cell: { row: 2, column: { name: 'paid' }, value: 'maybe', problem: 'boolean' } },
  ]);
});

it('finds nothing wrong with a good file, nor with values whose types are not known', () => {
  expect(judgeFile('[{"id": 1}]', columns)).toEqual({ good: { rows: [{ id: 1 }] }, badRows: 0, faults: [] });
  expect(judgeFile('id\nx\n', [])).toMatchObject({ badRows: 0, faults: [] });
});

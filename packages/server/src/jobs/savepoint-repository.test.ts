import { expect, it } from 'vitest';

import { inOrderTaken, type SavepointRow } from './savepoint-repository.ts';

function row(id: string, run_id: string, checkpoint_id: number | null): SavepointRow {
  return { id, run_id, checkpoint_id } as SavepointRow;
}

it('lists the states of a run by when Flink took them, whenever they were written down', () => {
  const rows = [
    row('noticed at the end', 'run_2', 19),
    row('of unknown order', 'run_2', null),
    row('taken last', 'run_2', 20),
    row('of an earlier run', 'run_1', 40),
  ];

  expect(inOrderTaken(rows).map(({ id }) => id)).toEqual([
    'taken last',
    'of unknown order',
    'noticed at the end',
    'of an earlier run',
  ]);
});

import { describe, expect, test } from 'vitest';

import { fateOf, fateOfOwn, type Whereabouts } from './process-fate.ts';
import type { ProcessPlace } from './process-place.ts';

const place: ProcessPlace = { pids: 'pid:[1]', network: 'net:[1]', machine: 'm1' };
/** Here one process runs: 7, of the start time 100, on the boot b1. */
const here: Whereabouts = {
  table: { identify: (pid) => (pid === 7 ? { pid, startTime: '100', bootId: 'b1' } : undefined) },
  bootId: 'b1',
  place,
};

describe('what became of a process noted by some platform process', () => {
  test.each<[why: string, mark: string, place: ProcessPlace | undefined, isOwn: boolean, fate: string]>([
    ['it runs', 'b1:7:100', place, false, 'alive'],
    ['its pid is free', 'b1:8:100', place, false, 'gone'],
    ['its pid is of another by now', 'b1:7:99', place, false, 'gone'],
    [
      'another container of this machine, where pids mean something else',
      'b1:8:100',
      { ...place, pids: 'pid:[2]' },
      false,
      'unknown',
    ],
    ['the network of another container', 'b1:7:100', { ...place, network: 'net:[2]' }, false, 'unknown'],
    ['another machine', 'b2:7:100', { ...place, machine: 'm2' }, false, 'unknown'],
    ['our own folder on another machine before', 'b2:7:100', { ...place, machine: 'm2' }, true, 'unknown'],
    ['our own folder in a container before', 'b2:7:100', { ...place, machine: '' }, true, 'unknown'],
    ['this machine before it was started anew', 'b2:7:100', place, true, 'gone'],
    ['a machine of the same id that another folder was on', 'b2:7:100', place, false, 'unknown'],
    ['nobody noted where', 'b1:8:100', undefined, true, 'unknown'],
  ])('%s', (_why, mark, noted, isOwn, fate) => {
    expect(fateOf({ mark, place: noted, isOwn }, here)).toBe(fate);
  });

  test.each([
    ['b1:7:100', 'alive'],
    ['b1:8:100', 'gone'],
    ['b1:7:99', 'gone'],
    ['b2:7:100', 'gone'],
  ])('with the data folder to itself: %s is %s', (mark, fate) => {
    expect(fateOfOwn(mark, here)).toBe(fate);
  });

  test('a start time with colons in it', () => {
    const identify = (pid: number) => ({ pid, startTime: 'Tue 10:00:00', bootId: 'b1' });
    expect(fateOfOwn('b1:7:Tue 10:00:00', { table: { identify }, bootId: 'b1' })).toBe('alive');
  });
});

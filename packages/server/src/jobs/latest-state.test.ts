import { describe, expect, it } from 'vitest';

import { words } from '../lib/words.ts';
import { type EndedRun, latestStateOf } from './latest-state.ts';

const lost: EndedRun = { phase: 'LOST', mayHaveRun: true, restorePath: null, isUntold: false };
const verified = { kind: 'verified', checkpointId: 0 } as const;
const chk = (number: number, verdict: Parameters<typeof latestStateOf>[3] = verified) => ({
  path: `/chk-${number}`,
  number,
  verdict,
});

describe('the latest state', () => {
  it('is the highest by id, among checkpoints and savepoints', () => {
    expect(latestStateOf(lost, [], [chk(3), chk(4)], undefined)).toMatchObject({ kind: 'state', path: '/chk-4' });
    const savepoint = { path: '/sp', checkpointId: 5, verdict: verified };
    expect(latestStateOf(lost, [savepoint], [chk(3), chk(4)], undefined)).toMatchObject({ path: '/sp' });
    expect(latestStateOf(lost, [savepoint], [chk(6)], undefined)).toMatchObject({ path: '/chk-6' });
  });

  it('is never an older one in place of a damaged or a missing one', () => {
    expect(
      latestStateOf(lost, [], [chk(3), chk(4, { kind: 'damaged', reason: words('截断', 'cut') })], undefined),
    ).toEqual({
      kind: 'unverified',
      reason: words('/chk-4：截断', '/chk-4: cut'),
    });
    const gone = { path: '/sp', checkpointId: 9, verdict: { kind: 'absent' } as const };
    expect(latestStateOf(lost, [gone], [chk(3)], undefined)).toMatchObject({ kind: 'unverified' });
  });

  it('of a run that completed none is what it was restored from', () => {
    const run = { ...lost, restorePath: '/before' };
    expect(latestStateOf(run, [], [], verified)).toMatchObject({ kind: 'state', path: '/before' });
    expect(latestStateOf(run, [], [], { kind: 'absent' })).toMatchObject({ kind: 'unverified' });
    expect(latestStateOf(lost, [], [], undefined)).toMatchObject({ kind: 'none' });
  });

  it('of a run that was never sent is what it was to restore, whatever lies there', () => {
    const run = { ...lost, mayHaveRun: false, restorePath: '/before' };
    expect(latestStateOf(run, [], [chk(9)], verified)).toMatchObject({ path: '/before' });
  });

  it('cannot be told when the folder is unseen and the end was not witnessed', () => {
    expect(latestStateOf(lost, [], undefined, undefined)).toMatchObject({ kind: 'unverified' });
    const listed = { path: 's3://sp', checkpointId: 7, verdict: { kind: 'unseen' } as const };
    const stopped: EndedRun = { ...lost, phase: 'STOPPED' };
    expect(latestStateOf(stopped, [listed], undefined, undefined)).toMatchObject({ path: 's3://sp' });
    expect(latestStateOf(lost, [listed], [chk(3)], undefined)).toMatchObject({ kind: 'unverified' });
  });

  it('cannot be told when the folder is unseen and Flink did not tell at the end', () => {
    const cancelled: EndedRun = { ...lost, phase: 'CANCELLED', restorePath: '/before' };
    expect(latestStateOf(cancelled, [], undefined, undefined)).toMatchObject({ kind: 'state', path: '/before' });
    const untold = { ...cancelled, isUntold: true };
    expect(latestStateOf(untold, [], undefined, undefined)).toMatchObject({ kind: 'unverified' });
    const older = { path: 's3://sp', checkpointId: 7, verdict: { kind: 'unseen' } as const };
    expect(latestStateOf(untold, [older], undefined, undefined)).toMatchObject({ kind: 'unverified' });
    expect(latestStateOf(untold, [], [chk(8)], undefined)).toMatchObject({ path: '/chk-8' });
    expect(latestStateOf({ ...untold, mayHaveRun: false }, [], undefined, undefined)).toMatchObject({
      path: '/before',
    });
  });

  it('takes a stop savepoint of unknown id for the last', () => {
    const stopped: EndedRun = { ...lost, phase: 'STOPPED' };
    const savepoint = { path: '/sp', checkpointId: null, verdict: verified };
    expect(latestStateOf(stopped, [savepoint], [chk(50)], undefined)).toMatchObject({ path: '/sp' });
  });

  it('does not go on after a natural end', () => {
    const finished: EndedRun = { ...lost, phase: 'FINISHED', restorePath: '/before' };
    expect(latestStateOf(finished, [], [chk(3)], verified)).toMatchObject({ kind: 'none' });
  });
});

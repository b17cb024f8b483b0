/** Once the faults have stopped, all is as it was asked for, or somebody is told why not. */
import { isTerminal } from '@liusu/contract/lifecycle';
import type { WaitCode } from '@liusu/contract/wait-code';

import type { EndEntry, Entry } from './history-log.ts';
import { endOf, isEnd, lateJobsOf, only } from './history-view.ts';

/** A process that is there sees within this time what a cluster shows, faults or not. */
const timeToSeeMs = 60_000;

export function checkEnd(entries: readonly Entry[]): string[] {
  const violations: string[] = [];
  const end = endOf(entries);
  const told = `${JSON.stringify(end.job)} ${JSON.stringify(end.run)} waits ${end.waits ?? 'for nothing'}`;
  const say = (text: string) => violations.push(`${text}: ${told}`);

  // Where absence proves nothing, a run whose job is gone stays as it is, and so do its savepoints; that is said.
  const isLeft = end.expected === 'EITHER' && end.waits === 'ABSENCE_NOT_PROVEN' && end.live.length === 0;
  const isOpen = (row: EndEntry['savepoints'][number]) => row.state === 'IN_PROGRESS' && !isLeft;
  for (const row of end.savepoints) if (isOpen(row)) say(`the savepoint ${row.id} never ends`);
  if (end.waits !== null && !atRest.has(end.waits)) say('it never comes to rest');
  if (end.run !== null && !end.job.isDeleted && end.job.phase !== end.run.phase)
    say('the job is said to be another than its run');
  if (end.openBulks > 0 && end.waits === null) say('a bulk command never ends');
  const [first] = end.live;
  if (end.live.length > 1) say(`${end.live.length} Flink jobs are live`);
  if (isActive(end)) {
    if (end.expected === 'NOT_RUNNING') say('it runs');
    if (end.job.desired === 'STOPPED' && !isLeft) say('it is to be stopped, and is not');
    const isShown =
      first?.flinkJobId === end.run?.flinkJobId && first?.status === 'RUNNING' && end.run?.phase === 'RUNNING';
    if (!isShown && !isLeft) say(`the run is not what runs: ${JSON.stringify(end.live)}`);
  } else {
    if (end.expected === 'RUNNING') say('it does not run');
    if (first !== undefined) say(`${first.flinkJobId} runs and no run is active`);
    const isFinished = end.run?.phase === 'FINISHED' && end.run.step + 1 >= end.run.steps;
    if (end.job.desired === 'RUNNING' && end.waits === null && !isFinished)
      say('it is to run, does not, and nobody is told why');
  }
  // Of a job that is deleted there is nobody to tell.
  for (const late of end.job.isDeleted ? [] : lateJobsOf(entries).values()) {
    const isSaid = only(entries, 'event').some(
      (event) => event.event === 'run.late' && event.flinkJobId === late.flinkJobId,
    );
    if (!isSaid && !cameAndWent(entries, late.flinkJobId, late.atMs))
      say(`the late Flink job ${late.flinkJobId} was not reported`);
  }
  return violations;
}

/** It ended by itself before anybody had the time to see it. */
function cameAndWent(entries: readonly Entry[], flinkJobId: string, startedMs: number): boolean {
  const ends = only(entries, 'status').find((entry) => entry.flinkJobId === flinkJobId && isEnd(entry.status));
  if (
    ends === undefined ||
    only(entries, 'call').some(({ what, target }) => what === 'cancel' && target === flinkJobId)
  )
    return false;
  const seenFromMs = only(entries, 'fault')
    .filter(({ atMs }) => atMs <= ends.atMs)
    .reduce((fromMs, { nobodyUntilMs = 0 }) => Math.max(fromMs, nobodyUntilMs), startedMs);
  return ends.atMs - seenFromMs < timeToSeeMs;
}

/** What it may wait for when the faults have stopped: a person, or a proof that cannot be had. */
const atRest: ReadonlySet<string> = new Set<WaitCode>([
  'ABSENCE_NOT_PROVEN',
  'CANCELLED_OUTSIDE',
  'JOB_STATE_UNVERIFIED',
  'OUTCOME_UNKNOWN',
  'PLAN_FAILED',
  'RECOVERY_EXHAUSTED',
  'RECOVERY_OFF',
  'SAVEPOINT_NOT_USABLE',
  'USER_ERROR',
]);

function isActive(end: EndEntry): boolean {
  return end.run !== null && !isTerminal(end.run.phase);
}

/** Once the faults have stopped, all is as it was asked for, or somebody is told why not. */
import { isTerminal } from '@liusu/contract/lifecycle';

import type { EndEntry, Entry } from './history-log.ts';
import { endOf, lateJobsOf, only } from './history-view.ts';

export function checkEnd(entries: readonly Entry[]): string[] {
  const violations: string[] = [];
  const end = endOf(entries);
  const told = `${JSON.stringify(end.job)} ${JSON.stringify(end.run)} waits ${end.waits ?? 'for nothing'}`;
  const say = (text: string) => violations.push(`${text}: ${told}`);

  // Where absence proves nothing, a run whose job is gone stays as it is, and so do its savepoints; that is said.
  const isLeft = end.expected === 'EITHER' && end.waits === 'ABSENCE_NOT_PROVEN' && end.live.length === 0;
  const isOpen = (row: EndEntry['savepoints'][number]) => row.state === 'IN_PROGRESS' && !isLeft;
  for (const row of end.savepoints) if (isOpen(row)) say(`the savepoint ${row.id} never ends`);
  const [first] = end.live;
  if (end.live.length > 1) say(`${end.live.length} Flink jobs are live`);
  if (isActive(end)) {
    if (end.expected === 'NOT_RUNNING') say('it runs');
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
  for (const late of lateJobsOf(entries).values()) {
    const isSaid = only(entries, 'event').some(
      (event) => event.event === 'run.late' && event.flinkJobId === late.flinkJobId,
    );
    if (!isSaid) say(`the late Flink job ${late.flinkJobId} was not reported`);
  }
  return violations;
}

function isActive(end: EndEntry): boolean {
  return end.run !== null && !isTerminal(end.run.phase);
}

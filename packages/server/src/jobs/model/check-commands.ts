/** Every command that was accepted takes effect or is reported; no savepoint that was completed or promised is lost. */
import { isTerminal } from '@liusu/contract/lifecycle';

import type { CommandEntry, Entry, EventEntry } from './history-log.ts';
import { at, changedNothing, endOf, endsRun, isNewWish, only, runsAskedFor, forgottenIn } from './history-view.ts';

export function checkCommands(entries: readonly Entry[]): string[] {
  const violations: string[] = [];
  const end = endOf(entries);
  const events = only(entries, 'event');
  const commands = only(entries, 'command').filter((command) => command.answer !== 'refused');
  commands.forEach((command, index) => {
    if (command.answer !== 'accepted') return;
    const next = commands.slice(index + 1).find(isNewWish);
    const problem = problemOf(command, next, events, entries);
    if (problem !== null) violations.push(`${problem} (${at(entries, command)})`);
  });
  if (!end.job.isDeleted) {
    const deleted = deletedIn(events);
    const forgotten = forgottenIn(entries);
    for (const state of only(entries, 'state')) {
      if (!state.isSavepoint || deleted.some((id) => state.path.includes(id))) continue;
      const isKept = end.savepoints.some(
        (row) =>
          (row.state === 'COMPLETED' && row.path === state.path) ||
          // Not settled yet, on a cluster where the end of its run can't be proven.
          (row.state === 'IN_PROGRESS' && end.waits === 'ABSENCE_NOT_PROVEN' && state.path.includes(row.id)) ||
          // Completed and forgotten before anybody could ask, where nobody can look: it is said to have failed.
          (row.state === 'FAILED' && forgotten.has(state.flinkJobId) && state.path.includes(row.id)),
      );
      if (!isKept) violations.push(`the savepoint ${state.path} is lost (${at(entries, state)})`);
    }
  }
  return violations;
}

/** Ids of savepoints that are gone: somebody asked for that, or newer state took their place. */
function deletedIn(events: readonly EventEntry[]): string[] {
  return events
    .filter((event) => event.event === 'savepoint.deleted')
    .map((event) => String(event.params['savepointId']));
}

function problemOf(
  command: CommandEntry,
  next: CommandEntry | undefined,
  events: EventEntry[],
  entries: readonly Entry[],
): string | null {
  const end = endOf(entries);
  switch (command.name) {
    case 'start': {
      if (changedNothing(entries, command)) {
        const before = events.filter((event) => event.atMs <= command.atMs);
        const phase = before.findLast((event) => event.runId !== null && event.to !== null);
        const asked = before.findLast((event) => runsAskedFor.has(event.event));
        const made = before.findLast((event) => event.event === 'run.created');
        // It runs or comes up; or what was asked for has had no run yet.
        const isUnderWay =
          (phase?.to != null && !isTerminal(phase.to)) || (asked?.atMs ?? -Infinity) >= (made?.atMs ?? -Infinity);
        return isUnderWay || end.waits !== null ? null : 'a start was accepted and changed nothing, and nothing ran';
      }
      if (next !== undefined || end.waits !== null) return null;
      const isBegun = events.some((event) => event.event === 'run.created' && event.atMs >= command.atMs);
      // Nothing was asked for after it: a stop that is written now was asked for before, and was not answered then.
      const isStopped = events.some((event) => event.event === 'job.stop-requested' && event.atMs > command.atMs);
      return isBegun || isStopped ? null : 'a start was accepted and nothing came of it';
    }
    case 'stop': {
      const untilMs = next?.atMs ?? Infinity;
      const phase = events.findLast(
        (event) => event.atMs < command.atMs && event.runId !== null && event.to !== null,
      )?.to;
      const isWithin = (event: EventEntry) => event.atMs >= command.atMs && event.atMs <= untilMs;
      if (phase === undefined || phase === null || isTerminal(phase)) {
        const made = events.find(
          (event) => event.event === 'run.created' && event.atMs > command.atMs && event.atMs < untilMs,
        );
        return made === undefined ? null : 'a stop was accepted and a run was made after it';
      }
      if (next !== undefined || end.waits !== null) return null;
      const isDone = events.some((event) => isWithin(event) && (endsRun(event) || event.event === 'job.stop-failed'));
      return isDone ? null : 'a stop was accepted and nothing came of it';
    }
    case 'savepoint': {
      if (end.job.isDeleted || end.waits === 'ABSENCE_NOT_PROVEN') return null;
      if (deletedIn(events).includes(command.savepointId ?? '')) return null;
      const row = end.savepoints.find((savepoint) => savepoint.id === command.savepointId);
      if (row === undefined) return `the savepoint ${command.savepointId ?? ''} that was promised has no record`;
      const said = row.state === 'COMPLETED' ? 'savepoint.completed' : 'savepoint.failed';
      const isSaid = events.some((event) => event.event === said && event.params['savepointId'] === row.id);
      return isSaid ? null : `nobody was told what became of the savepoint ${row.id}`;
    }
    case 'delete':
      return end.job.isDeleted ? null : 'a delete was accepted and the job is still there';
    default:
      return null;
  }
}

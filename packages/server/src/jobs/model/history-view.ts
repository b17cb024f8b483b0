/** Questions that several rules ask of a history. */
import { isTerminal } from '@liusu/contract/lifecycle';

import type { CommandEntry, EndEntry, Entry, EventEntry, StartedEntry } from './history-log.ts';

const endedStatuses: ReadonlySet<string> = new Set(['FINISHED', 'FAILED', 'CANCELED', 'GONE']);

/** How the fault begins that ends an incarnation. */
export const jobManagerDies = 'the JobManager dies';

/** A cluster of others no longer lists a job that has ended; its id follows. Nothing else tells what became of the job. */
export const flinkForgets = 'Flink forgets';

export function isEnd(status: string): boolean {
  return endedStatuses.has(status);
}

export function only<K extends Entry['kind']>(entries: readonly Entry[], kind: K): Extract<Entry, { kind: K }>[] {
  return entries.filter((entry): entry is Extract<Entry, { kind: K }> => entry.kind === kind);
}

export function endOf(entries: readonly Entry[]): EndEntry {
  const end = only(entries, 'end').at(-1);
  if (end === undefined) throw new Error('the history was not recorded to its end');
  return end;
}

const runsMade: ReadonlySet<string> = new Set(['run.created', 'run.relinked', 'job.adopted']);

/** Since when there is a run for a Flink JobID. */
export function madeMsOf(entries: readonly Entry[]): Map<string, number> {
  const made = new Map<string, number>();
  for (const { event, flinkJobId, atMs } of only(entries, 'event')) {
    if (flinkJobId !== null && runsMade.has(event) && !made.has(flinkJobId)) made.set(flinkJobId, atMs);
  }
  return made;
}

/** The platform wrote that the run has ended. A run of unknown end may show again. */
export function endsRun(event: EventEntry): boolean {
  return event.runId !== null && event.to !== null && isTerminal(event.to);
}

/** True from its late arrival on: one that had run before under the same JobID was as good as any until then. */
export function isLate(late: ReadonlyMap<string, StartedEntry>, flinkJobId: string, atMs: number): boolean {
  const since = late.get(flinkJobId)?.atMs;
  return since !== undefined && since <= atMs;
}

/**
 * Flink jobs that arrived after their attempt was proven dead and their run had been ended: nothing can keep them from
 * arriving, so they are to be cancelled and said, and may stand beside another job until then.
 */
export function lateJobsOf(entries: readonly Entry[]): Map<string, StartedEntry> {
  const endedMs = new Map<string, number>();
  for (const event of only(entries, 'event')) {
    if (endsRun(event) && event.flinkJobId !== null && event.to !== 'UNKNOWN')
      endedMs.set(event.flinkJobId, event.atMs);
  }
  const late = only(entries, 'started').filter(
    (entry) => entry.isBeyondProof && (endedMs.get(entry.flinkJobId) ?? Infinity) <= entry.atMs,
  );
  return new Map(late.map((entry) => [entry.flinkJobId, entry]));
}

/** Events of commands that a new run follows on. */
export const runsAskedFor: ReadonlySet<string> = new Set([
  'job.start-requested',
  'job.upgrade-requested',
  'job.restart-requested',
  'job.rollback-requested',
]);

/** True for a start that was accepted without a new wish: what it asks for was wanted already. */
export function changedNothing(entries: readonly Entry[], command: CommandEntry): boolean {
  if (command.name !== 'start' || command.answer !== 'accepted') return false;
  const earlier = only(entries, 'command').filter((other) => other.isLate !== true && other.atMs < command.atMs);
  const sinceMs = earlier.at(-1)?.atMs ?? -Infinity;
  return !only(entries, 'event').some(
    (event) => event.event === 'job.start-requested' && event.atMs > sinceMs && event.atMs <= command.atMs,
  );
}

/** True for a command that takes the place of what was asked for before it. */
export function isNewWish({ name }: CommandEntry): boolean {
  return name !== 'savepoint' && name !== 'rescale' && name !== 'edit' && name !== 'write-off';
}

/** Seconds since the history began, for words. */
export function at(entries: readonly Entry[], entry: Entry): string {
  return `at ${((entry.atMs - (entries[0]?.atMs ?? 0)) / 1000).toFixed(3)} s`;
}

/** Flink JobIDs that a cluster of others has forgotten. */
export function forgottenIn(entries: readonly Entry[]): Set<string> {
  return new Set(
    only(entries, 'fault').flatMap(({ what }) =>
      what.startsWith(flinkForgets) ? [what.slice(flinkForgets.length + 1)] : [],
    ),
  );
}

/**
 * One Flink job at a time, and none that no run was written for; what the platform writes down is true; it acts on a fresh view
 * and under the lease only, and kills only when asked.
 */
import { isTerminal, type Phase } from '@liusu/contract/lifecycle';

import type { Entry, EventEntry } from './history-log.ts';
import {
  at,
  changedNothing,
  endsRun,
  isEnd,
  isLate,
  jobManagerDies,
  lateJobsOf,
  madeMsOf,
  runsAskedFor,
} from './history-view.ts';

/** A phase may be written, and a run made, from an answer this old. */
const answerAgeMs = 12_000;

interface Seen {
  jobId: string;
  status: string;
  /** When it was last seen RUNNING by somebody who sees all. */
  runningMs: number;
  /** When it came, if after every proof that it could not; else long ago. */
  beyondProofMs: number;
}

export function checkTruth(entries: readonly Entry[]): string[] {
  const violations: string[] = [];
  const late = lateJobsOf(entries);
  const seen = new Map<string, Seen>();
  const madeMs = madeMsOf(entries);
  const isMade = (id: string, byMs: number) => (madeMs.get(id) ?? Infinity) <= byMs;
  /** Their end is known, so they may never run again. */
  const spent = new Set<string>();
  const isSpent = (id: string, atMs: number) => spent.has(id) && !isLate(late, id, atMs);
  /** Incarnations whose job came up again elsewhere, by a submission that no proof could see. */
  const unforeseen = new Set<string>();
  let mayStop = false;
  let diedMs = -Infinity;
  /** Nobody can tell how the newest run ended, and no person has asked for another since. */
  let isEndUnknown = false;
  const live = (atMs: number) => [...seen].filter(([id, job]) => !isEnd(job.status) && !isLate(late, id, atMs));

  for (const entry of entries) {
    const say = (text: string) => violations.push(`${text} (${at(entries, entry)})`);
    switch (entry.kind) {
      case 'started': {
        const beyondProofMs = entry.isBeyondProof ? entry.atMs : -Infinity;
        seen.set(entry.flinkJobId, { jobId: entry.jobId, status: 'CREATED', runningMs: -Infinity, beyondProofMs });
        if (!isMade(entry.flinkJobId, entry.atMs)) say(`${entry.flinkJobId} came up and no run was written for it`);
        if (isSpent(entry.flinkJobId, entry.atMs)) say(`${entry.flinkJobId} came up although its run had ended`);
        if (isLate(late, entry.flinkJobId, entry.atMs)) break;
        const others = live(entry.atMs).filter(([id, job]) => id !== entry.flinkJobId && job.jobId === entry.jobId);
        if (others.length > 0) say(`two live Flink jobs: ${others[0]?.[0] ?? ''} and ${entry.flinkJobId}`);
        if (entry.isBeyondProof) for (const ghost of entry.ghosts) unforeseen.add(ghost);
        const ghosts = entry.ghosts.filter((ghost) => !unforeseen.has(ghost));
        if (ghosts.length > 0) say(`started while tasks of ${ghosts.join(', ')} still write`);
        break;
      }
      case 'status': {
        const job = seen.get(entry.flinkJobId);
        if (job === undefined) break;
        if (job.status === 'RUNNING') job.runningMs = entry.atMs;
        job.status = entry.status;
        break;
      }
      case 'event': {
        if (entry.flinkJobId !== null && endsRun(entry) && entry.to !== 'UNKNOWN') spent.add(entry.flinkJobId);
        if (entry.event === 'run.created' && isEndUnknown) say('started again by itself, and how it ended is unknown');
        if (entry.to === 'UNKNOWN') isEndUnknown = true;
        else if (entry.to === 'RUNNING' || runsAskedFor.has(entry.event)) isEndUnknown = false;
        const lie = lieOf(entry, seen);
        if (lie !== null) say(lie);
        const sinceMs = madeMs.get(entry.flinkJobId ?? '') ?? -Infinity;
        // Or on the word of a person.
        if (entry.to === 'LOST' && entry.event !== 'run.written-off' && diedMs < sinceMs - answerAgeMs)
          say('written as LOST although its JobManager never died');
        break;
      }
      case 'command':
        if (entry.answer === 'refused') break;
        if (entry.name === 'stop' || entry.name === 'change' || entry.name === 'rescale') mayStop = true;
        else if (entry.name === 'start' && entry.answer === 'accepted' && !changedNothing(entries, entry))
          mayStop = false;
        break;
      case 'fault':
        if (entry.what === 'the platform goes down') mayStop = true;
        if (entry.what.startsWith(jobManagerDies)) diedMs = entry.atMs;
        break;
      case 'call':
        if (!entry.isHeld) say(`${entry.what} of ${entry.target} without the lease`);
        // A spent JobID may never run, whatever else is true.
        if (entry.view !== 'FRESH' && !(entry.what === 'cancel' && spent.has(entry.target)))
          say(`${entry.what} of ${entry.target} on a view that is ${entry.view}`);
        if (entry.what === 'submit' && !isMade(entry.target, entry.atMs))
          say(`${entry.target} is submitted and no run was written for it`);
        if ((entry.what === 'cancel' || entry.what === 'stop-with-savepoint') && !mayStop && !spent.has(entry.target)) {
          say(`${entry.what} of ${entry.target} although nobody asked`);
        }
        break;
      default:
    }
  }
  return violations;
}

/** What is wrong with a phase that was written, as all the world knows; null when it is true. */
function lieOf(entry: EventEntry, seen: ReadonlyMap<string, Seen>): string | null {
  if (entry.to === null || entry.flinkJobId === null) return null;
  const job = seen.get(entry.flinkJobId);
  if (entry.to === 'RUNNING') {
    const runningMs = job?.status === 'RUNNING' ? entry.atMs : (job?.runningMs ?? -Infinity);
    return entry.atMs - runningMs <= answerAgeMs
      ? null
      : `written as RUNNING while Flink says ${job?.status ?? 'nothing'}`;
  }
  const isTooNew = job !== undefined && entry.to === 'STOPPED' && entry.atMs - job.beyondProofMs <= answerAgeMs;
  if (isTerminal(entry.to) && job !== undefined && !isEnd(job.status) && !isTooNew) {
    return `written as ${entry.to} while the Flink job is ${job.status}`;
  }
  const ends = endsMeantBy[entry.to];
  return ends === undefined || ends.includes(job?.status)
    ? null
    : `written as ${entry.to} although the Flink job ${job === undefined ? 'never came up' : `is ${job.status}`}`;
}

/** What may have become of the Flink job of a run that ended in this phase; undefined: it never came up. */
const endsMeantBy: Partial<Record<Phase, readonly (string | undefined)[]>> = {
  FINISHED: ['FINISHED'],
  CANCELLED: ['CANCELED'],
  // Refused, or given up by Flink.
  FAILED: ['FAILED', undefined],
};

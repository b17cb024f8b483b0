/** One Flink job at a time; what the platform writes down is true; it acts on a fresh view only, and kills only when asked. */
import { isTerminal } from '@liusu/contract/lifecycle';

import type { Entry, EventEntry } from './history-log.ts';
import { at, changedNothing, goesOn, isEnd, lateJobsOf } from './history-view.ts';

/** A phase may be written from an answer this old. */
const answerAgeMs = 12_000;

interface Seen {
  jobId: string;
  status: string;
  /** When it was last seen RUNNING by somebody who sees all. */
  runningMs: number;
}

export function checkTruth(entries: readonly Entry[]): string[] {
  const violations: string[] = [];
  const late = lateJobsOf(entries);
  const seen = new Map<string, Seen>();
  const ended = new Set<string>();
  let mayStop = false;
  let wentOnMs = -Infinity;
  const live = () => [...seen].filter(([id, job]) => !isEnd(job.status) && !late.has(id));

  for (const entry of entries) {
    const say = (text: string) => violations.push(`${text} (${at(entries, entry)})`);
    switch (entry.kind) {
      case 'started': {
        seen.set(entry.flinkJobId, { jobId: entry.jobId, status: 'CREATED', runningMs: -Infinity });
        if (late.has(entry.flinkJobId)) break;
        const others = live().filter(([id, job]) => id !== entry.flinkJobId && job.jobId === entry.jobId);
        if (others.length > 0) say(`two live Flink jobs: ${others[0]?.[0] ?? ''} and ${entry.flinkJobId}`);
        if (entry.ghosts.length > 0) say(`started while tasks of ${entry.ghosts.join(', ')} still write`);
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
        if (entry.flinkJobId !== null && entry.to !== null && isTerminal(entry.to)) ended.add(entry.flinkJobId);
        const lie = lieOf(entry, seen);
        if (lie !== null) say(lie);
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
        if (entry.what === goesOn) wentOnMs = entry.atMs;
        break;
      case 'call':
        // Decided on a fresh view, before the process stood still.
        if (entry.view !== 'FRESH' && entry.atMs !== wentOnMs)
          say(`${entry.what} of ${entry.target} on a view that is ${entry.view}`);
        if ((entry.what === 'cancel' || entry.what === 'stop-with-savepoint') && !mayStop && !ended.has(entry.target)) {
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
  if (isTerminal(entry.to) && job !== undefined && !isEnd(job.status)) {
    return `written as ${entry.to} while the Flink job is ${job.status}`;
  }
  return null;
}

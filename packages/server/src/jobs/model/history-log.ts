/**
 * What happened in one history, in order: everything a person was answered, everything the platform called or wrote down, and
 * everything the world did. The checker looks at nothing else.
 */
import { createHash } from 'node:crypto';

import type { Phase } from '@liusu/contract/lifecycle';

import type { Freshness } from '../../clusters/observer.ts';

/**
 * `change`: what is wanted to run, and from what, is another than before. `rescale`: only how parallel; `edit`: nothing of what
 * runs.
 */
export type CommandName = 'start' | 'stop' | 'savepoint' | 'delete' | 'change' | 'rescale' | 'edit' | 'write-off';

export interface CommandEntry {
  kind: 'command';
  atMs: number;
  name: CommandName;
  /** `unanswered`: the platform died over it; it may have been taken or not. */
  answer: 'accepted' | 'refused' | 'unanswered';
  /** Code of a refusal. */
  code?: string;
  /** Id of the savepoint that was promised. */
  savepointId?: string;
  /** It was given earlier, to a process that stood still, and may have been taken only now. */
  isLate?: boolean;
  /** The state the user chose instead of the latest: a path, or null for none. */
  chosen?: string | null;
}

/** The platform told the cluster or the gateway to do something. */
export interface CallEntry {
  kind: 'call';
  atMs: number;
  what: 'submit' | 'cancel' | 'stop-with-savepoint' | 'savepoint' | 'fence';
  target: string;
  /** How fresh its view of the cluster was when it asked for this. */
  view: Freshness;
  /** It had the lease of the cluster then, with time left. */
  isHeld: boolean;
}

/** A Flink job came up under a new JobID. */
export interface StartedEntry {
  kind: 'started';
  atMs: number;
  flinkJobId: string;
  jobId: string;
  mode: 'streaming' | 'batch';
  step: number;
  restorePath: string | null;
  /** Tasks of JobManagers that died and still write for the job. */
  ghosts: string[];
  /** It came after the attempt had been proven dead, by a way no proof can see. */
  isBeyondProof: boolean;
}

export interface StatusEntry {
  kind: 'status';
  atMs: number;
  flinkJobId: string;
  jobId: string;
  /** Flink's status; `GONE` when it went with its JobManager. */
  status: string;
}

/** A checkpoint or savepoint was completed. */
export interface StateEntry {
  kind: 'state';
  atMs: number;
  flinkJobId: string;
  jobId: string;
  path: string;
  id: number;
  isSavepoint: boolean;
  /** True when Flink's sinks committed by it. */
  commits: boolean;
  /** Its windows were closed by it: nothing can go on from there. */
  isDrained: boolean;
}

/** The platform deleted the files of a state. */
export interface RemovedEntry {
  kind: 'removed';
  atMs: number;
  path: string;
}

export interface PlatformEntry {
  kind: 'platform';
  atMs: number;
  what: 'up' | 'killed' | 'circles';
  note?: string;
}

/** Something went wrong in the world. */
export interface FaultEntry {
  kind: 'fault';
  atMs: number;
  what: string;
  /** Until then there is no process that could see anything. */
  nobodyUntilMs?: number;
}

/** A row of the job's own history, as the platform wrote it. */
export interface EventEntry {
  kind: 'event';
  atMs: number;
  event: string;
  runId: string | null;
  /** Of the run, when it is about one. */
  flinkJobId: string | null;
  from: Phase | null;
  to: Phase | null;
  actor: string;
  params: Record<string, unknown>;
}

/** How it all stood when the faults had stopped and everything had had its time. */
export interface EndEntry {
  kind: 'end';
  atMs: number;
  expected: 'RUNNING' | 'NOT_RUNNING' | 'EITHER';
  job: { desired: string; phase: string; isDeleted: boolean };
  run: { flinkJobId: string; phase: Phase; submission: string; step: number; steps: number } | null;
  /** Why the controller waits; null for nothing. */
  waits: string | null;
  live: { flinkJobId: string; status: string }[];
  savepoints: { id: string; state: string; path: string | null; origin: string }[];
  /** Bulk commands that have not ended. */
  openBulks: number;
}

export type Entry =
  | CommandEntry
  | CallEntry
  | StartedEntry
  | StatusEntry
  | StateEntry
  | RemovedEntry
  | PlatformEntry
  | FaultEntry
  | EventEntry
  | EndEntry;

type Timeless<E> = E extends Entry ? Omit<E, 'atMs'> : never;

export class HistoryLog {
  readonly entries: Entry[] = [];
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  add(entry: Timeless<Entry>): void {
    this.entries.push({ ...entry, atMs: this.#nowMs() } as Entry);
  }
}

/** The same for the same history. */
export function hashOf(entries: readonly Entry[]): string {
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex');
}

/** One line for each entry, for people who look for what went wrong. */
export function textOf(entries: readonly Entry[]): string {
  const firstMs = entries[0]?.atMs ?? 0;
  return entries
    .map(({ kind, atMs, ...rest }) => `${((atMs - firstMs) / 1000).toFixed(3).padStart(9)} ${kind} ${words(rest)}`)
    .join('\n');
}

function words(fields: object): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}

/** The checker itself: of hand-written histories the sound one passes, and each that breaks a rule is refused for that rule. */
import { describe, expect, it } from 'vitest';

import { check } from './checker.ts';
import type { EndEntry, Entry, EventEntry } from './history-log.ts';

const jobId = 'job_1';
const started = (atMs: number, flinkJobId = 'a', restorePath: string | null = null): Entry => ({
  kind: 'started',
  atMs,
  flinkJobId,
  jobId,
  mode: 'streaming',
  step: 0,
  restorePath,
  ghosts: [],
  isBeyondProof: false,
});
const status = (atMs: number, word: string, flinkJobId = 'a'): Entry => ({
  kind: 'status',
  atMs,
  flinkJobId,
  jobId,
  status: word,
});
const checkpoint = (atMs: number, id: number): Entry => ({
  kind: 'state',
  atMs,
  flinkJobId: 'a',
  jobId,
  path: `chk-${id}`,
  id,
  isSavepoint: false,
  commits: true,
});
const event = (atMs: number, name: string, more: Partial<EventEntry> = {}): Entry => ({
  kind: 'event',
  atMs,
  event: name,
  runId: 'run_1',
  flinkJobId: 'a',
  from: null,
  to: null,
  actor: 'liusu',
  params: {},
  ...more,
});
const running = (flinkJobId = 'a'): EndEntry => ({
  kind: 'end',
  atMs: 90_000,
  expected: 'RUNNING',
  job: { desired: 'RUNNING', phase: 'RUNNING', isDeleted: false },
  run: { flinkJobId, phase: 'RUNNING', submission: 'sent', step: 0, steps: 1 },
  waits: null,
  live: [{ flinkJobId, status: 'RUNNING' }],
  savepoints: [],
});

const start: Entry[] = [
  event(1_000, 'job.start-requested', { runId: null, flinkJobId: null }),
  { kind: 'command', atMs: 1_000, name: 'start', answer: 'accepted' },
  event(1_001, 'run.created', { to: 'STARTING' }),
  { kind: 'call', atMs: 1_002, what: 'submit', target: 'a', view: 'FRESH' },
  started(1_100),
  status(2_000, 'RUNNING'),
  event(2_100, 'phase.changed', { from: 'STARTING', to: 'RUNNING' }),
  checkpoint(10_000, 1),
  checkpoint(20_000, 2),
];
const failed: Entry[] = [status(25_000, 'FAILED'), event(25_100, 'phase.changed', { from: 'RUNNING', to: 'FAILED' })];
const again = (restorePath: string | null): Entry[] => [
  ...start,
  ...failed,
  started(30_000, 'b', restorePath),
  status(31_000, 'RUNNING', 'b'),
  running('b'),
];
const savepoint: Entry = {
  kind: 'state',
  atMs: 21_000,
  flinkJobId: 'a',
  jobId,
  path: 'svp_1/savepoint-1',
  id: 3,
  isSavepoint: true,
  commits: false,
};

const refused: Record<string, [Entry[], RegExp]> = {
  'two live Flink jobs': [[...start, started(30_000, 'b', 'chk-2'), running()], /two live Flink jobs: a and b/],
  'a phase that is not true': [
    [...start, event(30_000, 'phase.changed', { to: 'FAILED' }), running()],
    /written as FAILED while the Flink job is RUNNING/,
  ],
  'an act on a stale view': [
    [...start, { kind: 'call', atMs: 30_000, what: 'savepoint', target: 'a', view: 'STALE' }, running()],
    /savepoint of a on a view that is STALE/,
  ],
  'a cancel that nobody asked for': [
    [...start, { kind: 'call', atMs: 30_000, what: 'cancel', target: 'a', view: 'FRESH' }, running()],
    /cancel of a although nobody asked/,
  ],
  'a restore from before the last commit': [again('chk-1'), /restored from chk-1 although chk-2 was completed later/],
  'a start from nothing after a commit': [again(null), /started from nothing although chk-2 was completed/],
  'a restore from a strange state': [again('elsewhere'), /which is no state of its lineage/],
  'the latest state deleted': [
    [...start, { kind: 'removed', atMs: 30_000, path: 'chk-2' }, running()],
    /the latest state was deleted: chk-2/,
  ],
  'a lost savepoint': [[...start, savepoint, running()], /the savepoint svp_1\/savepoint-1 is lost/],
  'a promised savepoint of which nothing was heard': [
    [
      ...start,
      { kind: 'command', atMs: 30_000, name: 'savepoint', answer: 'accepted', savepointId: 'svp_2' },
      running(),
    ],
    /the savepoint svp_2 that was promised has no record/,
  ],
  'a stop that came to nothing': [
    [...start, { kind: 'command', atMs: 30_000, name: 'stop', answer: 'accepted' }, running()],
    /a stop was accepted and nothing came of it/,
  ],
  'an end that is not what was asked for': [
    [...start, ...failed, { ...running(), live: [], run: null }],
    /it does not run/,
  ],
  'a Flink job that no run knows': [
    [...start, { ...running(), expected: 'EITHER', run: null }],
    /a runs and no run is active/,
  ],
  'going round in circles': [
    [...start, { kind: 'platform', atMs: 30_000, what: 'circles', note: 'x' }, running()],
    /runs in circles/,
  ],
};

describe('the checker', () => {
  it('passes a sound history', () => {
    expect(check([...start, running()])).toEqual([]);
    expect(check(again('chk-2'))).toEqual([]);
  });

  it.each(Object.entries(refused))('refuses %s', (_name, [entries, said]) => {
    expect(check(entries).join('\n')).toMatch(said);
  });

  it('lets a person go back behind a commit who chose to', () => {
    const chosen: Entry = { kind: 'command', atMs: 26_000, name: 'change', answer: 'accepted', chosen: 'chk-1' };
    const entries = again('chk-1').toSpliced(start.length + failed.length, 0, chosen);
    expect(check(entries)).toEqual([]);
  });
});

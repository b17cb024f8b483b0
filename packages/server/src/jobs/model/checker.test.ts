/** The checker itself: of hand-written histories the sound one passes, and each that breaks a rule is refused for that rule. */
import type { Phase } from '@liusu/contract/lifecycle';
import { describe, expect, it } from 'vitest';

import { check } from './checker.ts';
import type { CallEntry, EndEntry, Entry, EventEntry, StartedEntry, StateEntry } from './history-log.ts';

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
  isDrained: false,
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
  openBulks: 0,
});
const call = (atMs: number, what: CallEntry['what'], target: string, more: Partial<CallEntry> = {}): Entry => ({
  kind: 'call',
  atMs,
  what,
  target,
  view: 'FRESH',
  isHeld: true,
  ...more,
});
/** A run gets its row, and is sent. */
const made = (atMs: number, flinkJobId: string, restorePath: string | null = null): Entry[] => [
  event(atMs, 'run.created', { to: 'STARTING', flinkJobId, params: { restorePath } }),
  call(atMs + 1, 'submit', flinkJobId),
];
const asked = (atMs: number, name: string): Entry => event(atMs, name, { runId: null, flinkJobId: null, actor: 'me' });
const told = (atMs: number, to: Phase, flinkJobId = 'a'): Entry => event(atMs, 'phase.changed', { to, flinkJobId });

const start: Entry[] = [
  event(1_000, 'job.start-requested', { runId: null, flinkJobId: null }),
  { kind: 'command', atMs: 1_000, name: 'start', answer: 'accepted' },
  ...made(1_001, 'a'),
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
  ...made(29_000, 'b', restorePath),
  started(30_000, 'b', restorePath),
  status(31_000, 'RUNNING', 'b'),
  running('b'),
];
const savepoint: StateEntry = {
  kind: 'state',
  atMs: 21_000,
  flinkJobId: 'a',
  jobId,
  path: 'svp_1/savepoint-1',
  id: 3,
  isSavepoint: true,
  commits: false,
  isDrained: false,
};

/** Stopped before the gateway had sent it, given up, and there all the same. */
const late = (isBeyondProof: boolean, told_: Entry[]): Entry[] => [
  ...start.slice(0, 4),
  { kind: 'command', atMs: 2_000, name: 'stop', answer: 'accepted' },
  told(2_100, 'STOPPED'),
  { ...(started(4_000) as StartedEntry), isBeyondProof },
  status(4_100, 'RUNNING'),
  ...told_,
];
const cancelledAndSaid = [
  event(5_000, 'run.late'),
  call(5_000, 'cancel', 'a', { view: 'STALE' }),
  status(5_600, 'CANCELED'),
];
const stopped: EndEntry = {
  ...running(),
  expected: 'NOT_RUNNING',
  job: { desired: 'STOPPED', phase: 'STOPPED', isDeleted: false },
  run: { flinkJobId: 'a', phase: 'STOPPED', submission: 'not-sent', step: 0, steps: 1 },
  live: [],
};

/** One step of a batch script, to its end; `isSeen`: the platform knows that. */
const step = (atMs: number, flinkJobId: string, number: number, isSeen = true): Entry[] => [
  ...made(atMs, flinkJobId),
  { ...(started(atMs + 10, flinkJobId) as StartedEntry), mode: 'batch', step: number },
  status(atMs + 20, 'RUNNING', flinkJobId),
  told(atMs + 30, 'RUNNING', flinkJobId),
  status(atMs + 40, 'FINISHED', flinkJobId),
  ...(isSeen ? [told(atMs + 50, 'FINISHED', flinkJobId)] : [status(atMs + 50, 'GONE', flinkJobId)]),
];
const batchEnd = (flinkJobId: string, number: number): EndEntry => ({
  ...stopped,
  job: { desired: 'RUNNING', phase: 'FINISHED', isDeleted: false },
  run: { flinkJobId, phase: 'FINISHED', submission: 'sent', step: number, steps: 2 },
});
const restarted: Entry[] = [
  { kind: 'command', atMs: 2_500, name: 'change', answer: 'accepted' },
  asked(2_500, 'job.restart-requested'),
];

/** The second run starts from the savepoint of the first. */
const restored = (gone: Entry[]): Entry[] => [
  ...start,
  { kind: 'command', atMs: 20_500, name: 'stop', answer: 'accepted' },
  { ...savepoint, commits: true },
  status(21_000, 'FINISHED'),
  told(21_100, 'STOPPED'),
  asked(29_000, 'job.start-requested'),
  { kind: 'command', atMs: 29_000, name: 'start', answer: 'accepted' },
  ...made(29_000, 'b', savepoint.path),
  started(30_000, 'b', savepoint.path),
  status(31_000, 'RUNNING', 'b'),
  ...gone,
  { ...running('b'), savepoints: [{ id: 'svp_1', state: 'COMPLETED', path: savepoint.path, origin: 'stop' }] },
];
const removed = (atMs: number): Entry => ({ kind: 'removed', atMs, path: savepoint.path });
const firstOfB: Entry = { ...(checkpoint(35_000, 4) as StateEntry), flinkJobId: 'b' };

/** How the run ended nobody can tell. */
const forgotten = (then: Entry[]): Entry[] => [
  ...start.slice(0, 7),
  status(25_000, 'FINISHED'),
  told(26_000, 'UNKNOWN'),
  ...then,
  ...made(30_000, 'b'),
  started(30_100, 'b'),
  status(31_000, 'RUNNING', 'b'),
  running('b'),
];

const refused: Record<string, [Entry[], RegExp]> = {
  'two live Flink jobs': [[...start, started(30_000, 'b', 'chk-2'), running()], /two live Flink jobs: a and b/],
  'a phase that is not true': [
    [...start, event(30_000, 'phase.changed', { to: 'FAILED' }), running()],
    /written as FAILED while the Flink job is RUNNING/,
  ],
  'an act on a stale view': [
    [...start, call(30_000, 'savepoint', 'a', { view: 'STALE' }), running()],
    /savepoint of a on a view that is STALE/,
  ],
  'a cancel that nobody asked for': [
    [...start, call(30_000, 'cancel', 'a'), running()],
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
  'a call without the lease': [
    [...start, call(30_000, 'savepoint', 'a', { isHeld: false }), running()],
    /savepoint of a without the lease/,
  ],
  'a ghost: a Flink job that no run was written for': [
    [...start, ...failed, started(30_000, 'ghost', 'chk-2'), status(31_000, 'FAILED', 'ghost'), running()],
    /ghost came up and no run was written for it/,
  ],
  'a submission of what no run was written for': [
    [...start, call(30_000, 'submit', 'ghost'), running()],
    /ghost is submitted and no run was written for it/,
  ],
  'a run written when its Flink job is there already': [
    [...start.slice(0, 2), started(900), event(1_001, 'run.created'), ...start.slice(4), running()],
    /a came up and no run was written for it/,
  ],
  'a late job that is left running': [
    [...late(true, [event(5_000, 'run.late')]), { ...stopped, live: [{ flinkJobId: 'a', status: 'RUNNING' }] }],
    /a runs and no run is active/,
  ],
  'a late job of which nobody is told': [
    [...late(true, cancelledAndSaid.slice(1)), stopped],
    /the late Flink job a was not reported/,
  ],
  'a spent JobID that is sent again': [
    [...late(false, cancelledAndSaid), stopped],
    /a came up although its run had ended/,
  ],
  'a step done twice': [
    [...start.slice(0, 2), ...step(2_000, 'a', 0), ...step(3_000, 'b', 0), ...step(4_000, 'c', 1), batchEnd('c', 1)],
    /step 0 is done a second time/,
  ],
  'a step done twice after a change that was asked for and used up': [
    [
      ...start.slice(0, 2),
      ...step(2_000, 'a', 0),
      ...restarted,
      ...step(3_000, 'b', 0),
      ...step(4_000, 'c', 0),
      ...step(5_000, 'd', 1),
      batchEnd('d', 1),
    ],
    /step 0 is done a second time \(at 3.010 s\)/,
  ],
  'a later step done twice after a change': [
    [
      ...start.slice(0, 2),
      ...step(2_000, 'a', 0),
      ...step(2_200, 'b', 1),
      ...restarted,
      ...step(3_000, 'c', 1),
      batchEnd('c', 1),
    ],
    /step 1 is done a second time/,
  ],
  'a step before the one before it': [
    [...start.slice(0, 2), ...step(2_000, 'a', 1), batchEnd('a', 1)],
    /step 1 before the one before it was done/,
  ],
  'a roll-back after a step': [
    [
      ...start.slice(0, 2),
      ...step(2_000, 'a', 0),
      asked(2_500, 'plan.rolling-back'),
      ...step(3_000, 'b', 0),
      ...step(4_000, 'c', 1),
      batchEnd('c', 1),
    ],
    /rolled back by itself although a step of the new version was done/,
  ],
  'a state deleted that a run starts from': [
    restored([removed(32_000)]),
    /the state that a run starts from was deleted: svp_1\/savepoint-1/,
  ],
  'a state deleted that the run after a failed one has to start from': [
    restored([status(32_000, 'FAILED', 'b'), told(32_100, 'FAILED', 'b'), removed(33_000)]),
    /the state that a run starts from was deleted: svp_1\/savepoint-1/,
  ],
  'a restore from drained state': [
    restored([]).map((entry) => (entry.kind === 'state' ? { ...entry, isDrained: entry.isSavepoint } : entry)),
    /restored from svp_1\/savepoint-1, which was drained/,
  ],
  'a new run by itself after an end that nobody can tell': [forgotten([]), /started again by itself/],
  'a natural end that was none': [
    [...start, status(25_000, 'FAILED'), told(25_100, 'FINISHED'), { ...stopped, job: batchEnd('a', 0).job }],
    /written as FINISHED although the Flink job is FAILED/,
  ],
  'a loss of what was never in danger': [
    [...start, status(25_000, 'GONE'), told(25_100, 'LOST'), running()],
    /written as LOST although its JobManager never died/,
  ],
  'a controller that never comes to rest': [[...start, { ...running(), waits: 'RETRYING' }], /it never comes to rest/],
  'a job that is to be stopped and runs': [
    [...start, { ...running(), expected: 'EITHER', job: { desired: 'STOPPED', phase: 'RUNNING', isDeleted: false } }],
    /it is to be stopped, and is not/,
  ],
  'a job said to be another than its run': [
    [...start, { ...running(), job: { desired: 'RUNNING', phase: 'FAILED', isDeleted: false } }],
    /the job is said to be another than its run/,
  ],
  'a bulk command that never ends': [[...start, { ...running(), openBulks: 1 }], /a bulk command never ends/],
  'going round in circles': [
    [...start, { kind: 'platform', atMs: 30_000, what: 'circles', note: 'x' }, running()],
    /runs in circles/,
  ],
};

/** What looks like one of the above, and is right. */
const sound: Record<string, Entry[]> = {
  'a run': [...start, running()],
  'a restore from the last commit': again('chk-2'),
  'a late job that is cancelled, on whatever view, and said': [...late(true, cancelledAndSaid), stopped],
  'a late job that came and went while nobody was there': [
    { kind: 'fault', atMs: 0, what: 'nobody is there', nobodyUntilMs: 80_000 },
    ...late(true, [status(70_000, 'FINISHED')]),
    stopped,
  ],
  'a run found that the database knew nothing of': [
    ...start,
    ...failed,
    event(29_000, 'run.relinked', { flinkJobId: 'b' }),
    started(30_000, 'b', 'chk-2'),
    status(31_000, 'RUNNING', 'b'),
    running('b'),
  ],
  'steps one after the other': [...start.slice(0, 2), ...step(2_000, 'a', 0), ...step(3_000, 'b', 1), batchEnd('b', 1)],
  'a step done again whose end nobody saw': [
    ...start.slice(0, 2),
    ...step(2_000, 'a', 0, false),
    ...step(3_000, 'b', 0),
    ...step(4_000, 'c', 1),
    batchEnd('c', 1),
  ],
  'all steps done again because a person asked': [
    ...start.slice(0, 2),
    ...step(2_000, 'a', 0),
    ...restarted,
    ...step(3_000, 'b', 0),
    ...step(4_000, 'c', 1),
    batchEnd('c', 1),
  ],
  'a state deleted when the run has one of its own': restored([firstOfB, removed(36_000)]),
  'a new run that a person asked for after an end that nobody can tell': forgotten([
    asked(29_000, 'job.start-requested'),
    { kind: 'command', atMs: 29_000, name: 'start', answer: 'accepted' },
  ]),
};

describe('the checker', () => {
  it.each(Object.entries(sound))('passes %s', (_name, entries) => {
    expect(check(entries)).toEqual([]);
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

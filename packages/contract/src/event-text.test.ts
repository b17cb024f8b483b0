import { describe, expect, it } from 'vitest';

import { EventKind } from './event-kind.ts';
import { type EventFormats, eventText } from './event-text.ts';
import type { JobEvent } from './job.ts';

/** What the server writes with each kind that has params in its sentence. */
const params: Partial<Record<EventKind, JobEvent['params']>> = {
  'job.updated': { fields: 'script, settings' },
  'job.published': { version: 3 },
  'job.start-requested': { version: 3, restore: 'latest', sourceTime: null },
  'job.stop-requested': { mode: 'drain' },
  'job.restart-requested': { version: 3, stop: 'savepoint' },
  'job.upgrade-requested': { from: 2, to: 3, allow: 'compatible', stop: 'savepoint' },
  'job.rollback-requested': { to: 2, mode: 'from-old-savepoint', savepointId: null },
  'job.rescale-requested': { from: 1, to: 4 },
  'job.deleted': { state: 'delete', freedBytes: 1024, keptPaths: '' },
  'savepoint.delete-requested': { savepointId: 'svp_1', path: 'file:/data/sp/savepoint-1a2b' },
  'plan.begun': { planKind: 'rescale', from: 1, to: 4 },
  'plan.done': { planKind: 'upgrade', planId: 'pln_1', version: 3 },
  'plan.rolled-back': { planKind: 'upgrade', planId: 'pln_1', version: 2 },
  'job.adopted': { flinkJobId: '0'.repeat(32), name: 'legacy', origin: 'unmanaged' },
  'plan.failed': { planKind: 'upgrade', planId: 'pln_1', step: 'verify', version: 3 },
  'plan.rolling-back': { planKind: 'upgrade', planId: 'pln_1', fromVersion: 3, toVersion: 2 },
  'run.created': { version: 3, restorePath: 'file:/data/sp/savepoint-1a2b/_metadata', step: 0, steps: 1, recovery: 2 },
  'run.adopted': { flinkJobId: '0'.repeat(32), status: 'RUNNING' },
  'run.first-checkpoint': { checkpointId: 12 },
  'run.rescaled': { from: 1, to: 4 },
  'run.tasks-restarted': { failures: 3, at: '2026-01-01T00:00:00.000Z' },
  'run.checkpoints-stuck': { trouble: 'TIMED_OUT', failed: 3, since: '2026-01-01T00:00:00.000Z' },
  'run.checkpoints-resumed': { checkpointId: 13 },
  'savepoint.completed': { savepointId: 'svp_1', path: 'file:/data/sp/savepoint-1a2b', sizeBytes: 2048 },
  'savepoint.deleted': { savepointId: 'svp_1', path: 'file:/data/sp/savepoint-1a2b', sizeBytes: null },
  'savepoint.superseded': { count: 2 },
};

function event(kind: EventKind, part: Partial<JobEvent> = {}): JobEvent {
  return {
    id: 'evt_000001',
    jobId: 'job_000001',
    jobName: 'orders',
    runId: null,
    at: '2026-01-01T00:00:00.000Z',
    kind,
    from: 'RUNNING',
    to: 'FAILED',
    params: params[kind] ?? {},
    reason: 'why',
    actor: 'liusu',
    evidence: null,
    severity: 'info',
    ...part,
  };
}

const formats: EventFormats = { bytes: (bytes) => (bytes === null ? '–' : `${bytes} B`), instant: (at) => at };

describe.each(['zh', 'en'] as const)('events in %s', (language) => {
  it.each(EventKind.options)('%s is a whole sentence', (kind) => {
    const told = eventText(event(kind), language, formats);

    expect(told).not.toMatch(/[{}]|undefined|null|[a-z]+\.[a-z-]+-[a-z]+/);
    expect(told).not.toBe(kind);
  });
});

it('names a savepoint by the end of its path', () => {
  expect(eventText(event('run.created'), 'en', formats)).toBe(
    'New run: version 3, automatic recovery 2, restored from savepoint-1a2b',
  );
  expect(eventText(event('savepoint.completed'), 'en', formats)).toBe('Savepoint savepoint-1a2b completed (2048 B)');
});

it('counts one as one', () => {
  const superseded = (count: number) => eventText(event('savepoint.superseded', { params: { count } }), 'en', formats);

  expect([superseded(1), superseded(2)]).toEqual([
    '1 state no longer needed is being deleted',
    '2 states no longer needed are being deleted',
  ]);
});

it('calls phases by their names', () => {
  expect(eventText(event('phase.changed'), 'zh', formats)).toBe('运行中 → 失败');
  expect(eventText(event('phase.changed', { from: null, to: 'STARTING' }), 'zh', formats)).toBe('进入启动中');
});

it('falls back on the words of a server that knows more kinds', () => {
  expect(eventText(event('job.sung' as EventKind), 'zh', formats)).toBe('why');
});

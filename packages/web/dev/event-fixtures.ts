/** Typed fixtures of the mocked API: the history of jobs. */
import type { JobEvent } from '@liusu/contract/job';

import { ago } from './clock.ts';
import { rootCause, specs } from './fixtures.ts';

type Part = Partial<JobEvent> & Pick<JobEvent, 'kind'>;

function event(index: number, jobId: string, secondsAgo: number, part: Part): JobEvent {
  return {
    id: `evt_mock${String(index).padStart(4, '0')}`,
    jobId,
    jobName: specs.find((spec) => spec.id === jobId)?.name ?? jobId,
    runId: null,
    at: ago(secondsAgo),
    from: null,
    to: null,
    params: {},
    reason: '',
    actor: 'flink',
    evidence: null,
    severity: 'info',
    ...part,
  };
}

const savepoint = 'file:/data/state/savepoints/job_stop00/savepoint-7be210-4f0c2190d1';

export function events(): JobEvent[] {
  return [
    event(1, 'job_strt00', 36, {
      kind: 'run.created',
      from: 'STOPPED',
      to: 'STARTING',
      params: { version: 3, restorePath: null, step: 0, steps: 1, recovery: 0 },
      reason: 'A new run: the job was started.',
      actor: 'liusu',
    }),
    event(2, 'job_strt00', 38, {
      kind: 'job.start-requested',
      params: { version: 3, restore: 'none', sourceTime: null },
      reason: 'A start was asked for.',
      actor: 'admin',
    }),
    event(3, 'job_risk00', 96, {
      kind: 'phase.changed',
      from: 'RUNNING',
      to: 'RESTARTING',
      reason: 'TaskManager 10.2.0.17:6122 was lost',
      severity: 'warning',
      evidence: 'TaskManager with id 10.2.0.17:6122-81f2 is no longer reachable.',
    }),
    event(4, 'job_fail00', 1_480, {
      kind: 'phase.changed',
      from: 'RESTARTING',
      to: 'FAILED',
      params: { failureClass: 'user' },
      reason: 'Restarts are used up: NumberFormatException in Calc[8]',
      severity: 'error',
      evidence: rootCause,
    }),
    event(5, 'job_dwd000', 1_700, {
      kind: 'savepoint.failed',
      params: { savepointId: 'svp_mock04', code: 'SAVEPOINT_FAILED' },
      reason: 'The savepoint failed: Checkpoint expired before completing.',
      severity: 'warning',
      evidence: 'java.util.concurrent.CompletionException: Checkpoint expired before completing.',
      actor: 'liusu',
    }),
    event(6, 'job_dwd000', 1_730, {
      kind: 'savepoint.requested',
      params: { savepointId: 'svp_mock04' },
      reason: 'A savepoint was asked for.',
      actor: 'zhou.yi',
    }),
    event(7, 'job_stop00', 5_199, {
      kind: 'phase.changed',
      from: 'SUSPENDING',
      to: 'STOPPED',
      reason: 'Its savepoint is complete.',
      actor: 'liusu',
    }),
    event(8, 'job_stop00', 5_200, {
      kind: 'savepoint.completed',
      params: { savepointId: 'svp_mock03', path: savepoint, sizeBytes: 224_395_264 },
      reason: 'The savepoint is complete.',
      actor: 'liusu',
    }),
    event(9, 'job_stop00', 5_212, {
      kind: 'job.stop-requested',
      params: { mode: 'savepoint' },
      reason: 'A stop with savepoint was asked for.',
      actor: 'zhou.yi',
    }),
    event(10, 'job_live00', 5_420, {
      kind: 'phase.changed',
      from: 'STARTING',
      to: 'RUNNING',
      reason: 'Flink reports RUNNING.',
    }),
    event(11, 'job_live00', 5_423, {
      kind: 'run.submitted',
      params: { flinkJobId: '7'.repeat(32) },
      reason: 'The gateway reports that Flink took the job.',
      actor: 'liusu',
    }),
    event(12, 'job_dws000', 93_700, {
      kind: 'job.published',
      params: { version: 3 },
      reason: 'The draft became a version.',
      actor: 'admin',
    }),
    event(13, 'job_dws000', 93_702, {
      kind: 'job.updated',
      params: { fields: 'script, settings' },
      reason: 'The job was changed.',
      actor: 'admin',
    }),
  ];
}

/** Typed fixtures of the mocked API: changes of jobs, verdicts, bulk commands, the webhook. */
import type { BulkDetail } from '@liusu/contract/bulk';
import type { JobPlan } from '@liusu/contract/job';
import { type UpgradeReason, upgradeReasons, type UpgradeVerdict } from '@liusu/contract/upgrade';
import type { Webhook } from '@liusu/contract/webhook';

import { ago } from './clock.ts';

type Steps = JobPlan['steps'];

function step(
  kind: Steps[number]['kind'],
  state: Steps[number]['state'],
  from: number,
  to: number | null,
): Steps[number] {
  return { kind, state, since: from === 0 ? null : ago(from), until: to === null ? null : ago(to), runId: null };
}

const base = {
  fromVersion: 2,
  toVersion: 3,
  fromParallelism: 1,
  toParallelism: 1,
  actor: 'zhou.yi',
  failure: null,
  savepointId: 'svp_mock02',
  offers: [],
};

/** An upgrade whose new run waits for its first checkpoint. */
export function runningPlan(): JobPlan {
  return {
    ...base,
    id: 'pln_mock01',
    kind: 'upgrade',
    state: 'ACTIVE',
    since: ago(41),
    endedAt: null,
    current: 'verify',
    steps: [step('stop', 'done', 41, 29), step('start', 'done', 29, 8), step('verify', 'active', 8, null)],
  };
}

const doneSteps = () => [
  step('stop', 'done', 9_000, 8_990),
  step('start', 'done', 8_990, 8_980),
  step('verify', 'done', 8_980, 8_970),
];

/** A restart that went well, and the upgrade before it: newest first. */
export function restartedPlans(): JobPlan[] {
  const done = { state: 'DONE', current: null, steps: doneSteps() } as const;
  return [
    { ...base, ...done, id: 'pln_mock04', kind: 'restart', fromVersion: 3, since: ago(3_600), endedAt: ago(3_570) },
    { ...base, ...done, id: 'pln_mock03', kind: 'upgrade', since: ago(9_000), endedAt: ago(8_970) },
  ];
}

/** An upgrade that failed after the new run had written: a person decides. */
export function failedPlan(): JobPlan {
  const replay = { from: ago(1_900), to: ago(1_480) };
  return {
    ...base,
    id: 'pln_mock02',
    kind: 'upgrade',
    state: 'FAILED',
    since: ago(1_940),
    endedAt: ago(1_480),
    current: null,
    steps: [
      step('stop', 'done', 1_940, 1_920),
      step('start', 'done', 1_920, 1_900),
      step('verify', 'failed', 1_900, 1_480),
    ],
    failure: { step: 'verify', reason: 'NumberFormatException: For input string: "NA"' },
    offers: [
      { kind: 'retry' },
      { kind: 'rollback', mode: 'from-new-state', version: 2, savepointId: null, replay: null },
      { kind: 'rollback', mode: 'from-old-savepoint', version: 2, savepointId: 'svp_mock02', replay },
    ],
  };
}

function operator(
  name: string,
  kind: string,
  state: UpgradeVerdict['operators'][number]['state'],
  code: UpgradeReason,
): UpgradeVerdict['operators'][number] {
  return { operator: name, kind, state, code, text: upgradeReasons[code], oldNode: 1, newNode: 1 };
}

export function verdict(): UpgradeVerdict {
  return {
    outcome: 'partly',
    code: 'SOME_LOST',
    text: upgradeReasons.SOME_LOST,
    detail: null,
    submission: 'stored-plan',
    fromRunId: 'run_live00',
    fromVersion: 3,
    toVersion: null,
    operators: [
      operator('TableSourceScan(table=[[lake, flights, flights]])', 'table-source-scan', 'kept', 'SAME'),
      operator(
        'GroupAggregate(groupBy=[carrier, dest], select=[COUNT(*)])',
        'group-aggregate',
        'lost',
        'GROUPING_KEY_CHANGED',
      ),
      operator('Deduplicate(keep=[LastRow], key=[flight_id])', 'deduplicate', 'empty', 'OPERATOR_ADDED'),
    ],
    errors: [],
  };
}

/** Of a job that others started: no plan tells what wrote its state. */
export function unknownVerdict(): UpgradeVerdict {
  return {
    ...verdict(),
    outcome: 'unknown',
    code: 'STATE_WITHOUT_PLAN',
    text: upgradeReasons.STATE_WITHOUT_PLAN,
    submission: 'statement-set',
    operators: [],
  };
}

export function bulk(): BulkDetail {
  const item = (jobId: string, jobName: string, state: BulkDetail['items'][number]['state']) => ({
    jobId,
    jobName,
    state,
    code: state === 'FAILED' ? ('SAVEPOINT_FAILED' as const) : null,
    message: state === 'FAILED' ? 'Checkpoint expired before completing.' : null,
    beganAt: state === 'PENDING' ? null : ago(24),
    endedAt: state === 'DONE' || state === 'FAILED' ? ago(4) : null,
  });
  return {
    id: 'blk_mock01',
    projectId: 'prj_flights000',
    action: 'restart',
    concurrency: 5,
    state: 'RUNNING',
    actor: 'admin',
    createdAt: ago(26),
    endedAt: null,
    counts: { PENDING: 1, ACCEPTED: 1, DONE: 1, FAILED: 1, CANCELLED: 0 },
    items: [
      item('job_dwd000', 'flights-dwd', 'DONE'),
      item('job_ordr00', 'orders-cdc-to-lake', 'FAILED'),
      item('job_dws000', 'flights-dws', 'ACCEPTED'),
      item('job_live00', 'flights-live', 'PENDING'),
    ],
  };
}

export function webhook(): Webhook {
  return {
    url: 'https://alerts.example.com/hooks/liusu',
    hasSecret: true,
    pending: 1,
    lastDeliveredAt: ago(5_400),
    lastFailure: { at: ago(40), message: 'POST answered 503' },
  };
}

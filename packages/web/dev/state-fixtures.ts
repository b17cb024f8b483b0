/** Typed fixtures of the mocked API: checkpoints and savepoints, variables and secrets. */
import type { Folder, ScriptSearch } from '@liusu/contract/folder';
import type { JobCheckpoints, Savepoint } from '@liusu/contract/job';
import type { Secret, Variable } from '@liusu/contract/variable';

import { ago } from './clock.ts';

export function checkpoints(stale: boolean): JobCheckpoints {
  return {
    at: ago(stale ? 252 : 1),
    stale,
    counts: { completed: 9310, failed: 1, inProgress: 0, restored: 1 },
    restoredFrom: 'file:/data/savepoints/savepoint-4f0c21/_metadata',
    history: Array.from({ length: 10 }, (_, index) => ({
      id: 9321 - index,
      status: index === 6 ? 'FAILED' : 'COMPLETED',
      kind: 'CHECKPOINT',
      triggeredAt: ago(6 + index * 10),
      durationMs: 420 + index * 37,
      sizeBytes: 226_492_416 + index * 1_048_576,
      path: index === 6 ? null : `file:/data/checkpoints/9f3a/chk-${9321 - index}`,
      failure: index === 6 ? 'Checkpoint expired before completing.' : null,
    })),
  };
}

export function savepoints(jobId: string): Savepoint[] {
  const base = {
    jobId,
    runId: 'run_mock00',
    version: 3,
    usable: true,
    unusable: null,
    reason: null,
    state: 'COMPLETED' as const,
    drained: false,
    checkpointId: null,
  };
  return [
    {
      ...base,
      id: 'svp_mock01',
      kind: 'checkpoint',
      origin: 'periodic',
      path: 'file:/data/checkpoints/9f3a/chk-9321',
      sizeBytes: 226_492_416,
      createdAt: ago(6),
      completedAt: ago(5),
    },
    {
      ...base,
      id: 'svp_mock02',
      kind: 'savepoint',
      origin: 'user',
      path: 'file:/data/savepoints/savepoint-7be210',
      sizeBytes: 224_395_264,
      createdAt: ago(7_300),
      completedAt: ago(7_296),
    },
    {
      ...base,
      id: 'svp_mock05',
      kind: 'savepoint',
      origin: 'plan',
      version: 2,
      path: 'file:/data/savepoints/savepoint-91d20a',
      sizeBytes: 211_812_352,
      createdAt: ago(61_000),
      completedAt: ago(60_990),
      usable: false,
      unusable: 'DRAINED',
      drained: true,
      reason: 'Its windows were closed by a drain.',
    },
    {
      ...base,
      id: 'svp_mock03',
      kind: 'savepoint',
      origin: 'stop',
      version: 2,
      path: 'file:/data/savepoints/savepoint-4f0c21',
      sizeBytes: 198_180_864,
      createdAt: ago(94_000),
      completedAt: ago(93_995),
      usable: false,
      unusable: 'FILES_GONE',
      reason: 'its files are gone',
    },
  ];
}

export function variables(): Variable[] {
  return [
    {
      name: 'orders.topic',
      value: 'retail.orders.v2',
      description: '订单主题',
      updatedAt: ago(7_200),
      updatedBy: 'admin',
    },
    {
      name: 'kafka.servers',
      value: '10.0.8.21:9092,10.0.8.22:9092,10.0.8.23:9092',
      description: '',
      updatedAt: ago(90_000),
      updatedBy: 'wang.min',
    },
  ];
}

export function secrets(): Secret[] {
  return [{ name: 'orders-db.password', description: '订单库只读账号', updatedAt: ago(260_000), updatedBy: 'admin' }];
}

export function folders(): Folder[] {
  return [
    { path: 'flights', jobs: 4 },
    { path: '支付风控', jobs: 0 },
    { path: '支付风控/规则', jobs: 0 },
  ];
}

export function scriptMatches(): ScriptSearch {
  const text = 'FROM orders AS o JOIN payments AS p ON o.id = p.order_id';
  return {
    items: [12, 31].map((line) => ({
      jobId: 'job_dwd000',
      jobName: 'flights-dwd',
      folder: 'flights',
      line,
      column: 6,
      endColumn: 12,
      text,
      at: 5,
    })),
    more: false,
  };
}

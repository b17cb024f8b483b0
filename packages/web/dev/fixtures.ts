/** Typed fixtures of the mocked API: one project, jobs in every telling state, two clusters. Times are relative to now. */
import type { Cluster, UnmanagedJob } from '@liusu/contract/cluster';
import type { Job, JobEvent, JobGraph, Run } from '@liusu/contract/job';
import type { Observation, Phase } from '@liusu/contract/lifecycle';
import type { Overview } from '@liusu/contract/overview';
import type { Session } from '@liusu/contract/user';

import { ago } from './clock.ts';
import { failedPlan, restartedPlans, runningPlan } from './command-fixtures.ts';

export const projectId = 'prj_flights000';
const local = 'clu_local00000';
const remote = 'clu_remote0000';

export function session(): Session {
  return {
    user: {
      id: 'usr_admin00000',
      name: 'admin',
      displayName: '林溯',
      admin: true,
      disabled: false,
      createdAt: ago(9e5),
    },
    projects: [
      {
        id: projectId,
        name: '航班实时数仓',
        named: true,
        description: '',
        timeZone: 'Asia/Shanghai',
        createdAt: ago(9e5),
        role: 'owner',
      },
      {
        id: 'prj_sandbox000',
        name: 'sandbox',
        named: true,
        description: '',
        timeZone: 'UTC',
        createdAt: ago(8e5),
        role: 'developer',
      },
    ],
    csrfToken: 'mock',
    expiresAt: ago(-8e4),
  };
}

const fresh = (): Observation => ({ state: 'FRESH', at: ago(1), evidence: 'GET /jobs/overview answered 200 in 6 ms' });
const away = (): Observation => ({
  state: 'UNREACHABLE',
  at: ago(252),
  evidence: 'GET https://flink.example.com:8081/jobs/overview: connect ETIMEDOUT after 5000 ms',
});

export function clusters(stale: boolean): Cluster[] {
  const base = {
    engine: 'flink-2.2',
    authKind: 'none' as const,
    tlsInsecure: false,
    createdAt: ago(8e5),
    unmanagedJobs: [],
  };
  return [
    {
      ...base,
      id: local,
      name: 'local',
      driver: 'local',
      environment: 'dev',
      restUrl: null,
      observation: stale ? { ...away(), at: ago(12) } : fresh(),
      flinkVersion: '2.2.1',
      taskManagers: 1,
      slotsTotal: 8,
      slotsFree: 3,
      jobsRunning: 4,
      incarnation: 'a1b2',
    },
    {
      ...base,
      id: remote,
      name: 'prod-shanghai',
      driver: 'remote',
      environment: 'production',
      engine: 'flink-1.20',
      authKind: 'bearer',
      restUrl: 'https://flink.example.com:8081',
      observation: stale ? away() : fresh(),
      flinkVersion: '1.20.5',
      taskManagers: 6,
      slotsTotal: 48,
      slotsFree: 9,
      jobsRunning: 12,
      incarnation: 'c3d4',
      unmanagedJobs: unmanagedJobs(remote).map(({ flinkJobId, name, status }) => ({ flinkJobId, name, status })),
    },
  ];
}

export function unmanagedJobs(clusterId: string | undefined): UnmanagedJob[] {
  if (clusterId !== remote) return [];
  const marks = { install: 'ins_beijing000', job: 'job_clicks', run: 'run_clicks' };
  const base = { status: 'RUNNING', startedAt: ago(412_000), marks: null, adoptable: true };
  return [
    { ...base, flinkJobId: '0'.repeat(32), name: 'legacy-etl', origin: 'unmanaged' },
    {
      ...base,
      flinkJobId: '1'.repeat(32),
      name: 'insert-into_default_catalog.default_database.clicks_by_minute_and_page_and_region',
      origin: 'foreign',
      marks,
      adoptable: false,
    },
    { ...base, flinkJobId: '2'.repeat(32), name: 'orders-backfill', origin: 'ours-unlinked', marks },
    {
      ...base,
      flinkJobId: '3'.repeat(32),
      name: 'just-started',
      status: 'CREATED',
      origin: 'unread',
      adoptable: false,
    },
  ];
}

interface JobSpec {
  kind?: Job['kind'];
  id: string;
  name: string;
  phase: Phase;
  desired?: 'RUNNING' | 'STOPPED';
  rate?: number;
  cluster?: string;
  labels?: Record<string, string>;
  mode?: 'streaming' | 'batch';
  failure?: Run['failure'];
  waiting?: Job['waiting'];
  upForS?: number;
  plan?: Job['plan'];
  conditions?: Job['conditions'];
}

export const rootCause = [
  'java.lang.NumberFormatException: For input string: "NA"',
  '    at java.base/java.lang.Integer.parseInt(Integer.java:668)',
  '    at StreamExecCalc$214.processElement_split8(Unknown Source)',
  '    at StreamExecCalc$214.processElement(Unknown Source)',
].join('\n');

export const specs: JobSpec[] = [
  {
    id: 'job_dwd000',
    name: 'flights-dwd',
    phase: 'RUNNING',
    rate: 18_420,
    labels: { layer: 'dwd', team: 'air' },
    upForS: 93_784,
  },
  {
    id: 'job_dws000',
    name: 'flights-dws',
    phase: 'RUNNING',
    rate: 17_960,
    labels: { layer: 'dws', team: 'air' },
    upForS: 8,
    plan: runningPlan(),
  },
  {
    id: 'job_live00',
    name: 'flights-live',
    phase: 'RUNNING',
    rate: 642.5,
    labels: { layer: 'ads' },
    upForS: 3_570,
    plan: restartedPlans()[0] ?? null,
  },
  {
    id: 'job_ordr00',
    name: 'orders-cdc-to-lake',
    phase: 'RUNNING',
    rate: 123_456,
    cluster: remote,
    labels: { layer: 'ods', team: 'trade' },
    upForS: 2_412_000,
    conditions: [
      {
        code: 'BELOW_REQUESTED_PARALLELISM',
        message: 'It runs with parallelism 6 of 8.',
        params: {},
        cause: null,
        since: ago(900),
      },
    ],
  },
  {
    id: 'job_risk00',
    name: '风控特征实时聚合',
    phase: 'RESTARTING',
    cluster: remote,
    labels: { team: 'risk' },
    upForS: 900,
  },
  {
    id: 'job_strt00',
    name: 'weather-join',
    phase: 'STARTING',
    labels: { layer: 'dwd' },
    waiting: {
      code: 'WAITING_FOR_FLINK',
      message: 'The gateway has it; Flink has not answered for it yet.',
      until: null,
    },
  },
  {
    id: 'job_fail00',
    name: 'clicks-dedup',
    phase: 'FAILED',
    labels: { team: 'web' },
    failure: { class: 'user', message: 'The task Calc[8] failed 10 times; its restarts are used up.', rootCause },
    plan: failedPlan(),
    conditions: [
      { code: 'PLAN_FAILED', message: 'The upgrade to version 3 failed.', params: {}, cause: null, since: ago(1_480) },
    ],
    waiting: { code: 'USER_ERROR', message: 'The job itself has to be corrected.', until: null },
  },
  { id: 'job_stop00', name: 'inventory-snapshot', phase: 'STOPPED', desired: 'STOPPED', labels: { team: 'trade' } },
  {
    id: 'job_outs00',
    name: 'legacy-orders',
    phase: 'RUNNING',
    kind: 'external',
    cluster: remote,
    rate: 2_310,
    upForS: 412_000,
  },
  {
    id: 'job_dubt00',
    name: 'payments-to-ledger',
    phase: 'STARTING',
    labels: { team: 'trade' },
    waiting: {
      code: 'SUBMISSION_UNPROVABLE',
      message: 'The submission was not answered, and the cluster cannot say whether it runs.',
      until: null,
    },
  },
  { id: 'job_done00', name: 'flights-dws-batch-2013', phase: 'FINISHED', mode: 'batch', labels: { layer: 'dws' } },
];

function flinkJobId(id: string): string {
  return Array.from(id)
    .map((letter) => letter.charCodeAt(0).toString(16))
    .join('')
    .padEnd(32, '7')
    .slice(0, 32);
}

function runOf(spec: JobSpec, index = 0): Run {
  const ended = ['FAILED', 'STOPPED', 'FINISHED', 'CANCELLED'].includes(spec.phase);
  const up = (spec.upForS ?? 38) + index * 100_000;
  return {
    id: `run_${spec.id.slice(4)}${index}`,
    jobId: spec.id,
    clusterId: spec.cluster ?? local,
    number: 3 - index,
    version: Math.max(1, 3 - index),
    generation: 4,
    recovery: 0,
    parallelism: (spec.cluster ?? local) === local ? 1 : 8,
    flinkJobId: flinkJobId(`${spec.id}${index}`),
    phase: spec.phase,
    step: 0,
    steps: 1,
    restoredFrom: index === 0 ? 'file:/data/savepoints/savepoint-4f0c21/_metadata' : null,
    startedAt: ago(up + 4),
    runningAt: spec.phase === 'STARTING' ? null : ago(up),
    firstCheckpointAt: null,
    endedAt: ended ? ago(up - 30) : null,
    failure: spec.failure ?? null,
  };
}

function jobOf(spec: JobSpec, stale: boolean): Job {
  const clusterId = spec.cluster ?? local;
  return {
    id: spec.id,
    projectId,
    name: spec.name,
    folder: spec.name.startsWith('flights') ? 'flights' : '',
    labels: spec.labels ?? {},
    scenario: spec.name.startsWith('flights') ? 'flights' : null,
    clusterId,
    clusterName: clusterId === local ? 'local' : 'prod-shanghai',
    settings: {
      mode: spec.mode ?? 'streaming',
      parallelism: clusterId === local ? 1 : 8,
      maxParallelism: 360,
      checkpointIntervalMs: 10_000,
      checkpointTimeoutMs: 600_000,
      checkpointMode: 'EXACTLY_ONCE',
      checkpointsRetained: 3,
      stateTtlMs: 0,
      restart: { kind: 'exponential-delay', attempts: 10, initialMs: 1000, maxMs: 60_000 },
      recovery: { kind: 'bounded', attempts: 5, windowMs: 3_600_000, initialMs: 5_000, maxMs: 300_000 },
      options: { 'table.exec.mini-batch.enabled': 'true' },
    },
    desired: {
      state: spec.desired ?? 'RUNNING',
      generation: 4,
      version: spec.kind === 'external' ? null : 3,
      since: ago(spec.upForS ?? 38),
      restore: { kind: 'latest' },
      stopMode: 'savepoint',
      runId: null,
    },
    parallelism: {
      requested: clusterId === local ? 1 : 8,
      actual: spec.phase === 'RUNNING' ? (clusterId === local ? 1 : 6) : null,
    },
    plan: spec.plan ?? null,
    conditions: spec.conditions ?? [],
    kind: spec.kind ?? 'sql',
    phase: spec.phase,
    waiting: spec.waiting ?? null,
    observation: stale ? away() : fresh(),
    run: runOf(spec),
    latestVersion: spec.kind === 'external' ? null : 3,
    draftRevision: 7,
    draftChanged: spec.id === 'job_live00',
    recordsInPerS: spec.rate ?? null,
    recordsOutPerS: spec.rate === undefined ? null : spec.rate * 0.94,
    createdAt: ago(8e5),
    updatedAt: ago(4e3),
  };
}

export function jobs(stale: boolean): Job[] {
  return specs.map((spec) => jobOf(spec, stale));
}

export function runs(jobId: string): Run[] {
  const spec = specs.find((candidate) => candidate.id === jobId);
  if (spec === undefined) return [];
  return [
    runOf(spec),
    runOf({ ...spec, phase: 'STOPPED', failure: null }, 1),
    runOf({ ...spec, phase: 'LOST', failure: null }, 2),
  ];
}

export const earlierScript = `INSERT INTO lake.flights.dwd_flight
SELECT f.flight_id, f.carrier, f.origin, f.sched_dep
FROM flights AS f
LEFT JOIN airlines AS a ON f.carrier = a.carrier;`;

/** Reads from a time that a start may name. */
export const timedScript = `CREATE TEMPORARY TABLE flights (flight_id BIGINT, carrier STRING, origin STRING)
WITH ('connector' = 'kafka', 'scan.startup.mode' = 'timestamp', 'scan.startup.timestamp-millis' = '\${start.time}');
${earlierScript}`;

export const script = `INSERT INTO lake.flights.dwd_flight
SELECT f.flight_id, f.carrier, a.name AS airline, f.origin, f.dest, f.sched_dep
FROM flights AS f
LEFT JOIN airlines AS a ON f.carrier = a.carrier;`;

export function points(): Overview['throughput'] {
  return Array.from({ length: 720 }, (_, index) => {
    const wave = 36_000 + 5_200 * Math.sin(index / 44) + 900 * Math.sin(index / 5.3);
    const isDown = index > 402 && index < 431;
    return {
      at: ago((719 - index) * 5),
      in: isDown ? null : wave,
      out: isDown ? null : wave * (0.9 + 0.02 * Math.sin(index / 17)),
    };
  });
}

export function overview(stale: boolean, events: JobEvent[]): Overview {
  const all = jobs(stale);
  const jobsByPhase = Object.fromEntries(
    (
      [
        'STOPPED',
        'STARTING',
        'RUNNING',
        'RESTARTING',
        'SUSPENDING',
        'CANCELLING',
        'FINISHED',
        'CANCELLED',
        'FAILED',
        'LOST',
        'UNKNOWN',
      ] as const
    ).map((phase) => [phase, all.filter((job) => job.phase === phase).length]),
  ) as Overview['jobsByPhase'];
  return {
    at: ago(1),
    jobsByPhase,
    attention: all
      .filter((job) => job.desired.state === 'RUNNING' && !['RUNNING', 'FINISHED'].includes(job.phase))
      .map((job) => ({
        jobId: job.id,
        name: job.name,
        phase: job.phase,
        desired: job.desired.state,
        observation: job.observation,
        waiting: job.waiting,
        reason: job.run?.failure?.message ?? job.waiting?.message ?? job.observation.evidence,
      })),
    clusters: clusters(stale),
    throughput: points(),
    events,
  };
}

export function emptyOverview(): Overview {
  const counts = Object.fromEntries(Object.keys(overview(false, []).jobsByPhase).map((phase) => [phase, 0]));
  return {
    ...overview(false, []),
    jobsByPhase: counts as Overview['jobsByPhase'],
    attention: [],
    clusters: clusters(false).slice(0, 1),
    throughput: [],
    events: [],
  };
}

export function graph(stale: boolean): JobGraph {
  const vertex = (
    id: string,
    name: string,
    rate: number,
    busy: number,
    back: number,
    hasWatermark: boolean,
  ): JobGraph['vertices'][number] => ({
    id,
    name,
    parallelism: 2,
    status: 'RUNNING',
    recordsIn: rate * 9e4,
    recordsOut: rate * 8.8e4,
    recordsInPerS: rate,
    recordsOutPerS: rate * 0.97,
    bytesIn: rate * 9e6,
    bytesOut: rate * 8e6,
    busy,
    backPressured: back,
    idle: Math.max(0, 1 - busy - back),
    watermarkMs: hasWatermark ? Date.now() - 84_000 : null,
  });
  return {
    at: ago(stale ? 252 : 1),
    stale,
    vertices: [
      vertex('v1', 'Source: flights[1] -> Calc[2] -> WatermarkAssigner[3]', 18_420, 0.18, 0.7, true),
      vertex('v2', 'Source: airlines[4] -> Calc[5]', 12, 0.01, 0, false),
      vertex('v3', 'Source: weather[6] -> Calc[7]', 340, 0.03, 0, false),
      vertex('v4', 'Join(joinType=[LeftOuterJoin], where=[(carrier = carrier0)])', 18_430, 0.97, 0, true),
      vertex('v5', 'Join(joinType=[LeftOuterJoin], where=[(origin = origin0)]) -> Calc[9]', 18_200, 0.41, 0, true),
      vertex('v6', 'dwd_flight[10]: Writer -> dwd_flight[10]: Committer', 18_100, 0.22, 0, true),
    ],
    edges: [
      { from: 'v1', to: 'v4', ship: 'HASH' },
      { from: 'v2', to: 'v4', ship: 'HASH' },
      { from: 'v4', to: 'v5', ship: 'HASH' },
      { from: 'v3', to: 'v5', ship: 'HASH' },
      { from: 'v5', to: 'v6', ship: 'FORWARD' },
    ],
    bottleneck: 'v4',
  };
}

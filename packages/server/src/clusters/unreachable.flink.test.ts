/**
 * A cluster that cannot be reached is not a job that failed. Connected clusters, which are so many doors to one real Flink,
 * become unreachable in as many ways at once, while the JobManager of the local cluster is paused. Jobs run on all of them.
 * Nothing may end, nothing may be started, stopped or restarted by the platform, and all must be true again soon after. The
 * long form lasts ten minutes, and loses packets in a network namespace too.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { JobDetail, JobEvent } from '@liusu/contract/job';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { LocalEngine } from '../drivers/local/create-local-engine.ts';
import { isLongTest, outageMs } from '../drivers/test-engines.ts';
import { AskedChanges } from '../testing/asked-changes.ts';
import type { FaultMode } from '../testing/fault-proxy.ts';
import { testEngine, testLocalEngine } from '../testing/flink-cluster.ts';
import { NetworkNamespace } from '../testing/network-namespace.ts';
import { faultyDoor, lossyDoor, type OutageDoor } from '../testing/outage-door.ts';
import { RealPlatform } from '../testing/real-platform.ts';
import { eventually } from '../testing/test-platform.ts';

const truthAfterMs = 10_000;
const faults = ['refuse', 'drop', 'slow', 'cut'] as const satisfies FaultMode[];
const losses = { 'packets lost': 'both', 'packets of answers lost': 'answers' } as const;
type Lost = keyof typeof losses;
type Way = (typeof faults)[number] | Lost | 'paused';
const lost = isLongTest ? (Object.keys(losses) as Lost[]) : [];

/** One job on one cluster, and what was seen of it. */
interface Subject {
  way: Way;
  jobId: string;
  door: OutageDoor | undefined;
  states: string[];
  phases: Set<string>;
  last: JobDetail;
  /** The first FRESH view after the outage, and when all was true. */
  freshMs: number | undefined;
  trueMs: number | undefined;
  events: JobEvent[];
}

describe('clusters that cannot be reached', { timeout: outageMs + 240_000 }, () => {
  let platform: RealPlatform;
  let other: LocalEngine;
  let folder: string;
  let namespace: NetworkNamespace | undefined;
  const asked = new AskedChanges();
  const subjects: Subject[] = [];

  beforeAll(async () => {
    platform = await RealPlatform.make(testEngine);
    folder = await mkdtemp(join(tmpdir(), 'liusu-other-flink-'));
    other = testLocalEngine(folder, testEngine);
    await other.fetch();
    await Promise.all([platform.up(), other.driver.start().then(() => other.driver.waitUntilAnswering(120_000))]);
    if (lost.length > 0) namespace = NetworkNamespace.make(lost.length);
    for (const way of [...faults, ...lost, 'paused'] as const) subjects.push(await begin(way));
    for (const subject of subjects)
      await eventually(`a checkpoint of ${subject.way}`, () => checkpointed(subject), 90_000);
  }, 400_000);
  afterAll(async () => {
    asked.stop();
    await Promise.all(doors().map((door) => door.stop()));
    await namespace?.remove();
    await platform.down();
    await platform.remove();
    await other.driver.stop();
    await rm(folder, { recursive: true, force: true });
  }, 120_000);

  it('change nothing, are told with the age of the last answer, and are true again at once', async () => {
    const jobManager = await pidOfJobManager();
    expect(asked.of(platform.gatewayUrl)).not.toEqual([]);
    for (const subject of subjects) {
      if (subject.door !== undefined) {
        // By the gateway, not by the platform itself.
        expect(subject.door.mutations).toEqual([expect.stringContaining('POST /v1/jobs')]);
        expect(asked.of(subject.door.url)).toEqual([]);
      }
      subject.events = await eventsOf(subject.jobId);
    }
    const beganMs = Date.now();
    process.kill(jobManager, 'SIGSTOP');
    try {
      await Promise.all(doors().map((door) => door.break()));
      await eventually(
        'the end of the outage',
        async () => {
          await Promise.all(subjects.map(look));
          return Date.now() - beganMs >= outageMs ? true : undefined;
        },
        outageMs + 60_000,
        500,
      );
      for (const subject of subjects) {
        const told = `${subject.way}: ${JSON.stringify(subject.last)}`;
        expect(subject.states, subject.way).toEqual(['FRESH', 'STALE', 'UNREACHABLE']);
        // Its age says how old the phase behind it is; the evidence says why it is not younger.
        expect(Date.parse(subject.last.observation.at ?? ''), told).toBeLessThan(beganMs + 7_000);
        expect(subject.last.observation.evidence, told).toMatch(/did not answer/);
        expect(subject.last.recordsInPerS, told).toBeNull();
      }
    } finally {
      process.kill(jobManager, 'SIGCONT');
    }
    await Promise.all(doors().map((door) => door.mend()));
    const mendedMs = Date.now();
    await eventually(
      'the truth about every job',
      async () => {
        await Promise.all(subjects.map(look));
        for (const subject of subjects) if (await isTrueAgain(subject)) subject.trueMs ??= Date.now();
        return subjects.every(({ trueMs }) => trueMs !== undefined) ? true : undefined;
      },
      60_000,
      250,
    );

    for (const subject of subjects) {
      const { way, freshMs = 0, trueMs = Number.POSITIVE_INFINITY } = subject;
      say(
        `${way}: ${outageMs / 1_000} s away, fresh ${freshMs - mendedMs} ms after, true ${trueMs - freshMs} ms later`,
      );
      expect(trueMs - freshMs, way).toBeLessThan(truthAfterMs);
      if (subject.door === undefined) continue;
      expect(subject.door.mutations, way).toHaveLength(1);
      expect(asked.of(subject.door.url), way).toEqual([]);
      expect([...subject.phases], way).toEqual(['RUNNING']);
      expect(await eventsOf(subject.jobId), way).toEqual(subject.events);
    }
    expect(await pidOfJobManager()).toBe(jobManager);
  });

  it('leave what Flink restarted meanwhile to Flink, and explain it', async () => {
    const paused = subjects.find(({ way }) => way === 'paused');
    if (paused === undefined) throw new Error('there is a paused one');
    const params = { jobId: paused.jobId };
    const explained = await eventually(
      'word of the restart',
      async () => (await eventsOf(paused.jobId)).find(({ kind }) => kind === 'run.tasks-restarted'),
      60_000,
    );
    expect(explained).toMatchObject({ actor: 'flink', severity: 'warning' });
    expect(explained.evidence).toMatch(/heartbeat|timed out|disconnect/i);
    await eventually(
      'RUNNING',
      async () => ((await platform.client.call('getJob', { params })).phase === 'RUNNING' ? true : undefined),
      90_000,
    );
    const before = new Set(paused.events.map(({ id }) => id));
    const after = (await eventsOf(paused.jobId)).filter(({ id }) => !before.has(id));
    // Only Flink acted.
    expect(after.filter(({ actor }) => actor !== 'flink')).toEqual([]);
    expect([...paused.phases].filter((phase) => phase !== 'RUNNING' && phase !== 'RESTARTING')).toEqual([]);
    expect((await platform.client.call('listRuns', { params })).items).toHaveLength(1);
  });

  function doors(): OutageDoor[] {
    return subjects.flatMap(({ door }) => door ?? []);
  }

  function openDoor(way: Exclude<Way, 'paused'>): Promise<OutageDoor> {
    const { hostname, port } = new URL(other.driver.endpoint()?.url ?? '');
    const target = () => ({ host: hostname, port: Number(port) });
    const index = lost.findIndex((one) => one === way);
    const loss = lost[index];
    if (loss === undefined || namespace === undefined) return faultyDoor(target, way as FaultMode);
    return lossyDoor(target, { namespace, index, loss: losses[loss], folder });
  }

  async function begin(way: Way): Promise<Subject> {
    const { client, projectId } = platform;
    let clusterId: string | undefined;
    let door: OutageDoor | undefined;
    if (way !== 'paused') {
      door = await openDoor(way);
      const body = { name: way, restUrl: door.url, engine: testEngine };
      clusterId = (await client.call('createCluster', { body })).id;
    }
    const job = await client.call('createJob', {
      params: { projectId },
      body: {
        name: `job of ${way}`,
        script: `CREATE TEMPORARY TABLE src (k INT) WITH ('connector' = 'datagen', 'rows-per-second' = '10');
          CREATE TEMPORARY TABLE hole (k INT) WITH ('connector' = 'blackhole');
          INSERT INTO hole SELECT k FROM src;`,
        settings: { checkpointIntervalMs: 2_000 },
        ...(clusterId === undefined ? {} : { clusterId }),
      },
    });
    await client.call('startJob', { params: { jobId: job.id }, body: {} });
    const rest = { states: [], phases: new Set<string>(), freshMs: undefined, trueMs: undefined, events: [] };
    return { way, jobId: job.id, door, last: job, ...rest };
  }

  async function checkpointed({ jobId }: Subject): Promise<true | undefined> {
    const { phase, recordsInPerS } = await platform.client.call('getJob', { params: { jobId } });
    const { counts } = await platform.client.call('getJobCheckpoints', { params: { jobId } });
    return phase === 'RUNNING' && recordsInPerS !== null && counts.completed > 0 ? true : undefined;
  }

  async function look(subject: Subject): Promise<void> {
    subject.last = await platform.client.call('getJob', { params: { jobId: subject.jobId } });
    const { state } = subject.last.observation;
    if (subject.states.at(-1) !== state) subject.states.push(state);
    if (subject.states.length > 3 && state === 'FRESH') subject.freshMs ??= Date.now();
    subject.phases.add(subject.last.phase);
  }

  /** Phase, view and counters agree with what Flink itself says now. */
  async function isTrueAgain({ way, jobId, last }: Subject): Promise<boolean> {
    if (last.observation.state !== 'FRESH' || (last.phase !== 'RUNNING' && way !== 'paused')) return false;
    const status = await statusOf(way, last.run?.flinkJobId ?? '');
    const isSame = status === 'RUNNING' ? last.phase === 'RUNNING' : last.phase === 'RESTARTING';
    const { stale } = await platform.client.call('getJobGraph', { params: { jobId } });
    const checkpoints = await platform.client.call('getJobCheckpoints', { params: { jobId } });
    const { items } = await platform.client.call('listClusters');
    const cluster = items.find(({ id }) => id === last.clusterId);
    const isCounted = cluster?.observation.state === 'FRESH' && (cluster.slotsTotal ?? 0) > 0;
    return isSame && !stale && !checkpoints.stale && (isCounted || way === 'paused');
  }

  async function statusOf(way: Way, flinkJobId: string): Promise<string> {
    if (way === 'paused') return (await platform.flink<{ state: string }>(`/jobs/${flinkJobId}`)).state;
    const answer = await fetch(`${other.driver.endpoint()?.url}/jobs/${flinkJobId}`);
    return ((await answer.json()) as { state: string }).state;
  }

  async function eventsOf(jobId: string): Promise<JobEvent[]> {
    return (await platform.client.call('listJobEvents', { params: { jobId }, query: { limit: 100 } })).items;
  }

  async function pidOfJobManager(): Promise<number> {
    const { processes } = await platform.client.call('getSystem');
    const pid = processes.find(({ role }) => role === 'jobmanager')?.pid;
    if (pid == null) throw new Error('there is no JobManager');
    return pid;
  }
});

/** A line for whoever reads the run. */
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { HttpFlinkRest } from '../../flink/http-flink-rest.ts';
import { FakeCluster } from './fake-cluster.ts';
import { FakeFlink } from './fake-flink.ts';
import { readRecording } from './recordings.ts';

const id = 'a'.repeat(32);
const [source = '', aggregate = ''] = readRecording('job').vertices.map((vertex) => vertex.id);
let cluster: FakeCluster;
let rest: HttpFlinkRest;

beforeEach(async () => {
  cluster = new FakeCluster('one');
  await cluster.start();
  rest = new HttpFlinkRest(() => ({ url: cluster.url }));
});
afterEach(async () => {
  await rest.close();
  await cluster.stop();
});

/** Names and kinds of everything in a value; of a list, what its first entry is. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? 'empty' : [shapeOf(value[0])];
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]));
}

async function answerOf(path: string): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${cluster.url}${path}`);
  return { status: answer.status, body: await answer.json() };
}

describe('answers have the shape of those recorded from a real Flink', () => {
  beforeEach(() => {
    // Old enough to have checkpoints.
    cluster.addJob(id, 'orders', Date.now() - 60_000);
  });

  it.each([
    ['/overview', 'overview'],
    ['/jobs/overview', 'jobs-overview'],
    ['/jobmanager/config', 'jobmanager-config'],
    ['/taskmanagers', 'taskmanagers'],
    [`/jobs/${id}`, 'job'],
    [`/jobs/${id}/checkpoints`, 'checkpoints'],
    [`/jobs/${id}/exceptions?maxExceptions=20`, 'no-exceptions'],
  ] as const)('%s', async (path, name) => {
    expect(shapeOf((await answerOf(path)).body)).toEqual(shapeOf(readRecording(name)));
  });

  it('also for a job that failed, for metrics, and for a job that is not there', async () => {
    cluster.change(id, 'RESTARTING');
    const exceptions = await answerOf(`/jobs/${id}/exceptions?maxExceptions=20`);
    expect(shapeOf(exceptions.body)).toEqual(shapeOf(readRecording('exceptions')));
    for (const vertex of [source, aggregate]) {
      const base = `/jobs/${id}/vertices/${vertex}`;
      const names = readRecording('metric-names')[vertex] ?? [];
      expect((await answerOf(`${base}/subtasks/metrics`)).body).toEqual(names);
      expect((await answerOf(`${base}/watermarks`)).body).toEqual(readRecording('watermarks')[vertex]);
      const all = names.map((metric) => encodeURIComponent(metric.id)).join(',');
      const values = await answerOf(`${base}/subtasks/metrics?get=${all}`);
      expect(shapeOf(values.body)).toEqual(shapeOf(readRecording('metric-values')[vertex]));
    }
    expect(await answerOf(`/jobs/${'0'.repeat(32)}`)).toEqual(readRecording('no-job'));
  });
});

describe('what our client reads of it', () => {
  it('is the state, the JobManager, growing counters and checkpoints', async () => {
    cluster.addJob(id, 'orders', Date.now() - 60_000);
    expect(await rest.jobs()).toMatchObject([
      { flinkJobId: id, name: 'orders', status: 'RUNNING', tasks: { total: 2 } },
    ]);
    expect(await rest.overview()).toMatchObject({ flinkVersion: '2.2.1', jobsRunning: 1 });
    expect(await rest.incarnation()).toBe(cluster.incarnation);
    expect((await rest.findCheckpoints(id))?.latestCompleted).toMatchObject({ id: 6, status: 'COMPLETED' });
    const names = await rest.vertexMetricNames(id, source);
    const counter = names.find((name) => /^Source__.*numRecordsOut$/.test(name)) ?? '';
    expect((await rest.vertexMetrics(id, source, [counter])).get(counter)?.sum).toBeGreaterThanOrEqual(6_000);

    cluster.change(id, 'FAILED');
    expect((await rest.findJob(id))?.status).toBe('FAILED');
    expect(await rest.exceptions(id)).toMatchObject([{ message: expect.stringContaining('/ by zero') }]);
    expect(await rest.findJob('b'.repeat(32))).toBeUndefined();
  });

  it('is nothing while it has a fault', async () => {
    cluster.fault = { kind: 'refuse' };
    await expect(rest.jobs()).rejects.toMatchObject({ code: 'FLINK_UNREACHABLE' });
    cluster.fault = { kind: 'hang' };
    await expect(rest.jobs({ timeoutMs: 50 })).rejects.toMatchObject({ code: 'FLINK_UNREACHABLE' });
    cluster.fault = { kind: 'delay', ms: 20 };
    expect(await rest.jobs()).toEqual([]);
  });
});

describe('counting', () => {
  it('tells lists that overlap from those that do not', async () => {
    await rest.jobs();
    await rest.jobs();
    expect(cluster.counts).toEqual({ requests: 2, lists: 2, overlapping: 0 });
    cluster.fault = { kind: 'delay', ms: 100 };
    await Promise.all([rest.jobs(), rest.jobs()]);
    expect(cluster.counts).toEqual({ requests: 4, lists: 4, overlapping: 1 });
  });
});

describe('the script of restarts', () => {
  it('takes jobs of all clusters down and up again, and notes when', async () => {
    const fake = await FakeFlink.start({ clusters: 2, jobs: 6 });
    try {
      fake.runScript({ restartsPerS: 50, restartMs: 150 });
      await expect.poll(() => fake.changes.filter((change) => change.status === 'RUNNING').length).toBeGreaterThan(3);
      fake.endScript();
      for (const cluster of fake.clusters) {
        expect(fake.changes.some((change) => cluster.jobs.has(change.flinkJobId))).toBe(true);
      }
      const first = fake.changes[0];
      const own = fake.changes.filter((change) => change.flinkJobId === first?.flinkJobId);
      expect(own.slice(0, 2).map((change) => change.status)).toEqual(['RESTARTING', 'RUNNING']);
      expect((own[1]?.atMs ?? 0) - (own[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(150);
    } finally {
      await fake.stop();
    }
  });
});

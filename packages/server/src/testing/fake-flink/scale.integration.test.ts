/** The real controller against fake clusters: what changes is learnt, and a cluster that hangs holds up nobody but itself. */
import { LiusuClient } from '@liusu/contract/client';
import type { Job } from '@liusu/contract/job';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { type App, startApp } from '../../app.ts';
import { readConfig } from '../../config.ts';
import { migrate } from '../../db/migrate.ts';
import { openSqlite } from '../../db/sqlite-database.ts';
import { createRemoteDriver } from '../../drivers/remote/remote-driver.ts';
import { makeDataFolder } from '../../lib/data-folder.ts';
import { createProcessTable } from '../../lib/process-identity.ts';
import { FakeFlink } from './fake-flink.ts';
import type { FakeCluster } from './fake-cluster.ts';
import type { FakeStatus } from './fake-job.ts';
import { seedClusterOf, seedFakeFlink } from './seed.ts';

const clusterCount = 5;
const jobCount = 100;
/** Far more than a round of polls takes; a wait for something that comes, never a measurement. */
const patience = { timeout: 20_000, interval: 100 };

let root: string;
let fake: FakeFlink;
let app: App;
let client: LiusuClient;
let projectId: string;
/** Job ids by Flink JobID. */
let jobs: Map<string, string>;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'liusu-scale-'));
  fake = await FakeFlink.start({ clusters: clusterCount, jobs: jobCount });
  const database = openSqlite(makeDataFolder(join(root, 'data')).database);
  await migrate(database, { nowIso: new Date().toISOString() });
  ({ projectId, jobs } = await seedFakeFlink(database, fake.clusters.map(seedClusterOf)));
  await database.close();
  const config = readConfig({
    LIUSU_DATA: join(root, 'data'),
    LIUSU_CACHE: join(root, 'cache'),
    LIUSU_LOG_LEVEL: 'silent',
    LIUSU_LOCAL_ENGINE: '0',
  });
  app = await startApp(config, {
    table: createProcessTable(),
    createEngine: () => {
      throw new Error('this platform has no local engine');
    },
    createRemoteDriver,
  });
  const token = readFileSync(join(root, 'data', 'secrets', 'cli-token'), 'utf8').trim();
  client = new LiusuClient({ baseUrl: app.url, token });
  await expect.poll(freshClusters, patience).toBe(clusterCount);
});
afterEach(async () => {
  await app.stop();
  await fake.stop();
  rmSync(root, { recursive: true });
});

async function freshClusters(): Promise<number> {
  const { items } = await client.call('listClusters');
  return items.filter((cluster) => cluster.observation.state === 'FRESH').length;
}

async function jobsIn(phase: Job['phase']): Promise<number> {
  return (await client.call('listJobs', { params: { projectId }, query: { phase, limit: 1 } })).total;
}

function clusterAt(index: number): FakeCluster {
  const cluster = fake.clusters[index];
  if (cluster === undefined) throw new Error(`there is no cluster ${index}`);
  return cluster;
}

/** Changes the n-th job of the cluster; its id on the platform. */
function change(cluster: FakeCluster, index: number, status: FakeStatus): string {
  const flinkJobId = [...cluster.jobs.keys()][index] ?? '';
  cluster.change(flinkJobId, status);
  return jobs.get(flinkJobId) ?? '';
}

async function phaseOf(jobId: string): Promise<string> {
  return (await client.call('getJob', { params: { jobId } })).phase;
}

test('changes on every cluster are learnt, with their events, and no list of a cluster is asked for twice at a time', async () => {
  expect(await jobsIn('RUNNING')).toBe(jobCount);
  for (const cluster of fake.clusters) for (let index = 0; index < 4; index += 1) change(cluster, index, 'RESTARTING');
  await expect.poll(() => jobsIn('RESTARTING'), patience).toBe(4 * clusterCount);

  const ended = change(clusterAt(0), 0, 'FINISHED');
  for (const cluster of fake.clusters) for (let index = 1; index < 4; index += 1) change(cluster, index, 'RUNNING');
  await expect.poll(() => jobsIn('RESTARTING'), patience).toBe(clusterCount - 1);
  await expect.poll(() => phaseOf(ended), patience).toBe('FINISHED');

  const events = await client.call('listJobEvents', { params: { jobId: ended }, query: { limit: 50 } });
  expect(events.items.filter((event) => event.to !== null).map((event) => event.to)).toEqual([
    'FINISHED',
    'RESTARTING',
  ]);
  expect(events.total).toBe(events.items.length);
  const overview = await client.call('getOverview', { params: { projectId } });
  expect(overview.jobsByPhase).toMatchObject({ RUNNING: jobCount - clusterCount, RESTARTING: clusterCount - 1 });
  expect(overview.clusters.flatMap((cluster) => cluster.unmanagedJobs)).toEqual([]);
  expect(fake.counts()).toMatchObject({ overlapping: 0 });
});

test('a cluster that hangs delays no other, proves nothing about its jobs, and is true again once it answers', async () => {
  const silent = clusterAt(0);
  silent.fault = { kind: 'hang' };
  const unseen = change(silent, 0, 'RESTARTING');
  const rounds = () => Math.min(...fake.clusters.slice(1).map((cluster) => cluster.counts.lists));
  const before = rounds();
  const listsBefore = silent.counts.lists;
  const seen = fake.clusters.slice(1).map((cluster) => change(cluster, 0, 'RESTARTING'));
  for (const jobId of seen) await expect.poll(() => phaseOf(jobId), patience).toBe('RESTARTING');
  await expect.poll(freshClusters, patience).toBe(clusterCount - 1);
  // The others are polled on, several times while the one is waited for.
  await expect.poll(() => rounds() - before, patience).toBeGreaterThanOrEqual(4);
  expect(silent.counts.lists - listsBefore).toBeLessThanOrEqual(rounds() - before);
  expect(await phaseOf(unseen)).toBe('RUNNING');

  silent.fault = { kind: 'none' };
  await expect.poll(() => phaseOf(unseen), patience).toBe('RESTARTING');
  await expect.poll(freshClusters, patience).toBe(clusterCount);
  expect(fake.counts()).toMatchObject({ overlapping: 0 });
});

test('a job the platform does not know is told as such, and left alone', async () => {
  clusterAt(1).addJob('f'.repeat(32), 'of others');
  const unmanaged = async () => (await client.call('listClusters')).items.flatMap((cluster) => cluster.unmanagedJobs);
  await expect
    .poll(unmanaged, patience)
    .toEqual([{ flinkJobId: 'f'.repeat(32), name: 'of others', status: 'RUNNING' }]);
  expect(await jobsIn('RUNNING')).toBe(jobCount);
});

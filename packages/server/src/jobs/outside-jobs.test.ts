import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ClusterObservation } from '../clusters/cluster-handle.ts';
import type { Database } from '../db/database.ts';
import { openTestDatabase } from '../db/test-database.ts';
import { EventBus } from '../lib/event-bus.ts';
import { LiusuError } from '../lib/errors.ts';
import { silentLog } from '../lib/log.ts';
import { heldLeases } from '../testing/held-leases.ts';
import { oneCluster } from '../testing/one-cluster.ts';
import { insertTestJob, insertTestRun } from '../testing/job-rows.ts';
import { listEvents } from './event-repository.ts';
import { findJob, insertVersion } from './job-repository.ts';
import { Journal } from './journal.ts';
import { VirtualClock } from './model/virtual-clock.ts';
import { OutsideJobs } from './outside-jobs.ts';
import { findNewestRun } from './run-repository.ts';

const ids = { own: 'a'.repeat(32), bare: 'b'.repeat(32), foreign: 'c'.repeat(32), lost: 'd'.repeat(32) };
const ours = { 'liusu.install': 'ins_1', 'liusu.job': 'job_1', 'liusu.run': 'run_9', 'liusu.version': '2' };
let database: Database;
let parameters: Record<string, Record<string, string> | 'rejected' | undefined>;
let asked: string[];
let linked: string[];
let outside: OutsideJobs;
let nowMs: number;
/** Status of a job in what Flink gathered of it. */
let gathered: string;

beforeEach(async () => {
  database = await openTestDatabase();
  await insertTestJob(database.db, {
    id: 'job_1',
    name: 'counting',
    desired_state: 'STOPPED',
    phase: 'STOPPED',
    latest_version: 2,
  });
  const version = { job_id: 'job_1', script: 'x', settings: '{}', engine: 'e', created_at: '', created_by: 'me' };
  for (const number of [1, 2]) await insertVersion(database.db, { ...version, version: number });
  [parameters, asked, linked, nowMs, gathered] = [{}, [], [], 1_000_000, 'RUNNING'];
  const rest = {
    findJob: async () => ({ status: gathered }),
    findGlobalParameters: async (id: string) => {
      asked.push(id);
      const found = parameters[id];
      if (found === 'rejected') throw new LiusuError('FLINK_REJECTED', 'not now');
      return found;
    },
    findCheckpoints: async () => ({ restoredPath: 'file:///state/chk-7' }),
  };
  const clock = new VirtualClock();
  outside = new OutsideJobs({
    database,
    journal: new Journal({ database, bus: new EventBus(), clock }),
    clusters: oneCluster({ rest }),
    clock,
    log: silentLog(),
    leases: heldLeases,
    installId: 'ins_1',
    countSteps: () => 1,
    onLinked: (jobId) => linked.push(jobId),
  });
});
afterEach(() => database.close());

/** Enough answers, two seconds apart, for a job without marks to be believed. */
async function look(jobs: Record<string, string>, name?: string): Promise<ClusterObservation> {
  for (let answer = 0; answer < 4; answer += 1) {
    nowMs += 2_000;
    await outside.check(answerWith(jobs, name));
  }
  return answerWith(jobs, name);
}

function answerWith(jobs: Record<string, string>, name = 'counting'): ClusterObservation {
  const entries = Object.entries(jobs).map(
    ([flinkJobId, status]) => [flinkJobId, { flinkJobId, status, name, startTimeMs: 1_000 }] as const,
  );
  return {
    clusterId: 'clu_1',
    atMs: nowMs,
    incarnation: 'jm1',
    jobs: new Map(entries),
  } as unknown as ClusterObservation;
}

const events = async () =>
  (await listEvents(database.db, { jobId: 'job_1' }, { limit: 20, before: undefined })).map(({ kind }) => kind);

describe('what runs on a cluster', () => {
  it('is told by its marks, asked for once', async () => {
    await insertTestRun(database.db, { id: 'run_1', flink_job_id: ids.own });
    parameters = { [ids.bare]: {}, [ids.foreign]: { 'liusu.install': 'ins_2', 'liusu.job': 'job_1' } };
    const answer = answerWith({ [ids.own]: 'RUNNING', [ids.bare]: 'RUNNING', [ids.foreign]: 'RUNNING' });
    expect(outside.list(answer).map(({ origin }) => origin)).toEqual(['unread', 'unread', 'unread']);
    await look({ [ids.own]: 'RUNNING', [ids.bare]: 'RUNNING', [ids.foreign]: 'RUNNING' });
    const calls = asked.length;
    expect(asked.filter((id) => id === ids.foreign)).toHaveLength(1);
    await outside.check(answer);
    expect(asked).toHaveLength(calls);
    expect(asked).not.toContain(ids.own);
    expect(outside.list(answer)).toMatchObject([
      { flinkJobId: ids.bare, origin: 'unmanaged', marks: null, adoptable: true },
      { flinkJobId: ids.foreign, origin: 'foreign', marks: { install: 'ins_2', job: 'job_1' }, adoptable: false },
    ]);
    expect(linked).toEqual([]);
  });

  it('is not believed to be of nobody while Flink tells what it knew before the job was initialised', async () => {
    parameters = { [ids.foreign]: {} };
    await outside.check(answerWith({ [ids.foreign]: 'INITIALIZING' }));
    expect(asked).toEqual([]);
    await outside.check(answerWith({ [ids.foreign]: 'RUNNING' }));
    expect(outside.list(answerWith({ [ids.foreign]: 'RUNNING' }))).toMatchObject([{ origin: 'unread' }]);
    parameters = { [ids.foreign]: { 'liusu.install': 'ins_2' } };
    nowMs += 2_000;
    await outside.check(answerWith({ [ids.foreign]: 'RUNNING' }));
    expect(outside.list(answerWith({ [ids.foreign]: 'RUNNING' }))).toMatchObject([{ origin: 'foreign' }]);
  });

  it('is not believed to be of nobody while it waits for slots, however often', async () => {
    parameters = { [ids.foreign]: {} };
    for (const status of ['CREATED', 'RUNNING', 'CREATED']) {
      for (let answer = 0; answer < (status === 'RUNNING' ? 2 : 5); answer += 1) {
        nowMs += 2_000;
        await outside.check(answerWith({ [ids.foreign]: status }));
      }
    }
    expect(outside.list(answerWith({ [ids.foreign]: 'CREATED' }))).toMatchObject([{ origin: 'unread' }]);
    expect(await outside.lookFor('job_1', answerWith({ [ids.foreign]: 'CREATED' }))).toBe('unread');
    expect(await outside.lookFor('job_1', answerWith({ [ids.foreign]: 'CREATED' }, 'another'))).toBe('none');
    parameters = { [ids.foreign]: { 'liusu.install': 'ins_2' } };
    expect(outside.list(await look({ [ids.foreign]: 'RUNNING' }))).toMatchObject([{ origin: 'foreign' }]);
  });

  it('is not believed to be of nobody on a cluster that answers with what it gathered long before', async () => {
    parameters = { [ids.foreign]: {} };
    gathered = 'CREATED';
    expect(outside.list(await look({ [ids.foreign]: 'RUNNING' }))).toMatchObject([{ origin: 'unread' }]);
    gathered = 'RUNNING';
    expect(outside.list(await look({ [ids.foreign]: 'RUNNING' }))).toMatchObject([{ origin: 'unmanaged' }]);
  });

  it('is looked at although one of them cannot be described', async () => {
    parameters = { [ids.bare]: 'rejected', [ids.foreign]: { 'liusu.install': 'ins_2' } };
    const answer = answerWith({ [ids.bare]: 'RUNNING', [ids.foreign]: 'RUNNING' });
    await outside.check(answer);
    expect(outside.list(answer).map(({ origin }) => origin)).toEqual(['unread', 'foreign']);
    expect(await outside.lookFor('job_1', answer)).toBe('unread');
  });

  it('is told to the job of the same name, once, also by the next life of the platform', async () => {
    parameters = { [ids.bare]: {} };
    await look({ [ids.bare]: 'RUNNING' });
    await look({});
    await look({ [ids.bare]: 'RUNNING' });
    expect(await events()).toEqual(['job.seen-outside']);
    parameters = { [ids.lost]: {} };
    await look({ [ids.lost]: 'RUNNING' }, 'another');
    expect(await events()).toHaveLength(1);
  });
});

describe('a Flink job with our marks and no row', () => {
  beforeEach(() => {
    parameters = { [ids.lost]: ours };
  });

  it('is linked to its job, which is then to run, and never stopped', async () => {
    const answer = answerWith({ [ids.lost]: 'RUNNING' });
    await outside.check(answer);
    expect(await findNewestRun(database.db, 'job_1')).toMatchObject({
      id: 'run_9',
      flink_job_id: ids.lost,
      version: 2,
      submission: 'sent',
      phase: 'STARTING',
      restore_path: 'file:///state/chk-7',
      adopted: 0,
    });
    expect(await findJob(database.db, 'job_1')).toMatchObject({
      desired_state: 'RUNNING',
      desired_version: 2,
      generation: 2,
    });
    expect(await events()).toEqual(['run.relinked']);
    expect(linked).toEqual(['job_1']);
    expect(outside.list(answer)).toEqual([]);
  });

  it('is linked before a new run of its job may be made', async () => {
    expect(await outside.lookFor('job_1', answerWith({ [ids.lost]: 'RUNNING' }))).toBe('linked');
    expect(await outside.lookFor('job_1', answerWith({ [ids.lost]: 'RUNNING' }))).toBe('none');
  });

  it('spends the JobIDs of the runs before it', async () => {
    await insertTestRun(database.db, { id: 'run_1', flink_job_id: ids.own, phase: 'LOST', ended_at: 'x' });
    await outside.check(answerWith({ [ids.lost]: 'RUNNING' }));
    const old = await database.db.selectFrom('run').selectAll().where('id', '=', 'run_1').executeTakeFirstOrThrow();
    expect(old.tombstoned).toBe(1);
    expect(await findNewestRun(database.db, 'job_1')).toMatchObject({ number: 2 });
  });

  it('is only told of while another run of its job is active', async () => {
    await insertTestRun(database.db, { id: 'run_1', flink_job_id: ids.own });
    const answer = answerWith({ [ids.own]: 'RUNNING', [ids.lost]: 'RUNNING' });
    await outside.check(answer);
    await outside.check(answer);
    expect(await findNewestRun(database.db, 'job_1')).toMatchObject({ id: 'run_1' });
    expect(await events()).toEqual(['job.seen-outside']);
    expect(outside.list(answer)).toMatchObject([{ origin: 'ours-unlinked' }]);
  });

  it('holds up a new run of its job while it is being cancelled', async () => {
    expect(await outside.lookFor('job_1', answerWith({ [ids.lost]: 'CANCELLING' }))).toBe('unread');
    expect(await findNewestRun(database.db, 'job_1')).toBeUndefined();
  });

  it('stays listed when its job is not in this database', async () => {
    parameters = { [ids.lost]: { ...ours, 'liusu.job': 'job_2' } };
    const answer = answerWith({ [ids.lost]: 'RUNNING' });
    await outside.check(answer);
    expect(outside.list(answer)).toMatchObject([{ origin: 'ours-unlinked', adoptable: true }]);
  });

  it('holds up a new run of its job while Flink cannot tell its marks yet, and no other', async () => {
    parameters = {};
    await insertTestJob(database.db, { id: 'job_3', name: 'another' });
    const answer = answerWith({ [ids.lost]: 'INITIALIZING' });
    expect(await outside.lookFor('job_1', answer)).toBe('unread');
    expect(await outside.lookFor('job_3', answer)).toBe('none');
  });
});

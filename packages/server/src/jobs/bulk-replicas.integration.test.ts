/** A bulk command of an installation with two platform processes: each job is given its command once. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Database } from '../db/database.ts';
import { testDatabases } from '../db/test-database.ts';
import type { LeaseKeeper } from '../leases/lease-keeper.ts';
import { LiusuError } from '../lib/errors.ts';
import { EventBus } from '../lib/event-bus.ts';
import { silentLog } from '../lib/log.ts';
import { insertTestJob } from '../testing/job-rows.ts';
import { keeperOf } from '../testing/two-keepers.ts';
import { BulkService } from './bulk-service.ts';
import type { CommandOptions } from './job-command.ts';
import { findJobForUpdate, updateJob } from './job-repository.ts';
import type { JobService } from './job-service.ts';
import { VirtualClock } from './model/virtual-clock.ts';

const jobIds = ['job_1', 'job_2', 'job_3', 'job_4', 'job_5', 'job_6'];

describe.each(testDatabases)('bulk commands of two processes on $name', ({ open }) => {
  let database: Database;
  let clock: VirtualClock;
  /** Who stopped which job. */
  let given: string[];
  /** Awaited by whoever is about to give a command. */
  let gate: (name: string) => Promise<void>;
  let running: BulkService[];

  beforeEach(async () => {
    database = await open();
    clock = new VirtualClock();
    given = [];
    gate = async () => {};
    running = [];
    for (const id of jobIds) await insertTestJob(database.db, { id, name: id });
  });
  afterEach(async () => {
    await Promise.all(running.map((bulk) => bulk.stop()));
    await database.close();
  });

  /** Stops as the real service does: refused when the job is stopped already. */
  function serviceOf(name: string): JobService {
    const stop = async (jobId: string, _input: unknown, _actor: string, options: CommandOptions) => {
      await gate(name);
      await database.transaction(async (tx) => {
        const job = await findJobForUpdate(tx, jobId);
        if (job?.desired_state !== 'RUNNING') throw new LiusuError('JOB_NOT_STOPPABLE', 'it does not run');
        await updateJob(tx, jobId, { desired_state: 'STOPPED', generation: job.generation + 1 });
        await options.also?.(tx, { generation: job.generation + 1 });
      });
      given.push(`${name} ${jobId}`);
    };
    return { stop } as unknown as JobService;
  }

  function processOf(name: string): { keeper: LeaseKeeper; bulk: BulkService } {
    const keeper = keeperOf(name, database, clock);
    const common = { database, clock, log: silentLog(), bus: new EventBus() };
    const bulk = new BulkService({ ...common, service: serviceOf(name), leases: keeper });
    running.push(bulk);
    return { keeper, bulk };
  }

  const request = { action: 'stop', options: { mode: 'cancel' }, jobIds, concurrency: 2 } as const;

  /** Real databases answer in time of their own: time is turned until what is awaited has come. */
  async function until(what: () => Promise<boolean> | boolean): Promise<void> {
    for (let turn = 0; turn < 400; turn += 1) {
      if (await what()) return;
      await clock.run(250);
      await new Promise((resolve) => void setTimeout(resolve, 5));
    }
    throw new Error('it never came');
  }

  const ofJobs = () => given.map((entry) => entry.split(' ')[1]).toSorted();

  test('one of them drives, whichever was asked, and each job is commanded once', async () => {
    const [a, b] = [processOf('a'), processOf('b')];
    await a.keeper.tick();
    await b.keeper.tick();
    await b.bulk.start();
    await a.bulk.start();
    const { id } = await b.bulk.create('prj_1', request, 'me');
    await until(async () => {
      await a.keeper.tick();
      return (await b.bulk.get('prj_1', id)).state === 'DONE';
    });

    expect(ofJobs()).toEqual(jobIds);
    expect(new Set(given.map((entry) => entry.split(' ')[0]))).toEqual(new Set(['a']));
    expect((await b.bulk.get('prj_1', id)).counts).toMatchObject({ DONE: jobIds.length, FAILED: 0 });
  });

  test('another goes on where the first stood still, and what that one still had in hand is undone', async () => {
    const [a, b] = [processOf('a'), processOf('b')];
    await a.keeper.tick();
    const still = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    gate = async (name) => {
      if (name !== 'a' || given.length < 2) return;
      reached.resolve();
      await still.promise;
    };
    await a.bulk.start();
    const { id } = await a.bulk.create('prj_1', request, 'me');
    let isReached = false;
    void reached.promise.then(() => {
      isReached = true;
    });
    await until(() => isReached);

    await clock.run(13_000);
    await b.keeper.tick();
    await b.bulk.start();
    await until(async () => {
      await b.keeper.tick();
      return (await b.bulk.get('prj_1', id)).state === 'DONE';
    });
    still.resolve();
    await a.bulk.stop();

    expect(ofJobs()).toEqual(jobIds);
    expect((await b.bulk.get('prj_1', id)).counts).toMatchObject({ DONE: jobIds.length, FAILED: 0 });
  });
});

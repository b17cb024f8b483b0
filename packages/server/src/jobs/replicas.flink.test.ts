/**
 * Two whole platforms, each with a gateway of its own, on one PostgreSQL and one real Flink that both are connected to. The one that
 * looks after the cluster is paused or killed while a command is under way; the other takes over, and the first goes on. Calls of
 * Flink can be held at the door, so that a command is met in the very middle: written down, sent, and not yet at Flink.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Job, JobEvent } from '@liusu/contract/job';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Database } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { openPostgres } from '../db/postgres-database.ts';
import type { LocalEngine } from '../drivers/local/create-local-engine.ts';
import { chaosSeed, isLongTest } from '../drivers/test-engines.ts';
import { putSetting } from '../system/setting-repository.ts';
import { testEngine, testLocalEngine } from '../testing/flink-cluster.ts';
import { HoldingDoor } from '../testing/holding-door.ts';
import { type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { eventually, TestPlatform } from '../testing/test-platform.ts';
import { randomOf } from './model/chance.ts';
import { findNewestRun, listRuns } from './run-repository.ts';

const leaseSeconds = 4;
const patienceMs = 90_000;
/** How long a paused platform stays so after its place was taken. */
const pauseMs = isLongTest ? 60_000 : 0;
const randomRounds = 10;

describe('two platforms that share a cluster', { timeout: 240_000 + 2 * pauseMs }, () => {
  let postgres: PostgresServer;
  let database: Database;
  let flink: LocalEngine;
  let folder: string;
  let door: HoldingDoor;
  let platforms: TestPlatform[] = [];
  let clusterId: string;
  let projectId: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liusu-shared-flink-'));
    postgres = await startPostgres();
    database = await openPostgres(postgres.url, { connections: 4 });
    await migrate(database, { nowIso: new Date().toISOString() });
    // As on machines that came later: the local cluster of this installation is the first one's.
    await putSetting(database.db, 'local.replica', 'rep_of_another_machine');
    const environment = {
      LIUSU_DATABASE_URL: postgres.url,
      LIUSU_MASTER_KEY: randomBytes(32).toString('hex'),
      LIUSU_LEASE_SECONDS: String(leaseSeconds),
    };
    flink = testLocalEngine(folder, testEngine);
    await flink.fetch();
    await flink.driver.start();
    platforms = await Promise.all([0, 1].map(() => TestPlatform.start(testEngine, { environment })));
    await flink.driver.waitUntilAnswering(120_000);
    door = await HoldingDoor.open(flinkUrl());
    const { client } = platformAt(0);
    projectId = await platformAt(0).projectId();
    const body = { name: 'shared', restUrl: door.url, engine: testEngine };
    clusterId = (await client.call('createCluster', { body })).id;
    await roles();
  }, 400_000);
  afterAll(async () => {
    for (const platform of platforms) platform.goOn();
    await Promise.all(platforms.map((platform) => platform.dispose()));
    await door?.close();
    await flink?.driver.stop();
    await database?.close();
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 120_000);

  it('start a job once when its holder stands still after it was written down, and before it was at Flink', async () => {
    const { leader, other, epoch } = await roles();
    const jobId = await create(other, 'held start');
    const held = door.holdNext(/^POST \/v1\/jobs$/);
    await other.client.call('startJob', { params: { jobId }, body: {} });
    await held.arrived;
    leader.pause();
    const run = await findNewestRun(database.db, jobId);
    expect(run).toMatchObject({ number: 1, phase: 'STARTING', submission: 'sending' });
    await untilTaken(epoch);
    // It arrives when another one looks after the job already.
    held.release();
    await untilPhase(other, jobId, 'RUNNING');
    await stay();
    leader.goOn();
    await untilPhase(leader, jobId, 'RUNNING');

    await checkOnce(leader, jobId, { runs: 1 });
    const kinds = (await eventsOf(leader, jobId)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'run.submitted' || kind === 'run.adopted')).toHaveLength(1);
    expect(await liveOf(jobId)).toEqual([run?.flink_job_id]);
  });

  it('start a job once when its holder stands still before anything was sent', async () => {
    const { leader, other, epoch } = await roles();
    // Nobody can tell that nothing was sent: the attempt is proven dead first, and then the same JobID goes out.
    const jobId = await create(other, 'paused start');
    await other.client.call('startJob', { params: { jobId }, body: {} });
    await eventually(
      'a session for the run',
      async () => ((await findNewestRun(database.db, jobId))?.gateway_session == null ? undefined : true),
      patienceMs,
      5,
    );
    leader.pause();
    await untilTaken(epoch);
    await untilPhase(other, jobId, 'RUNNING');
    await stay();
    leader.goOn();
    await untilPhase(leader, jobId, 'RUNNING');
    await checkOnce(leader, jobId, { runs: 1 });
    expect(await liveOf(jobId)).toHaveLength(1);
  });

  it('stop a job once, with one savepoint, when its holder stands still before the stop is at Flink', async () => {
    const { leader, other, epoch } = await roles();
    const jobId = await start(other, 'held stop');
    const held = door.holdNext(/^POST \/jobs\/[0-9a-f]{32}\/stop$/);
    await other.client.call('stopJob', { params: { jobId }, body: { mode: 'savepoint' } });
    await held.arrived;
    leader.pause();
    await untilTaken(epoch);
    await untilPhase(other, jobId, 'STOPPED');
    // The first request comes when all is over.
    held.release();
    await stay();
    leader.goOn();
    await untilPhase(leader, jobId, 'STOPPED');
    await checkStopped(leader, jobId);
  });

  it('stop a job once, with one savepoint, when its holder stands still while Flink writes it', async () => {
    const { leader, other, epoch } = await roles();
    const jobId = await start(other, 'paused stop');
    const before = door.mutations.length;
    await other.client.call('stopJob', { params: { jobId }, body: { mode: 'savepoint' } });
    await eventually('the stop at Flink', () => (stopsSince(before).length > 0 ? true : undefined), patienceMs, 5);
    leader.pause();
    await untilTaken(epoch);
    await untilPhase(other, jobId, 'STOPPED');
    // Flink had it already: nothing was asked a second time.
    expect(stopsSince(before)).toHaveLength(1);
    await stay();
    leader.goOn();
    await untilPhase(leader, jobId, 'STOPPED');
    await checkStopped(leader, jobId);
  });

  // Only registered when it is run: a test that is left out would count as one that failed.
  it.each(isLongTest ? [chaosSeed] : [])(
    'start and stop jobs once, at whatever moment their holder stands still: seed %i',
    async (seed) => {
      const random = randomOf(seed);
      for (let round = 1; round <= randomRounds; round += 1) {
        const begun = await roles();
        const jobId = await create(begun.other, `round ${round}`);
        await begun.other.client.call('startJob', { params: { jobId }, body: {} });
        await standStill(begun, random() * 3_000, () => untilPhase(begun.other, jobId, 'RUNNING'));
        await untilPhase(begun.leader, jobId, 'RUNNING');
        expect(await liveOf(jobId)).toHaveLength(1);
        const ended = await roles();
        await ended.other.client.call('stopJob', { params: { jobId }, body: { mode: 'savepoint' } });
        await standStill(ended, random() * 1_500, () => untilPhase(ended.other, jobId, 'STOPPED'));
        await untilPhase(ended.leader, jobId, 'STOPPED');
        await checkStopped(ended.leader, jobId);
        await ended.leader.client.call('stopJob', { params: { jobId }, body: { mode: 'cancel' } });
      }
    },
    randomRounds * 240_000,
  );

  it('tell what became of every job when its holder is killed', async () => {
    const { leader, other, epoch } = await roles();
    const [running, cancelled] = [await start(other, 'goes on'), await start(other, 'is cancelled')];
    const finished = await create(other, 'ends', { rows: 300 });
    await other.client.call('startJob', { params: { jobId: finished }, body: {} });
    await untilPhase(other, finished, 'RUNNING');
    await leader.kill('platform');
    // Nobody looks after the cluster now.
    const [flinkJobId = ''] = await liveOf(cancelled);
    const answer = await fetch(`${flinkUrl()}/jobs/${flinkJobId}?mode=cancel`, { method: 'PATCH' });
    expect(answer.status).toBe(202);
    await untilTaken(epoch);
    const gone = await untilPhase(other, cancelled, 'CANCELLED');
    expect(gone.conditions.map(({ code }) => code)).toContain('ENDED_OUTSIDE');
    await untilPhase(other, finished, 'FINISHED');
    const left = await untilPhase(other, running, 'RUNNING');
    expect(left.observation.state).toBe('FRESH');
    for (const jobId of [running, cancelled, finished]) await checkOnce(other, jobId, { runs: 1 });
    expect(await liveOf(running)).toHaveLength(1);
  });

  /** Pauses the holder after so long, until `done`. */
  async function standStill(
    { leader, epoch }: { leader: TestPlatform; epoch: number },
    afterMs: number,
    done: () => Promise<unknown>,
  ): Promise<void> {
    const atMs = Date.now() + afterMs;
    await eventually('the moment', () => (Date.now() >= atMs ? true : undefined), 10_000, 5);
    leader.pause();
    try {
      await untilTaken(epoch);
      await done();
    } finally {
      leader.goOn();
    }
  }

  function platformAt(index: number): TestPlatform {
    const platform = platforms[index];
    if (platform === undefined) throw new Error(`there is no platform ${index}`);
    return platform;
  }

  function flinkUrl(): string {
    const url = flink.driver.endpoint()?.url;
    if (url === undefined) throw new Error('Flink has no address');
    return url;
  }

  /** Who looks after the cluster now, and who does not; both know it. */
  function roles(): Promise<{ leader: TestPlatform; other: TestPlatform; epoch: number }> {
    return eventually(
      'a holder of the lease, and a fresh view on both sides',
      async () => {
        const { holder, epoch } = await leaseRow();
        const leader = platforms.find(({ replicaId }) => holder.startsWith(`${replicaId} `));
        const other = platforms.find((platform) => platform !== leader);
        if (leader === undefined || other === undefined) return undefined;
        for (const { client } of [leader, other]) {
          const { observation } = await client.call('getCluster', { params: { clusterId } });
          if (observation.state !== 'FRESH') throw new Error(`${observation.state}: ${observation.evidence}`);
        }
        return { leader, other, epoch };
      },
      patienceMs,
    );
  }

  function leaseRow() {
    return database.db
      .selectFrom('lease')
      .selectAll()
      .where('name', '=', clusterId)
      .where('expires_ms', '>', Date.now())
      .executeTakeFirstOrThrow();
  }

  function untilTaken(epoch: number): Promise<true> {
    return eventually('another holder', async () => ((await leaseRow()).epoch > epoch ? true : undefined), patienceMs);
  }

  /** Longer than any time-out of the platform, in the long form. */
  async function stay(): Promise<void> {
    const endMs = Date.now() + pauseMs;
    await eventually('the end of the pause', () => (Date.now() >= endMs ? true : undefined), pauseMs + 10_000);
  }

  async function create({ client }: TestPlatform, name: string, options: { rows?: number } = {}): Promise<string> {
    const bound = options.rows === undefined ? '' : `, 'number-of-rows' = '${options.rows}'`;
    const job = await client.call('createJob', {
      params: { projectId },
      body: {
        name,
        clusterId,
        script: `CREATE TEMPORARY TABLE src (k INT) WITH ('connector' = 'datagen', 'rows-per-second' = '20'${bound});
          CREATE TEMPORARY TABLE hole (k INT, n BIGINT) WITH ('connector' = 'blackhole');
          INSERT INTO hole SELECT k, COUNT(*) FROM src GROUP BY k;`,
        settings: { checkpointIntervalMs: 2_000 },
      },
    });
    return job.id;
  }

  async function start(platform: TestPlatform, name: string): Promise<string> {
    const jobId = await create(platform, name);
    await platform.client.call('startJob', { params: { jobId }, body: {} });
    await untilPhase(platform, jobId, 'RUNNING');
    return jobId;
  }

  function untilPhase({ client }: TestPlatform, jobId: string, phase: Job['phase']): Promise<Job> {
    return eventually(
      `the phase ${phase}`,
      async () => {
        const job = await client.call('getJob', { params: { jobId } });
        if (job.phase !== phase) throw new Error(`${job.phase}, waiting: ${JSON.stringify(job.waiting)}`);
        return job.observation.state === 'FRESH' ? job : undefined;
      },
      patienceMs,
      100,
    );
  }

  async function eventsOf({ client }: TestPlatform, jobId: string): Promise<JobEvent[]> {
    return (await client.call('listJobEvents', { params: { jobId }, query: { limit: 100 } })).items;
  }

  /** Flink JobIDs of the job's runs that Flink itself says are not over. */
  async function liveOf(jobId: string): Promise<string[]> {
    const own = new Set((await listRuns(database.db, jobId, { limit: 100 })).map((run) => run.flink_job_id));
    const { jobs } = (await (await fetch(`${flinkUrl()}/jobs/overview`)).json()) as {
      jobs: { jid: string; name: string; state: string }[];
    };
    const name = (await platformWithJob(jobId)).name;
    const live = jobs.filter((job) => job.name === name && ['FINISHED', 'CANCELED', 'FAILED'].indexOf(job.state) < 0);
    // By name, so that one that has no run would be seen.
    for (const { jid } of live) expect(own).toContain(jid);
    return live.map(({ jid }) => jid);
  }

  function platformWithJob(jobId: string) {
    return database.db.selectFrom('job').select('name').where('id', '=', jobId).executeTakeFirstOrThrow();
  }

  function stopsSince(index: number): string[] {
    return door.mutations.slice(index).filter((call) => /^POST \S+\/stop$/.test(call));
  }

  /** As many runs as there should be, and every event of a run once. */
  async function checkOnce(platform: TestPlatform, jobId: string, expected: { runs: number }): Promise<void> {
    expect(await listRuns(database.db, jobId, { limit: 100 })).toHaveLength(expected.runs);
    const events = await eventsOf(platform, jobId);
    expect(events.filter(({ kind }) => kind === 'run.created')).toHaveLength(expected.runs);
    expect(events.filter(({ kind }) => kind === 'run.late')).toEqual([]);
    expect(events.filter(({ severity }) => severity === 'error')).toEqual([]);
    const told = events.map(({ kind, runId, from, to }) => JSON.stringify([kind, runId, from, to]));
    expect(told.toSorted()).toEqual([...new Set(told)].toSorted());
  }

  /** Stopped, with one savepoint, from which it starts again. */
  async function checkStopped(platform: TestPlatform, jobId: string): Promise<void> {
    const { client } = platform;
    await checkOnce(platform, jobId, { runs: 1 });
    expect(await liveOf(jobId)).toEqual([]);
    const { items } = await client.call('listSavepoints', { params: { jobId } });
    expect(items.map(({ origin, state, usable }) => ({ origin, state, usable }))).toEqual([
      { origin: 'stop', state: 'COMPLETED', usable: true },
    ]);
    await client.call('startJob', { params: { jobId }, body: {} });
    await untilPhase(platform, jobId, 'RUNNING');
    const run = await findNewestRun(database.db, jobId);
    expect(run?.number).toBe(2);
    const restored = await eventually(
      'what Flink restored',
      async () => {
        const answer = await fetch(`${flinkUrl()}/jobs/${run?.flink_job_id}/checkpoints`);
        const { latest } = (await answer.json()) as { latest: { restored: { external_path: string } | null } };
        return latest.restored?.external_path;
      },
      patienceMs,
    );
    expect(restored).toBe(items[0]?.path);
  }
});

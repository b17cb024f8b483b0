/**
 * Chaos on real Flink: a counting job runs while the TaskManager, the JobManager, the gateway and the platform, a process of its
 * own, are killed with SIGKILL in random order, and while it is upgraded. The rows put in are known.
 * Two tables tell what became of them: counts by key in the lake show state that was lost or restored twice, a table of files
 * that only grows shows rows written twice. The order comes from a seed, which is printed: LIUSU_CHAOS_SEED repeats it.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { JobDetail } from '@liusu/contract/job';
import { isTerminal } from '@liusu/contract/lifecycle';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { chaosSeed, isLongTest } from '../drivers/test-engines.ts';
import { messageOf } from '../lib/errors.ts';
import { testEngine } from '../testing/flink-cluster.ts';
import { eventually, previewRows, TestPlatform } from '../testing/test-platform.ts';

type Victim = Parameters<TestPlatform['kill']>[0];

const victims: Victim[] = ['taskmanager', 'jobmanager', 'gateway', 'platform'];
const kills = isLongTest ? 24 : 5;
const upgrades = isLongTest ? 6 : 1;
/** How far a submission has come when the platform is killed over it: the run's row is written, or the session is known too. */
const cuts = ['before', 'after'] as const;
const ended = new Set(['CANCELED', 'FAILED', 'FINISHED']);
const keys = 5;
const rowsPerFile = 50;
const fileEveryMs = 500;
const settleMs = 240_000;

describe('chaos', { timeout: isLongTest ? 1_800_000 : 900_000 }, () => {
  let platform: TestPlatform;
  let projectId = '';
  let counting = '';
  let files = 0;
  let upgraded = 0;
  let feeder: NodeJS.Timeout | undefined;
  let watch: NodeJS.Timeout | undefined;
  const cutOff: string[] = [];
  /** Looks at Flink's list of jobs, and what was never to be seen there: two live Flink jobs of one job. */
  let looks = 0;
  const twice: unknown[] = [];

  beforeAll(async () => {
    platform = await TestPlatform.start(testEngine, { files: true });
    for (const folder of ['in', 'out']) mkdirSync(join(platform.files, folder));
    projectId = await platform.projectId();
    counting = await create('counting', countingScript(0));
    watch = setInterval(() => void lookForDoubles(), 250);
  }, 400_000);
  afterAll(async () => {
    clearInterval(feeder);
    clearInterval(watch);
    await platform?.dispose();
  }, 120_000);

  it('submits a job whose submission was cut off, however far it had come', async () => {
    for (const when of cuts) {
      const jobId = await create(
        `cut off ${when}`,
        `CREATE TEMPORARY TABLE src (k INT) WITH ('connector' = 'datagen', 'rows-per-second' = '5');
         CREATE TEMPORARY TABLE hole (k INT) WITH ('connector' = 'blackhole');
         INSERT INTO hole SELECT k FROM src;`,
      );
      await platform.client.call('startJob', { params: { jobId }, body: {} });
      const row = await submissionOf(jobId, when);
      await platform.kill('platform');
      await platform.launch();
      // It was killed where it matters: the row was written, and the gateway's answer was not.
      expect(row.submission).toBe('sending');
      cutOff.push(jobId);
    }
    // That they run, and run once, is looked at when all is over: what is unknown takes half a minute to be proven.
    expect(new Set(cutOff).size).toBe(cuts.length);
  });

  it('loses nothing and doubles nothing', async () => {
    const random = randomOf(chaosSeed);
    const plan = makePlan(random);
    say(`chaos: seed ${chaosSeed}: ${plan.join(', ')}`);
    writeFile();
    feeder = setInterval(writeFile, fileEveryMs);
    await start();
    for (const act of plan) {
      // Now and then the next blow falls before the last one is mended.
      if (!isLongTest || random() < 0.7) await checkpointed();
      await pause(random() * 3_000);
      const rowsBefore = files * rowsPerFile;
      if (act === 'upgrade') await upgrade(random);
      else await strike(act);
      say(`chaos: ${act} at ${rowsBefore} rows`);
    }
    clearInterval(feeder);
    await become(counting, 'RUNNING');
    await expectCounts();
    await stop();
    // Files of the last rows appear with the savepoint of the stop.
    await expectRowsOnce();
    const runs = (await platform.client.call('listRuns', { params: { jobId: counting }, query: { limit: 200 } })).items;
    say(
      `chaos: ${files * rowsPerFile} rows exact after ${runs.length} runs: ${runs.map(({ phase }) => phase).join(' ')}`,
    );
    expect(upgraded).toBe(upgrades);
    const cut = [];
    for (const jobId of cutOff) cut.push((await become(jobId, 'RUNNING')).run?.flinkJobId);
    const live = (await flinkJobs()).filter(({ state }) => !ended.has(state));
    expect(new Set(live.map(({ jid }) => jid))).toEqual(new Set(cut));
    expect(live).toHaveLength(cuts.length);
    expect(looks).toBeGreaterThan(50);
    expect(twice).toEqual([]);
  });

  /** Every victim at least once, then any; the upgrades spread between them. */
  function makePlan(random: () => number): (Victim | 'upgrade')[] {
    const plan: (Victim | 'upgrade')[] = Array.from({ length: kills }, (_, index) => {
      const round = index % victims.length;
      if (round === 0) shuffle(victims, random);
      return victims[round] as Victim;
    });
    for (let index = 0; index < upgrades; index += 1) {
      plan.splice(Math.floor(((index + 1) * plan.length) / (upgrades + 1)), 0, 'upgrade');
    }
    return plan;
  }

  async function strike(victim: Victim): Promise<void> {
    // A victim that is still away from the last blow is waited for.
    await eventually(`a ${victim} to kill`, () => platform.kill(victim).then(() => true), settleMs);
    if (victim === 'platform') await platform.launch();
  }

  /**
   * Goes over to a changed script with the state. In the long form something is killed half-way; asks again when the change came
   * to nothing by that, as a person would.
   */
  async function upgrade(random: () => number): Promise<void> {
    const before = await become(counting, 'RUNNING');
    upgraded += 1;
    const params = { jobId: counting };
    await platform.client.call('updateJob', { params, body: { script: countingScript(upgraded) } });
    const ask = () => platform.client.call('upgradeJob', { params, body: {} });
    await eventually('an upgrade that is taken', ask, settleMs);
    if (isLongTest && random() < 0.5) {
      const victim = victims[Math.floor(random() * victims.length)] as Victim;
      say(`chaos: ${victim} during the upgrade`);
      await strike(victim);
    }
    const version = (before.latestVersion ?? 0) + 1;
    await eventually(
      'the end of the upgrade',
      async () => {
        const job = await get(counting);
        if (job.plan?.state === 'DONE' && job.run?.version === version) return true;
        const isOver = job.plan?.state === 'FAILED' || job.plan?.state === 'ROLLED_BACK';
        if (isOver && job.phase === 'RUNNING') await ask();
        return undefined;
      },
      settleMs,
    ).catch(async (error: unknown) => {
      await tellState(error);
      throw error;
    });
    // The blow before may have taken the run that is to be replaced: its last checkpoint is then gone on from.
    const { items } = await platform.client.call('listRuns', { params, query: { limit: 200 } });
    const isStopped = items.find(({ id }) => id === before.run?.id)?.phase === 'STOPPED';
    const state = isStopped && !isLongTest ? /savepoint/ : /savepoint|\/chk-\d+$/;
    expect((await get(counting)).run).toMatchObject({ version, restoredFrom: expect.stringMatching(state) });
  }

  async function start(): Promise<void> {
    await platform.client.call('startJob', { params: { jobId: counting }, body: {} });
  }

  /** Asks again when a stop could not be done and the job went on, as a person would. */
  async function stop(): Promise<void> {
    const ask = () => platform.client.call('stopJob', { params: { jobId: counting }, body: { mode: 'savepoint' } });
    await ask();
    await eventually(
      'the end of the run',
      async () => {
        const job = await get(counting);
        if (job.desired.state === 'STOPPED') return isTerminal(job.phase) ? true : undefined;
        if (job.phase === 'RUNNING') await ask();
        return undefined;
      },
      settleMs,
    );
  }

  /** The row of the run at the moment that its submission is under way: read from the database itself, to be quick enough. */
  async function submissionOf(jobId: string, when: (typeof cuts)[number]) {
    const database = new DatabaseSync(platform.database, { readOnly: true });
    try {
      const query = database.prepare('SELECT submission, gateway_session FROM run WHERE job_id = ?');
      return await eventually(
        'a submission under way',
        () => {
          const row = query.get(jobId) as { submission: string; gateway_session: string | null } | undefined;
          if (row === undefined || row.submission === 'not-sent') return undefined;
          return when === 'before' || row.gateway_session !== null ? row : undefined;
        },
        60_000,
        1,
      );
    } finally {
      database.close();
    }
  }

  async function create(name: string, script: string): Promise<string> {
    const settings = { checkpointIntervalMs: 1_000 };
    const body = { name, script, settings };
    return (await platform.client.call('createJob', { params: { projectId }, body })).id;
  }

  function get(jobId: string): Promise<JobDetail> {
    return platform.client.call('getJob', { params: { jobId } });
  }

  async function become(jobId: string, phase: JobDetail['phase']): Promise<JobDetail> {
    let last: JobDetail | undefined;
    try {
      return await eventually(
        phase,
        async () => {
          last = await get(jobId);
          return last.phase === phase && last.observation.state === 'FRESH' ? last : undefined;
        },
        settleMs,
      );
    } catch (error) {
      throw new Error(`is ${JSON.stringify(last)}`, { cause: error });
    }
  }

  /** Runs, and has state to lose: a checkpoint of this run was completed. */
  async function checkpointed(): Promise<void> {
    await become(counting, 'RUNNING');
    const params = { jobId: counting };
    await eventually(
      'a completed checkpoint',
      async () => {
        const { counts } = await platform.client.call('getJobCheckpoints', { params });
        return counts.completed > 0 ? true : undefined;
      },
      settleMs,
    ).catch(async (error: unknown) => {
      await tellState(error);
      throw error;
    });
  }

  async function flinkJobs(): Promise<{ jid: string; name: string; state: string }[]> {
    const answer = await fetch(`${platform.flinkUrl}/jobs/overview`, { signal: AbortSignal.timeout(5_000) });
    const { jobs } = (await answer.json()) as { jobs: { jid: string; name: string; state: string }[] };
    return jobs;
  }

  async function lookForDoubles(): Promise<void> {
    let live: { jid: string; name: string; state: string }[];
    try {
      live = (await flinkJobs()).filter(({ state }) => !ended.has(state));
    } catch {
      // The JobManager was killed: it has no jobs now.
      return;
    }
    looks += 1;
    const names = live.map(({ name }) => name);
    if (new Set(names).size < names.length) twice.push(live);
  }

  function writeFile(): void {
    const rows = Array.from({ length: rowsPerFile }, (_, row) => `${row % keys},${files * rowsPerFile + row}\n`);
    const name = `${String(files).padStart(5, '0')}.csv`;
    // Written aside and moved in: a source never sees half a file.
    writeFileSync(join(platform.files, name), rows.join(''));
    renameSync(join(platform.files, name), join(platform.files, 'in', name));
    files += 1;
  }

  /** Every key was counted once for each of its rows. */
  async function expectCounts(): Promise<void> {
    const rows = files * rowsPerFile;
    const expected = Array.from({ length: keys }, (_, key) => {
      const perKey = rows / keys;
      // key + (key + keys) + …
      return [key, perKey, perKey * key + (keys * perKey * (perKey - 1)) / 2];
    });
    let last: unknown;
    await eventually(
      'exact counts',
      async () => {
        const found = await previewRows(platform.client, projectId, 'SELECT k, n, s FROM lake.t.counts', 90_000);
        last = found.sort((a, b) => Number(a[0]) - Number(b[0]));
        return JSON.stringify(last) === JSON.stringify(expected) ? true : undefined;
      },
      settleMs,
    ).catch(async (error: unknown) => {
      await tellState(error);
      expect(last).toEqual(expected);
    });
  }

  /** What is needed to understand a failure, since nothing of it is left afterwards. */
  async function tellState(error: unknown): Promise<void> {
    const { client } = platform;
    const params = { jobId: counting };
    const { items } = await client.call('listJobEvents', { params, query: { limit: 100 } });
    const story = items.reverse().map(({ at, kind, from, to, reason }) => `${at} ${kind} ${from}->${to} ${reason}`);
    const checkpoints = await client.call('getJobCheckpoints', { params });
    const exceptions = await client.call('getJobExceptions', { params });
    const snapshots = join(platform.warehouse, 't.db', 'counts', 'snapshot');
    const lake = existsSync(snapshots) ? readdirSync(snapshots).slice(-5) : [];
    say(`chaos: failed: ${messageOf(error)}\n${story.join('\n')}`);
    say(`chaos: state ${JSON.stringify({ job: await get(counting), counts: checkpoints.counts, lake })}`);
    say(exceptions.items.map((item) => `chaos: exception ${item.at} ${item.message}`).join('\n'));
  }

  /** The files hold every row once and no other. */
  async function expectRowsOnce(): Promise<void> {
    const script = `CREATE TEMPORARY TABLE written (k INT, v BIGINT) WITH ('connector' = 'filesystem', 'format' = 'csv',
         'path' = '${platform.files}/out');
       SELECT v FROM written;`;
    const rows = (await previewRows(platform.client, projectId, script, 90_000)).map(([v]) => Number(v));
    const counts = new Map<number, number>();
    for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
    const expected = Array.from({ length: files * rowsPerFile }, (_, row) => row);
    expect({
      lost: expected.filter((row) => !counts.has(row)).slice(0, 20),
      doubled: expected.filter((row) => (counts.get(row) ?? 0) > 1).slice(0, 20),
      rows: rows.length,
    }).toEqual({ lost: [], doubled: [], rows: expected.length });
  }

  /** The same dataflow whatever the edit: the filter lets all rows through. */
  function countingScript(edit: number): string {
    return `CREATE TEMPORARY TABLE incoming (k INT, v BIGINT) WITH ('connector' = 'filesystem', 'format' = 'csv',
         'path' = '${platform.files}/in', 'source.monitor-interval' = '500 ms');
       CREATE TEMPORARY TABLE written (k INT, v BIGINT) WITH ('connector' = 'filesystem', 'format' = 'csv',
         'path' = '${platform.files}/out');
       CREATE DATABASE IF NOT EXISTS lake.t;
       CREATE TABLE IF NOT EXISTS lake.t.counts (k INT, n BIGINT, s BIGINT, PRIMARY KEY (k) NOT ENFORCED)
         WITH ('bucket' = '1');
       INSERT INTO lake.t.counts SELECT k, COUNT(*), SUM(v) FROM incoming WHERE v > ${-1 - edit} GROUP BY k;
       INSERT INTO written SELECT k, v FROM incoming WHERE v > ${-1 - edit};`;
  }
});

/** How long until the next blow: a part of the chance, not a wait for anything. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function shuffle(items: Victim[], random: () => number): void {
  for (let at = items.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [items[at], items[other]] = [items[other] as Victim, items[at] as Victim];
  }
}

/** Mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A line for whoever reads the run. */
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

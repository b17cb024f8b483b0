/**
 * Two platform processes, really two, on one PostgreSQL and one cluster. The one that looks after the cluster is killed, or paused
 * for longer than its lease and then let go on, while commands are under way. The world notes every second live job of one job, and
 * every start from an older state than the last.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { afterEach, beforeEach, expect, test } from 'vitest';

import type { Database } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { openPostgres } from '../db/postgres-database.ts';
import { createTestPostgres } from '../db/test-database.ts';
import { eventually } from '../testing/test-platform.ts';
import { serveWorld } from '../testing/world-server.ts';
import { listEvents } from './event-repository.ts';
import { findJob } from './job-repository.ts';
import { findNewestRun, listRuns } from './run-repository.ts';
import { listSavepointsOfJob } from './savepoint-repository.ts';

const ttlMs = 2_000;
const patienceMs = 60_000;
const timeout = 240_000;
const isLong = process.env['LIUSU_TEST_LONG'] === '1';

interface Answer {
  value?: unknown;
  error?: { code: string | null; message: string };
}

class Replica {
  readonly name: string;
  readonly child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #count = 0;

  private constructor(name: string, child: ChildProcess) {
    this.name = name;
    this.child = child;
  }

  static async start(name: string, databaseUrl: string, worldUrl: string): Promise<Replica> {
    const script = join(import.meta.dirname, '../testing/replica-process.ts');
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', script, databaseUrl, worldUrl, name, String(ttlMs)],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    const replica = new Replica(name, child);
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    const ready = once(lines, 'line');
    await Promise.race([
      ready,
      once(child, 'exit').then(() => {
        throw new Error(`${name} ended before it was ready`);
      }),
    ]);
    lines.on('line', (line) => {
      const answer = JSON.parse(line) as Answer & { id: number };
      replica.#waiting.get(answer.id)?.(answer);
      replica.#waiting.delete(answer.id);
    });
    return replica;
  }

  command(command: string, ...args: string[]): Promise<Answer> {
    this.#count += 1;
    const id = this.#count;
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.child.stdin?.write(`${JSON.stringify({ id, command, args })}\n`);
    return answered;
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }
}

let served: Awaited<ReturnType<typeof serveWorld>>;
let postgres: Awaited<ReturnType<typeof createTestPostgres>>;
let database: Database;
let replicas: Replica[];
let jobId: string;

const up = async (name: string): Promise<Replica> => {
  const replica = await Replica.start(name, postgres.url, served.url);
  replicas.push(replica);
  return replica;
};

beforeEach(async () => {
  replicas = [];
  served = await serveWorld();
  postgres = await createTestPostgres();
  database = await openPostgres(postgres.url, { connections: 4 });
  await migrate(database, { nowIso: '2026-01-01T00:00:00.000Z' });
  await database.db
    .insertInto('project')
    .values({ id: 'prj_test000', name: 'p', description: '', time_zone: 'UTC', created_at: '2026-01-01T00:00:00.000Z' })
    .execute();
  const [first] = await Promise.all([up('a'), up('b')]);
  const made = await first.command('create', 'counts');
  jobId = (made.value as { id: string }).id;
});
afterEach(async () => {
  for (const replica of replicas) replica.child.kill('SIGCONT');
  await Promise.all(replicas.map((replica) => replica.kill()));
  await database.close();
  await postgres.drop();
  await served.stop();
});

const leaseRow = () =>
  database.db.selectFrom('lease').selectAll().where('name', '=', 'clu_local00').executeTakeFirstOrThrow();

/** Who looks after the cluster now, and one who does not. */
async function roles(): Promise<{ leader: Replica; other: Replica; epoch: number }> {
  return eventually(
    'a holder of the lease',
    async () => {
      const row = await leaseRow();
      const leader = replicas.find((replica) => replica.name === row.holder);
      const other = replicas.find((replica) => replica !== leader && replica.child.exitCode === null);
      return leader === undefined || other === undefined ? undefined : { leader, other, epoch: row.epoch };
    },
    patienceMs,
    50,
  );
}

const untilPhase = (phase: string) =>
  eventually(
    `the phase ${phase}`,
    async () => {
      const job = await findJob(database.db, jobId);
      const run = await findNewestRun(database.db, jobId);
      return job?.phase === phase && run?.phase === phase ? run : undefined;
    },
    patienceMs,
    50,
  );

const untilTaken = (epoch: number) =>
  eventually('another holder', async () => ((await leaseRow()).epoch > epoch ? true : undefined), patienceMs, 50);

const given = (answer: Answer) => expect(answer.error).toBeUndefined();

/** Nothing doubled, nothing lost. `runs` and `stops`: how many there should have been. */
async function checkHistory(expected: { runs: number; stops: number; live: number }): Promise<void> {
  expect(served.world.violations).toEqual([]);
  const runs = await listRuns(database.db, jobId, { limit: 100 });
  expect(runs.map((run) => run.number)).toEqual(Array.from({ length: expected.runs }, (_, at) => expected.runs - at));
  const savepoints = await listSavepointsOfJob(database.db, jobId);
  expect(savepoints.map((row) => [row.origin, row.state])).toEqual(
    Array.from({ length: expected.stops }, () => ['stop', 'COMPLETED']),
  );
  expect([...served.world.files.keys()].filter((path) => path.includes('/svp/'))).toHaveLength(expected.stops);
  expect(served.world.live(jobId)).toHaveLength(expected.live);
  const events = await listEvents(database.db, { jobId }, { limit: 500, before: undefined });
  expect(events.filter((event) => event.kind === 'run.created')).toHaveLength(expected.runs);
  expect(events.filter((event) => event.kind === 'run.late')).toEqual([]);
}

test('fifty starts at once, given to two processes: one run, one Flink job; both show it', { timeout }, async () => {
  const { leader, other } = await roles();
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, at) => (at % 2 === 0 ? leader : other).command('start', jobId)),
  );
  const refused = answers.filter((answer) => answer.error !== undefined);
  expect(refused.every((answer) => answer.error?.code === 'JOB_NOT_STARTABLE')).toBe(true);
  expect(refused.length).toBeLessThan(50);
  await untilPhase('RUNNING');

  for (const replica of [leader, other]) {
    await eventually(
      'a fresh view',
      async () => {
        const job = (await replica.command('get', jobId)).value as { phase: string; observation: { state: string } };
        return job.phase === 'RUNNING' && job.observation.state === 'FRESH' ? true : undefined;
      },
      patienceMs,
      100,
    );
  }
  await checkHistory({ runs: 1, stops: 0, live: 1 });
});

test(
  'the holder is killed while it stops a job: the other one finishes it, and a third takes over from that',
  { timeout },
  async () => {
    const { leader, other, epoch } = await roles();
    given(await other.command('start', jobId));
    await untilPhase('RUNNING');
    given(await other.command('stop', jobId));
    await untilPhase('SUSPENDING');
    await leader.kill();
    await untilTaken(epoch);
    await untilPhase('STOPPED');

    await up('c');
    given(await other.command('start', jobId));
    await eventually(
      'a new run',
      async () => ((await findNewestRun(database.db, jobId))?.number === 2 ? true : undefined),
      patienceMs,
      20,
    );
    const taken = (await leaseRow()).epoch;
    await other.kill();
    await untilTaken(taken);
    const run = await untilPhase('RUNNING');
    expect(run.restore_path).not.toBeNull();
    await checkHistory({ runs: 2, stops: 1, live: 1 });
  },
);

test(
  'the holder is paused for longer than its lease and goes on: its place was taken, and it does no harm',
  { timeout },
  async () => {
    const { leader, other, epoch } = await roles();
    given(await other.command('start', jobId));
    await eventually('a run', async () => findNewestRun(database.db, jobId), patienceMs, 10);
    leader.child.kill('SIGSTOP');
    await untilTaken(epoch);
    await untilPhase('RUNNING');
    given(await other.command('stop', jobId));
    await untilPhase('STOPPED');
    given(await other.command('start', jobId));
    await untilPhase('RUNNING');
    if (isLong) await new Promise((resolve) => setTimeout(resolve, 60_000));

    leader.child.kill('SIGCONT');
    // It answers again, from what the other one wrote.
    const job = (await leader.command('get', jobId)).value as { phase: string };
    expect(job.phase).toBe('RUNNING');
    // And takes commands, which the other one carries out.
    given(await leader.command('stop', jobId));
    await untilPhase('STOPPED');

    expect((await leaseRow()).holder).toBe(other.name);
    await checkHistory({ runs: 2, stops: 2, live: 0 });
  },
);

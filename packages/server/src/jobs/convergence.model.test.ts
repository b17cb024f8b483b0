/**
 * The real controller, real repositories on SQLite in memory, and a fake world with its own time. The platform is killed after
 * every write it persists and every call it makes, in each of a set of histories; and seeded random histories are played with
 * random faults. Whatever happens: it converges, one Flink job at a time, and no completed state is passed over.
 */
import { afterEach, describe, expect, it } from 'vitest';

import type { Database } from '../db/database.ts';
import { openTestDatabase } from '../db/test-database.ts';
import { EventBus } from '../lib/event-bus.ts';
import { silentLog } from '../lib/log.ts';
import { LiusuError } from '../lib/errors.ts';
import { JobCreate } from '@liusu/contract/job';
import { isTerminal, Phase } from '@liusu/contract/lifecycle';
import { FakeWorld } from './fake-world.ts';
import { commandHistories } from './histories-commands.ts';
import { createJobController } from './job-controller.ts';
import { findJob } from './job-repository.ts';
import { Fate, mortalCluster, mortalDatabase } from '../testing/mortal.ts';
import { listSavepointsOfJob } from './savepoint-repository.ts';
import { findNewestRun } from './run-repository.ts';

const projectId = 'prj_test000';

export class Play {
  readonly world = new FakeWorld();
  readonly database: Database;
  fate: Fate = this.#newFate(0);
  platform!: ReturnType<typeof createJobController>;
  jobId = '';
  /** Lasting deeds of all the lives so far. */
  deeds = 0;

  private constructor(database: Database) {
    this.database = database;
  }

  static async begin(dieAfter: number): Promise<Play> {
    const database = await openTestDatabase();
    await database.db
      .insertInto('project')
      .values({ id: projectId, name: 'p', description: '', time_zone: 'UTC', created_at: '2026-01-01T00:00:00.000Z' })
      .execute();
    const play = new Play(database);
    await play.up(0);
    const job = await play.platform.service.create(
      projectId,
      JobCreate.parse({ name: 'j', script: 'x' }) as never,
      'me',
    );
    play.jobId = job.id;
    await play.restart(dieAfter);
    play.deeds = 0;
    return play;
  }

  #newFate(dieAfter: number): Fate {
    return new Fate(
      dieAfter,
      () => this.world.clock.nowMs(),
      (what) => {
        this.world.violations.push(`runs in circles: ${what}`);
      },
    );
  }

  async up(dieAfter: number): Promise<void> {
    const fate = this.#newFate(dieAfter);
    this.fate = fate;
    const world = this.world;
    const submitter = world.submitter();
    this.platform = createJobController({
      database: mortalDatabase(this.database, fate),
      bus: new EventBus(),
      clock: {
        nowMs: () => world.clock.nowMs(),
        sleep: (ms, signal) => fate.passing(() => world.clock.sleep(ms, signal)),
      },
      log: silentLog(),
      compileCandidate: async () => {
        throw new Error('no history compiles a candidate');
      },
      submitter: {
        countSteps: submitter.countSteps,
        submit: (request) => fate.lasting(() => submitter.submit(request)),
        proveDead: (attempt, engine) => fate.lasting(() => submitter.proveDead(attempt, engine)),
      },
      vault: { seal: (text) => text, open: (text) => text },
      factories: {
        createRest: () => {
          throw new Error('not part of the model');
        },
        gatewayTargetOf: async () => ({ address: '', port: 0 }),
      },
      createRemoteDriver: () => {
        throw new Error('not part of the model');
      },
      flinkVersionOf: () => '2.2',
      variablesOf: async () => ({}),
      installId: 'ins_test000',
      localFiles: world.files_,
    });
    this.platform.directory.add({ ...mortalCluster(world.cluster(), fate), close: async () => {} });
    this.platform.leases.start();
    this.platform.observer.start();
    // Not awaited: it may die over its first lease, and then never comes back.
    void this.platform.reconciler.start();
    await this.platform.bulk.start();
  }

  /** The process is gone between one moment and the next; another one starts. */
  async restart(dieAfter = 0): Promise<void> {
    this.deeds += this.fate.done;
    this.fate.isDead = true;
    await this.up(dieAfter);
  }

  async run(ms: number): Promise<void> {
    const endMs = this.world.clock.nowMs() + ms;
    while (this.world.clock.nowMs() < endMs) {
      await this.world.clock.run(Math.min(500, endMs - this.world.clock.nowMs()));
      if (this.fate.isDead) await this.restart();
    }
  }

  /** A person's command: given again when the platform died over it. */
  async command(give: (service: Play['platform']['service']) => Promise<unknown>): Promise<void> {
    for (let tries = 0; tries < 5; tries += 1) {
      let isAnswered = false;
      const answer = give(this.platform.service).then(
        () => (isAnswered = true),
        (error: unknown) => {
          if (!(error instanceof LiusuError)) throw error;
          isAnswered = true;
        },
      );
      for (let waited = 0; waited < 20 && !isAnswered && !this.fate.isDead; waited += 1) await this.world.clock.run(50);
      if (isAnswered) return answer.then(() => undefined);
      if (this.fate.isDead) await this.restart();
    }
    throw new Error('a command was never answered');
  }

  start() {
    return this.command((service) =>
      service.start(this.jobId, { restore: { kind: 'latest' }, allowNonRestored: false }, 'me'),
    );
  }
  stop(mode: 'savepoint' | 'drain' | 'cancel' = 'savepoint') {
    return this.command((service) => service.stop(this.jobId, { mode }, 'me'));
  }
  savepoint() {
    return this.command((service) => service.triggerSavepoint(this.jobId, 'me'));
  }

  async check(expected: 'RUNNING' | 'NOT_RUNNING' | 'EITHER'): Promise<void> {
    const job = await findJob(this.database.db, this.jobId);
    const run = await findNewestRun(this.database.db, this.jobId);
    const savepoints = await listSavepointsOfJob(this.database.db, this.jobId);
    const live = this.world.live(this.jobId);
    const waits = this.platform.reconciler.waitOf(this.jobId);
    const told = JSON.stringify({ desired: job?.desired_state, phase: run?.phase, submission: run?.submission, waits });

    expect(this.world.violations, told).toEqual([]);
    expect(
      savepoints.filter((row) => row.state === 'IN_PROGRESS'),
      told,
    ).toEqual([]);
    for (const path of [...this.world.files.keys()].filter((file) => file.includes('/svp/'))) {
      expect(
        savepoints.some((row) => row.path === path && row.state === 'COMPLETED'),
        `${path} lost ${told}`,
      ).toBe(true);
    }
    if (expected === 'RUNNING') {
      expect(run?.phase, told).toBe('RUNNING');
      expect(live.map((found) => [found.id, found.status])).toEqual([[run?.flink_job_id, 'RUNNING']]);
    } else if (expected === 'NOT_RUNNING') {
      expect(live, told).toEqual([]);
      expect(run === undefined || isTerminal(Phase.parse(run.phase)), told).toBe(true);
    } else {
      const isRunning = run !== undefined && !isTerminal(Phase.parse(run.phase));
      expect(live.length, told).toBe(isRunning ? 1 : 0);
      if (isRunning) expect(run.phase, told).toBe('RUNNING');
    }
  }

  async end(): Promise<void> {
    this.fate.isDead = true;
    await this.database.close();
  }
}

export type History = (play: Play) => Promise<'RUNNING' | 'NOT_RUNNING'>;

const histories: Record<string, History> = {
  start: async (play) => {
    await play.start();
    return 'RUNNING';
  },
  'start, stop with savepoint': async (play) => {
    await play.start();
    await play.run(25_000);
    await play.stop();
    return 'NOT_RUNNING';
  },
  'start, stop, start again': async (play) => {
    await play.start();
    await play.run(25_000);
    await play.stop();
    await play.run(15_000);
    await play.start();
    return 'RUNNING';
  },
  'start, cancel, start again': async (play) => {
    await play.start();
    await play.run(25_000);
    await play.stop('cancel');
    await play.run(15_000);
    await play.start();
    return 'RUNNING';
  },
  'stop before it runs': async (play) => {
    await play.start();
    await play.stop();
    return 'NOT_RUNNING';
  },
  'savepoint while running': async (play) => {
    await play.start();
    await play.run(12_000);
    await play.savepoint();
    return 'RUNNING';
  },
  'savepoint, then the JobManager dies': async (play) => {
    await play.start();
    await play.run(12_000);
    await play.savepoint();
    await play.run(1_300);
    play.world.killJobManager(4_000);
    return 'RUNNING';
  },
  'JobManager dies while running': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.killJobManager(5_000);
    return 'RUNNING';
  },
  'JobManager dies before the first checkpoint': async (play) => {
    await play.start();
    await play.run(4_000);
    play.world.killJobManager(5_000);
    return 'RUNNING';
  },
  'JobManager dies while it is submitted': async (play) => {
    await play.start();
    await play.world.clock.run(100);
    play.world.killJobManager(3_000);
    return 'RUNNING';
  },
  'JobManager dies during the stop': async (play) => {
    await play.start();
    await play.run(25_000);
    await play.stop();
    await play.run(800);
    play.world.killJobManager(3_000);
    await play.run(20_000);
    await play.start();
    return 'RUNNING';
  },
  'JobManager dies right after the stop': async (play) => {
    await play.start();
    await play.run(25_000);
    await play.stop();
    await play.world.clock.run(1_400);
    play.world.killJobManager(3_000);
    await play.run(20_000);
    await play.start();
    return 'RUNNING';
  },
  'the submission arrives unheard': async (play) => {
    play.world.submissionFault = 'lands-unheard';
    await play.start();
    return 'RUNNING';
  },
  'the submission arrives late': async (play) => {
    play.world.submissionFault = 'lands-late';
    await play.start();
    return 'RUNNING';
  },
  'the submission never arrives': async (play) => {
    play.world.submissionFault = 'never-lands';
    await play.start();
    return 'RUNNING';
  },
  'the surroundings refuse once': async (play) => {
    play.world.submissionFault = 'refused-by-surroundings';
    await play.start();
    return 'RUNNING';
  },
  'Flink gives up': async (play) => {
    await play.start();
    await play.run(25_000);
    play.world.end(play.jobId, 'FAILED');
    return 'RUNNING';
  },
  'Flink restarts the tasks': async (play) => {
    await play.start();
    await play.run(15_000);
    play.world.restartTasks(play.jobId);
    return 'RUNNING';
  },
  'cancelled by others': async (play) => {
    await play.start();
    await play.run(15_000);
    play.world.end(play.jobId, 'CANCELED');
    return 'NOT_RUNNING';
  },
  'the network is cut over a stop': async (play) => {
    await play.start();
    await play.run(15_000);
    await play.stop();
    await play.run(600);
    play.world.cutNetwork(9_000);
    return 'NOT_RUNNING';
  },
  'the savepoint of a stop fails': async (play) => {
    await play.start();
    await play.run(15_000);
    play.world.failNextSavepoint = true;
    await play.stop();
    return 'RUNNING';
  },
  'the platform goes down and comes back': async (play) => {
    await play.start();
    await play.run(25_000);
    const down = play.platform.shutdown.stopAllLocal(30_000);
    void down;
    await play.run(10_000);
    play.world.killJobManager(1_000);
    await play.restart();
    return 'RUNNING';
  },
};

const settleMs = 90_000;
let current: Play | undefined;

async function playOut(history: History, dieAfter: number): Promise<Play> {
  const play = await Play.begin(dieAfter);
  current = play;
  const expected = await history(play);
  await play.run(settleMs);
  await play.check(expected);
  return play;
}

describe('convergence', { timeout: 120_000 }, () => {
  afterEach(async () => {
    await current?.end();
    current = undefined;
  });

  for (const [name, history] of Object.entries({ ...histories, ...commandHistories })) {
    it(`${name}: killed after each deed`, async () => {
      const calm = await playOut(history, 0);
      const deeds = calm.fate.done + calm.deeds;
      await calm.end();
      expect(deeds).toBeGreaterThan(1);
      for (let dieAfter = 1; dieAfter <= deeds; dieAfter += 1) {
        const play = await playOut(history, dieAfter).catch((error: unknown) => {
          throw new Error(`killed after deed ${dieAfter} of ${deeds}`, { cause: error });
        });
        await play.end();
      }
    });
  }

  for (let block = 0; block < 10; block += 1) {
    it(`random histories ${block * 20} to ${block * 20 + 19}`, async () => {
      for (let seed = block * 20; seed < block * 20 + 20; seed += 1) {
        await playRandom(seed).catch((error: unknown) => {
          throw new Error(`seed ${seed}`, { cause: error });
        });
        await current?.end();
      }
    });
  }
});

/** Small and good enough: the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9;
    state ^= state >>> 13;
    return (state >>> 0) / 4_294_967_296;
  };
}

async function playRandom(seed: number): Promise<void> {
  const random = randomOf(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const play = await Play.begin(0);
  current = play;
  const { world } = play;
  const moves: (() => Promise<void> | void)[] = [
    () => play.start(),
    () => play.start(),
    () => play.stop(),
    () => play.stop('cancel'),
    () => play.savepoint(),
    () => world.killJobManager(500 + random() * 8_000),
    () => world.cutNetwork(500 + random() * 12_000),
    () => world.restartTasks(play.jobId),
    () => world.end(play.jobId, 'FAILED'),
    () => play.restart(1 + Math.floor(random() * 12)),
    () => {
      world.submissionFault = pick(['lands-unheard', 'lands-late', 'never-lands'] as const);
    },
    () => {
      world.failNextSavepoint = true;
    },
  ];
  await play.start();
  for (let move = 0; move < 12; move += 1) {
    await play.run(Math.floor(random() * pick([200, 2_000, 15_000])));
    await pick(moves)();
    expect(world.violations).toEqual([]);
  }
  world.failNextSavepoint = false;
  world.submissionFault = null;
  await play.run(400_000);
  await play.check('EITHER');
}

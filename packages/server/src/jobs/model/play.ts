/**
 * One history being played: a world, a platform that can die at any deed, and a person who gives commands. Everything is
 * repeatable: the same seed and the same moves give the same history.
 */
import { JobCreate, type JobSettings, type Restore } from '@liusu/contract/job';
import { Phase } from '@liusu/contract/lifecycle';
import type { z } from 'zod';

import type { Database } from '../../db/database.ts';
import { LiusuError } from '../../lib/errors.ts';
import { Fate } from '../../testing/mortal.ts';
import type { JobController } from '../job-controller.ts';
import { listRunningBulks } from '../bulk-repository.ts';
import { findJob } from '../job-repository.ts';
import { findNewestRun, listRuns } from '../run-repository.ts';
import { listSavepointsOfJob } from '../savepoint-repository.ts';
import { seedChance } from './chance.ts';
import { check } from './checker.ts';
import { FakeWorld, type WorldKind } from './fake-world.ts';
import { type CommandEntry, type EndEntry, type Entry, textOf } from './history-log.ts';
import { emptyDatabase } from '../../db/shared-test-database.ts';
import { type Planted, raisePlatform } from './platform.ts';

export const projectId = 'prj_test000';

export interface PlayOptions {
  seed?: number;
  kind?: WorldKind;
  mode?: 'streaming' | 'batch';
  /** What its first draft says. Default x. */
  script?: string;
  settings?: z.input<typeof JobSettings>;
  /** A second process on the same database, which takes over what the first one lets go. */
  hasSecond?: boolean;
  /** The first process stands still for `pauseMs` after this deed. */
  pauseAfter?: number;
  pauseMs?: number;
  planted?: Planted;
}

/** What a person hears of a command, and what it says of the state they chose. */
type About = Pick<CommandEntry, 'name' | 'chosen'>;

/** One process of the platform, from its start to its death. */
interface Life {
  fate: Fate;
  platform: JobController;
}

/** Plays until everything should have come to rest, and tells how the job should then be. */
export type History = (play: Play) => Promise<EndEntry['expected']>;

/** A history that broke a rule. */
export class Broken extends Error {
  readonly violations: string[];

  constructor(violations: string[], entries: readonly Entry[]) {
    super(`${violations.join('\n')}\n${textOf(entries)}`);
    this.violations = violations;
  }
}

export class Play {
  readonly world = new FakeWorld();
  readonly database: Database;
  platform!: JobController;
  fate: Fate;
  jobId = '';
  /** Lasting deeds of all the lives that are over. */
  deeds = 0;
  #diesAt = 0;
  second: Life | null = null;
  readonly #planted: Planted;
  readonly #hasSecond: boolean;
  readonly #restoreChance: () => void;

  private constructor(database: Database, options: PlayOptions) {
    this.database = database;
    this.#planted = options.planted ?? {};
    this.#hasSecond = options.hasSecond ?? false;
    this.#restoreChance = seedChance(options.seed ?? 1);
    this.world.kind = options.kind ?? 'local';
    this.fate = this.#newFate(0);
  }

  /** `dieAfter`: the deed after which the platform dies, counted over all its lives; 0 for none. */
  static async begin(dieAfter: number, options: PlayOptions = {}): Promise<Play> {
    const database = await emptyDatabase();
    await database.db
      .insertInto('project')
      .values({ id: projectId, name: 'p', description: '', time_zone: 'UTC', created_at: '2026-01-01T00:00:00.000Z' })
      .execute();
    const play = new Play(database, options);
    await play.up(0);
    await play.world.clock.run(50);
    if (options.hasSecond === true) play.#raiseSecond();
    const settings = { ...options.settings, mode: options.mode ?? 'streaming' };
    const input = JobCreate.parse({ name: 'j', script: options.script ?? 'x', settings });
    const job = await play.platform.service.create(projectId, input as never, 'me');
    play.jobId = job.id;
    // The first deed that counts is the history's own.
    await play.world.clock.run(100);
    play.fate.done = 0;
    play.dieAfter(dieAfter);
    if (options.pauseAfter !== undefined) play.pauseAfter(options.pauseAfter, options.pauseMs ?? 60_000);
    return play;
  }

  /** Deeds done so far, the present life included. */
  get allDeeds(): number {
    return this.deeds + this.fate.done;
  }

  /** The platform dies after so many more deeds, whichever of its lives that falls in; 0 for never. */
  dieAfter(deeds: number): void {
    this.#diesAt = deeds === 0 ? 0 : this.allDeeds + deeds;
    this.fate.dieAfter = deeds === 0 ? 0 : this.fate.done + deeds;
  }

  #newFate(dieAfter: number): Fate {
    return new Fate(
      dieAfter,
      () => this.world.clock.nowMs(),
      (what) => this.world.log.add({ kind: 'platform', what: 'circles', note: what }),
    );
  }

  async up(dieAfter: number): Promise<void> {
    this.fate = this.#newFate(dieAfter);
    this.world.log.add({ kind: 'platform', what: 'up' });
    this.platform = raisePlatform(this.world, this.database, this.fate, this.#planted, this.#hasSecond);
    await this.world.clock.run(0);
  }

  #raiseSecond(): void {
    const fate = this.#newFate(0);
    this.second = { fate, platform: raisePlatform(this.world, this.database, fate, this.#planted, true) };
  }

  /** The second process dies after so many more deeds of its own, and another one starts; 0 for never. */
  secondDiesAfter(deeds: number): void {
    const fate = this.second?.fate;
    if (fate !== undefined) fate.dieAfter = deeds === 0 ? 0 : fate.done + deeds;
  }

  /** Whoever is dead starts again. */
  async #revive(): Promise<void> {
    if (this.fate.isDead) await this.restart();
    if (this.second?.fate.isDead !== true) return;
    this.world.log.add({ kind: 'platform', what: 'killed', note: 'the second process' });
    this.#raiseSecond();
    await this.world.clock.run(0);
  }

  /** No process of the platform is there for so long, and the world goes on. */
  async away(ms: number): Promise<void> {
    const nobodyUntilMs = this.world.clock.nowMs() + ms;
    this.world.log.add({ kind: 'fault', what: `no process is there for ${ms} ms`, nobodyUntilMs });
    this.fate.isDead = true;
    if (this.second !== null) this.second.fate.isDead = true;
    await this.world.clock.run(ms);
    await this.#revive();
  }

  /** The first process stands still for a while after so many more deeds. */
  pauseAfter(deeds: number, ms: number): void {
    const { fate } = this;
    fate.onPause = () => {
      this.world.log.add({ kind: 'fault', what: `the first process stands still for ${Math.round(ms)} ms` });
      this.#goOnIn(ms, fate);
    };
    fate.pauseAfter = fate.done + deeds;
  }

  #goOnIn(ms: number, fate: Fate): void {
    this.world.clock.at(ms, () => {
      this.world.log.add({ kind: 'fault', what: 'a process goes on' });
      fate.resume();
    });
  }

  pauseSecond(ms: number): void {
    const fate = this.second?.fate;
    if (fate === undefined || fate.isPaused) return;
    this.world.log.add({ kind: 'fault', what: `the second process stands still for ${Math.round(ms)} ms` });
    fate.pause();
    this.#goOnIn(ms, fate);
  }

  /** The process that looks after the job now, or the one that answers. */
  #inCharge(): Life {
    const { second } = this;
    const first = { fate: this.fate, platform: this.platform };
    if (second === null || !answers(second)) return first;
    if (!answers(first)) return second;
    return this.platform.leases.held('clu_local00') === undefined ? second : first;
  }

  /** The process is gone between one moment and the next; another one starts. */
  async restart(dieAfter = 0): Promise<void> {
    this.deeds += this.fate.done;
    this.fate.isDead = true;
    this.world.log.add({ kind: 'platform', what: 'killed' });
    await this.up(Math.max(0, this.#diesAt - this.deeds));
    if (dieAfter > 0) this.dieAfter(dieAfter);
  }

  async run(ms: number): Promise<void> {
    const endMs = this.world.clock.nowMs() + ms;
    while (this.world.clock.nowMs() < endMs) {
      await this.world.clock.run(Math.min(500, endMs - this.world.clock.nowMs()));
      await this.#revive();
    }
  }

  /** Runs until nothing has moved for a while; what never comes to rest is left to the checker. */
  async settle(): Promise<void> {
    const giveUpMs = this.world.clock.nowMs() + 1_500_000;
    let before = '';
    for (let steady = 0; steady < 5 && this.world.clock.nowMs() < giveUpMs;) {
      await this.run(3_000);
      const now = this.#restOf();
      steady = now !== null && now === before ? steady + 1 : 0;
      before = now ?? '';
    }
  }

  /** How it all stands, in words; null while something is on its way. */
  #restOf(): string | null {
    const { reconciler, observer, leases } = this.#inCharge().platform;
    if (leases.held('clu_local00') === undefined || this.fate.isPaused || this.second?.fate.isPaused === true)
      return null;
    if (!this.world.isQuiet || observer.freshness('clu_local00') !== 'FRESH') return null;
    const waits = reconciler.waitOf(this.jobId);
    const isResting = waits === null ? reconciler.isSettled(this.jobId) : waits.untilMs === null;
    if (!isResting) return null;
    return JSON.stringify([waits?.code, reconciler.activeRuns(), this.world.live(this.jobId).map((job) => job.id)]);
  }

  /** A person's command: given again when the platform died over it. */
  async command(
    give: (service: JobController['service'], platform: JobController) => Promise<unknown>,
    about: About = { name: 'change' },
  ): Promise<void> {
    for (let tries = 0; tries < 5; tries += 1) {
      let said: Pick<CommandEntry, 'answer' | 'code' | 'savepointId'> | undefined;
      const note = (entry: Pick<CommandEntry, 'answer' | 'code' | 'savepointId'>) => {
        if (said !== undefined) {
          // Heard by nobody; but a process that stood still may have done just now what it was asked then.
          if (entry.answer !== 'refused')
            this.world.log.add({ kind: 'command', ...about, answer: 'unanswered', isLate: true });
          return;
        }
        said = entry;
        this.world.log.add({ kind: 'command', ...about, ...entry });
      };
      while (!answers(this.#inCharge())) await this.run(500);
      const life = this.#inCharge();
      const isLost = () => !answers(life);
      const answer = give(life.platform.service, life.platform).then(
        (told) => note({ answer: 'accepted', ...(about.name === 'savepoint' ? { savepointId: idIn(told) } : {}) }),
        (error: unknown) => {
          if (!(error instanceof LiusuError)) throw error;
          note({ answer: 'refused', code: error.code });
        },
      );
      for (let waited = 0; waited < 20 && said === undefined && !isLost(); waited += 1) {
        await this.world.clock.run(50);
      }
      if (said !== undefined) return answer;
      note({ answer: 'unanswered' });
      await this.#revive();
    }
    throw new Error('a command was never answered');
  }

  start(restore: Restore = { kind: 'latest' }) {
    return this.#startFrom(restore, undefined);
  }

  startFromNothing() {
    return this.#startFrom({ kind: 'none' }, null);
  }

  /** Without state, reading from that time on; refused unless the script says where it is to be used. */
  startFromTime(sourceTime: string) {
    return this.#startFrom({ kind: 'none' }, null, { sourceTime });
  }

  /** From the savepoint that was completed `back` before the newest; from the latest state when there is none such. */
  async startFromSavepoint(back = 0, allowNonRestored = false): Promise<void> {
    const rows = await listSavepointsOfJob(this.database.db, this.jobId);
    const row = rows.filter((found) => found.kind === 'savepoint' && found.state === 'COMPLETED')[back];
    if (row === undefined) return this.start();
    return this.#startFrom({ kind: 'savepoint', savepointId: row.id }, row.path, { allowNonRestored });
  }

  #startFrom(
    restore: Restore,
    chosen: string | null | undefined,
    options: { allowNonRestored?: boolean; sourceTime?: string } = {},
  ): Promise<void> {
    const about: About = { name: 'start', ...(chosen === undefined ? {} : { chosen }) };
    const input = { restore, allowNonRestored: false, ...options };
    return this.command((service) => service.start(this.jobId, input, 'me'), about);
  }

  stop(mode: 'savepoint' | 'drain' | 'cancel' = 'savepoint') {
    return this.command((service) => service.stop(this.jobId, { mode }, 'me'), { name: 'stop' });
  }

  savepoint() {
    return this.command((service) => service.triggerSavepoint(this.jobId, 'me'), { name: 'savepoint' });
  }

  delete(state: 'keep' | 'delete' = 'keep') {
    return this.command((service) => service.drafts.delete(this.jobId, state, 'me'), { name: 'delete' });
  }

  /** The platform begins to end itself, as on a signal; `restart` brings the next one. */
  goDown(): void {
    this.world.log.add({ kind: 'fault', what: 'the platform goes down' });
    void this.platform.shutdown.stopAllLocal(30_000);
  }

  /** Throws `Broken` with what was wrong and the whole history. */
  async check(expected: EndEntry['expected']): Promise<void> {
    const entries = await this.record(expected);
    const violations = check(entries);
    if (violations.length > 0) throw new Broken(violations, entries);
  }

  /** The whole history up to now, with what the platform wrote down and how it all stands. */
  async record(expected: EndEntry['expected']): Promise<Entry[]> {
    const { db } = this.database;
    const runs = await listRuns(db, this.jobId, { limit: 10_000 });
    const flinkIds = new Map(runs.map((run) => [run.id, run.flink_job_id]));
    const rows = await db.selectFrom('job_event').selectAll().where('job_id', '=', this.jobId).orderBy('seq').execute();
    const events: Entry[] = rows.map((row) => ({
      kind: 'event',
      atMs: Date.parse(row.at),
      event: row.kind,
      runId: row.run_id,
      flinkJobId: row.run_id === null ? null : (flinkIds.get(row.run_id) ?? null),
      from: row.phase_from === null ? null : Phase.parse(row.phase_from),
      to: row.phase_to === null ? null : Phase.parse(row.phase_to),
      actor: row.actor,
      params: JSON.parse(row.params) as Record<string, unknown>,
    }));
    const end = await this.#end(expected);
    // Histories of many jobs are judged by their first.
    const others = new Set(
      (await db.selectFrom('run').select('flink_job_id').where('job_id', '!=', this.jobId).execute()).map(
        (run) => run.flink_job_id,
      ),
    );
    const isOwn = (entry: Entry) =>
      'jobId' in entry ? entry.jobId === this.jobId : entry.kind !== 'call' || !others.has(entry.target);
    const own = this.world.log.entries.filter(isOwn);
    return [...[...own, ...events].sort((a, b) => a.atMs - b.atMs), end];
  }

  async #end(expected: EndEntry['expected']): Promise<EndEntry> {
    const { db } = this.database;
    const job = await findJob(db, this.jobId);
    const run = await findNewestRun(db, this.jobId);
    const savepoints = await listSavepointsOfJob(db, this.jobId);
    return {
      kind: 'end',
      atMs: this.world.clock.nowMs(),
      expected,
      job: { desired: job?.desired_state ?? 'STOPPED', phase: job?.phase ?? 'STOPPED', isDeleted: job === undefined },
      run:
        run === undefined
          ? null
          : {
              flinkJobId: run.flink_job_id,
              phase: Phase.parse(run.phase),
              submission: run.submission,
              step: run.step,
              steps: run.steps,
            },
      waits: this.#inCharge().platform.reconciler.waitOf(this.jobId)?.code ?? null,
      live: this.world.live(this.jobId).map((found) => ({ flinkJobId: found.id, status: found.status })),
      savepoints: savepoints.map(({ id, state, path, origin }) => ({ id, state, path, origin })),
      openBulks: (await listRunningBulks(db)).length,
    };
  }

  async end(): Promise<void> {
    this.fate.isDead = true;
    if (this.second !== null) this.second.fate.isDead = true;
    this.#restoreChance();
  }
}

function answers({ fate }: Life): boolean {
  return !fate.isDead && !fate.isPaused;
}

function idIn(told: unknown): string {
  return (told as { id: string }).id;
}

export interface Played {
  deeds: number;
  entries: Entry[];
}

/** Plays a history to its end and checks it. Throws `Broken`. */
export async function playOut(history: History, dieAfter: number, options: PlayOptions = {}): Promise<Played> {
  const play = await Play.begin(dieAfter, options);
  try {
    const expected = await history(play);
    await play.settle();
    await play.check(expected);
    return { deeds: play.allDeeds, entries: await play.record(expected) };
  } finally {
    await play.end();
  }
}

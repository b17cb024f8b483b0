/**
 * Carries one import out in the background: input, jobs, their start in order, the feeder. Every step looks at what is there
 * already, so that it carries on wherever the platform was stopped.
 */
import type { FeederSpeed, FeederStatus } from '@liusu/contract/scenario';
import { isTerminal } from '@liusu/contract/lifecycle';
import { JobSettings } from '@liusu/contract/job';

import type { Clock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { createFeeder, type InputOptions, prepareInput, type ScenarioFeeder } from './flights-input.ts';
import type { ScenarioPackage } from './scenario-file.ts';
import type { ScenarioJob, ScenarioJobs } from './scenario-jobs.ts';
import type { ImportRow, ImportState } from './scenario-repository.ts';

const pollMs = 500;
const retryMs = 10_000;
const tellMs = 2000;

export interface ScenarioRunDeps {
  jobs: ScenarioJobs;
  clock: Clock;
  log: Log;
  cacheDir: string;
  /** Where the jobs of the scenario read. */
  folder: string;
  fetchDataset: InputOptions['fetchDataset'];
  save(state: ImportState): Promise<void>;
  /** Called when the status may have changed. */
  tell(): void;
}

export class ScenarioRun {
  readonly #scenario: ScenarioPackage;
  readonly #row: ImportRow;
  readonly #deps: ScenarioRunDeps;
  readonly #stop = new AbortController();
  #state: ImportState;
  #phase: 'preparing' | 'ready' = 'preparing';
  #error: string | null = null;
  #feeder: ScenarioFeeder | undefined;
  #work: Promise<void> = Promise.resolve();
  #control: Promise<void> = Promise.resolve();

  constructor(scenario: ScenarioPackage, row: ImportRow, deps: ScenarioRunDeps) {
    this.#scenario = scenario;
    this.#row = row;
    this.#state = row.state;
    this.#deps = deps;
  }

  start(): void {
    this.#work = this.#run();
  }

  /** Ends when nothing is written any more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#feeder?.stop();
    await this.#work;
    await this.#control;
    await this.#feeder?.stop();
  }

  status(): FeederStatus {
    const running = this.#feeder?.status();
    if (running !== undefined) return running;
    if (this.#state.finished !== null) return this.#state.finished;
    return {
      state: this.#error !== null ? 'failed' : this.#phase === 'preparing' ? 'preparing' : 'idle',
      slicesDone: 0,
      slicesTotal: 0,
      simulatedTime: null,
      recordsEmitted: 0,
      recordsTotal: 0,
      speed: this.#state.speed,
      error: this.#error,
    };
  }

  /** Starts or stops the feeder; `speed` holds from now on. One after the other, in the order asked. */
  control(action: 'start' | 'stop', speed: FeederSpeed | undefined): Promise<void> {
    const done = this.#control.then(async () => {
      await this.#save({
        feeder: action === 'start' ? 'running' : 'stopped',
        ...(speed === undefined ? {} : { speed }),
      });
      const old = this.#feeder;
      if (action === 'stop' || speed !== undefined) await old?.stop();
      if (speed !== undefined) this.#feeder = undefined;
      if (action === 'start' && this.#phase === 'ready') await this.#feed();
      this.#deps.tell();
    });
    this.#control = done.catch(() => {
      /* told to whoever asked; the next command starts afresh */
    });
    return done;
  }

  /** Makes the jobs that are not there yet. Throws NAME_TAKEN. */
  async createJobs(): Promise<void> {
    const { jobs } = this.#deps;
    const { scenarioId, projectId } = this.#row;
    const present = new Set((await jobs.list(projectId, scenarioId)).map((job) => job.key));
    for (const job of this.#scenario.file.jobs) {
      if (present.has(job.key) || this.#state.started.includes(job.key)) continue;
      await jobs.create({
        projectId,
        scenarioId,
        key: job.key,
        name: job.name.zh,
        script: this.#scenario.scripts.get(job.key) ?? '',
        settings: JobSettings.parse({ ...job.settings, ...this.#state.settings, mode: job.mode }),
        actor: this.#state.actor,
      });
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        await prepareInput(this.#input());
        this.#phase = 'ready';
        this.#error = null;
        this.#deps.tell();
        await this.createJobs();
        if (this.#state.start) await this.#startJobs();
        if (signal.aborted) return;
        if (this.#state.feeder === 'waiting' && this.#state.start) await this.#save({ feeder: 'running' });
        if (this.#state.feeder === 'running') await this.#feed();
        return;
      } catch (error) {
        this.#error = messageOf(error);
        this.#deps.log.warn({ err: error, scenarioId: this.#row.scenarioId }, 'a scenario could not be carried on');
        this.#deps.tell();
        await this.#deps.clock.sleep(retryMs, signal);
      }
    }
  }

  #input(): InputOptions {
    const { folder, cacheDir, fetchDataset } = this.#deps;
    const { speed, days } = this.#state;
    return { file: this.#scenario.file, folder, cacheDir, fetchDataset, speed, days };
  }

  /** Starts each job once what it depends on is there. A job that was started once is the user's from then on. */
  async #startJobs(): Promise<void> {
    const { jobs, clock } = this.#deps;
    const { scenarioId, projectId } = this.#row;
    while (!this.#stop.signal.aborted) {
      const present = new Map((await jobs.list(projectId, scenarioId)).map((job) => [job.key, job]));
      const left = this.#scenario.file.jobs.filter(
        (job) => present.has(job.key) && !this.#state.started.includes(job.key),
      );
      if (left.length === 0) break;
      for (const job of left) {
        const found = present.get(job.key);
        if (found === undefined || !isReady(job.dependsOn, present)) continue;
        await jobs.start(found.jobId, this.#state.actor);
        await this.#save({ started: [...this.#state.started, job.key] });
        this.#deps.tell();
      }
      await clock.sleep(pollMs, this.#stop.signal);
    }
    // Windows drop what comes late: the stream begins once somebody listens, or has ended or failed.
    while (!this.#stop.signal.aborted) {
      const present = await jobs.list(projectId, scenarioId);
      if (present.every((job) => job.phase === 'RUNNING' || isTerminal(job.phase))) return;
      await clock.sleep(pollMs, this.#stop.signal);
    }
  }

  async #feed(): Promise<void> {
    if (this.#stop.signal.aborted || this.#state.finished !== null) return;
    this.#feeder ??= await createFeeder(this.#input());
    const feeder = this.#feeder;
    feeder.start();
    void this.#follow(feeder);
  }

  async #follow(feeder: ScenarioFeeder): Promise<void> {
    const settled = new AbortController();
    const end = feeder.settled().then(() => settled.abort());
    while (!settled.signal.aborted) {
      this.#deps.tell();
      await this.#deps.clock.sleep(tellMs, settled.signal);
    }
    await end;
    try {
      // The slices of a year are large: once all are in place, the numbers are enough.
      if (feeder.status().state === 'finished' && this.#feeder === feeder) {
        await this.#save({ finished: feeder.status() });
        this.#feeder = undefined;
      }
    } catch (error) {
      this.#deps.log.error({ err: error }, 'the end of a feeder could not be stored');
    }
    this.#deps.tell();
  }

  async #save(change: Partial<ImportState>): Promise<void> {
    this.#state = { ...this.#state, ...change };
    await this.#deps.save(this.#state);
  }
}

function isReady(needs: { job: string; phase: string }[], present: Map<string, ScenarioJob>): boolean {
  return needs.every(({ job, phase }) => {
    const found = present.get(job);
    // A job somebody deleted holds the others up no longer.
    return found === undefined || found.phase === phase;
  });
}

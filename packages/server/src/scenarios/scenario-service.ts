/** Scenarios: what there is, importing one, its feeder. */
import { join } from 'node:path';

import type { FeederSpeed, Scenario, ScenarioImport } from '@liusu/contract/scenario';
import type { z } from 'zod';

import type { Database } from '../db/database.ts';
import { isUniqueViolation } from '../db/to-database-error.ts';
import type { Clock } from '../lib/clock.ts';
import { isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import type { EventBus } from '../lib/event-bus.ts';
import type { Log } from '../lib/log.ts';
import { words } from '../lib/words.ts';
import type { BackgroundWork } from '../module.ts';
import type { InputOptions } from './flights-input.ts';
import { type ScenarioPackage, scenarioVariable } from './scenario-file.ts';
import type { ScenarioJobs } from './scenario-jobs.ts';
import {
  deleteImport,
  findImport,
  type ImportRow,
  insertImport,
  listImports,
  updateImport,
} from './scenario-repository.ts';
import { ScenarioRun } from './scenario-run.ts';

export interface ScenarioServiceDeps {
  packages: ReadonlyMap<string, ScenarioPackage>;
  database: Database;
  jobs: ScenarioJobs;
  clock: Clock;
  log: Log;
  bus: EventBus;
  cacheDir: string;
  /** The input of scenarios lies on one machine: where false, they are another process's. */
  isHere: boolean;
  /** Folder below which each scenario has its own. */
  folder: string;
  fetchDataset: InputOptions['fetchDataset'];
}

export class ScenarioService implements BackgroundWork {
  readonly name = 'scenarios';
  readonly #deps: ScenarioServiceDeps;
  readonly #runs = new Map<string, { projectId: string; run: ScenarioRun }>();

  constructor(deps: ScenarioServiceDeps) {
    this.#deps = deps;
  }

  /** Carries on what was imported before. */
  async start(): Promise<void> {
    if (!this.#deps.isHere) return;
    for (const row of await listImports(this.#deps.database.db)) {
      const scenario = this.#deps.packages.get(row.scenarioId);
      if (scenario === undefined) {
        this.#deps.log.warn({ scenarioId: row.scenarioId }, 'an imported scenario is not part of this version');
      } else this.#add(scenario, row).start();
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#runs.values()].map(({ run }) => run.stop()));
    this.#runs.clear();
  }

  async list(projectId: string): Promise<Scenario[]> {
    return Promise.all([...this.#deps.packages.values()].map((scenario) => this.#view(projectId, scenario)));
  }

  /** Throws SCENARIO_NOT_FOUND. */
  async get(projectId: string, scenarioId: string): Promise<Scenario> {
    return this.#view(projectId, this.#package(scenarioId));
  }

  /** Makes the jobs at once, and starts them in the background. Throws SCENARIO_NOT_FOUND, SCENARIO_IMPORTED, NAME_TAKEN. */
  async import(
    projectId: string,
    scenarioId: string,
    options: z.output<typeof ScenarioImport>,
    actor: string,
  ): Promise<Scenario> {
    const scenario = this.#package(scenarioId);
    this.#requireHere();
    const { db } = this.#deps.database;
    const row: ImportRow = {
      scenarioId,
      projectId,
      state: {
        start: options.start,
        speed: options.speed ?? scenario.file.feeder.secondsPerDay,
        days: options.days ?? null,
        settings: options.settings ?? {},
        actor,
        started: [],
        feeder: 'waiting',
        finished: null,
      },
    };
    // The tables of a scenario have fixed names: in two projects its jobs would write the same ones.
    if ((await findImport(db, scenarioId)) !== undefined) throw alreadyImported(scenarioId);
    try {
      await insertImport(db, row, isoOf(this.#deps.clock.nowMs()));
    } catch (error) {
      throw isUniqueViolation(error) ? alreadyImported(scenarioId) : error;
    }
    const run = this.#add(scenario, row);
    try {
      await run.createJobs();
    } catch (error) {
      this.#runs.delete(scenarioId);
      await deleteImport(db, scenarioId);
      throw error;
    }
    run.start();
    this.#tell(scenarioId);
    return this.#view(projectId, scenario);
  }

  /** Throws SCENARIO_NOT_FOUND when it is not imported into the project. */
  async controlFeeder(
    projectId: string,
    scenarioId: string,
    action: 'start' | 'stop',
    speed: FeederSpeed | undefined,
  ): Promise<Scenario> {
    const scenario = this.#package(scenarioId);
    this.#requireHere();
    const found = this.#runs.get(scenarioId);
    if (found === undefined || found.projectId !== projectId)
      throw new LiusuError(
        'SCENARIO_NOT_FOUND',
        words(`场景 ${scenarioId} 没有导入到这个项目`, `the scenario ${scenarioId} is not imported into this project`),
      );
    await found.run.control(action, speed);
    return this.#view(projectId, scenario);
  }

  /** Values of `${scenario.<id>.dir}` for the scripts of a project. */
  variables(): Record<string, string> {
    return Object.fromEntries(
      [...this.#deps.packages.keys()].map((id) => [scenarioVariable(id), join(this.#deps.folder, id)]),
    );
  }

  #requireHere(): void {
    if (this.#deps.isHere) return;
    throw new LiusuError(
      'UNAVAILABLE',
      words(
        '场景由带有本机集群的平台进程运行；请向那个进程提出。',
        'Scenarios are run by the platform process that has the local cluster; ask that one.',
      ),
    );
  }

  #package(scenarioId: string): ScenarioPackage {
    const scenario = this.#deps.packages.get(scenarioId);
    if (scenario === undefined)
      throw new LiusuError(
        'SCENARIO_NOT_FOUND',
        words(`没有场景 ${scenarioId}`, `there is no scenario ${scenarioId}`),
        { params: { scenarioId } },
      );
    return scenario;
  }

  #add(scenario: ScenarioPackage, row: ImportRow): ScenarioRun {
    const { jobs, clock, log, cacheDir, folder, fetchDataset, database } = this.#deps;
    const run = new ScenarioRun(scenario, row, {
      jobs,
      clock,
      log,
      cacheDir,
      folder: join(folder, row.scenarioId),
      fetchDataset,
      save: (state) => updateImport(database.db, row.scenarioId, state),
      tell: () => this.#tell(row.scenarioId),
    });
    this.#runs.set(row.scenarioId, { projectId: row.projectId, run });
    return run;
  }

  #tell(scenarioId: string): void {
    this.#deps.bus.publish({ type: 'scenario', scenarioId });
  }

  async #view(projectId: string, { file, dashboard, queries }: ScenarioPackage): Promise<Scenario> {
    const found = this.#runs.get(file.id);
    const imported = found?.projectId === projectId;
    const present = new Map(
      imported ? (await this.#deps.jobs.list(projectId, file.id)).map((job) => [job.key, job.jobId]) : [],
    );
    return {
      id: file.id,
      name: file.name,
      description: file.description,
      imported,
      jobs: file.jobs.map(({ key, name }) => ({ key, name, jobId: present.get(key) ?? null })),
      feeder: imported ? (found?.run.status() ?? null) : null,
      dashboard,
      queries,
    };
  }
}

function alreadyImported(scenarioId: string): LiusuError {
  return new LiusuError(
    'SCENARIO_IMPORTED',
    words(`场景 ${scenarioId} 已经导入`, `the scenario ${scenarioId} is already imported`),
    {
      params: { scenarioId },
    },
  );
}

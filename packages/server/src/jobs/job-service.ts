/**
 * What people do to jobs. A command checks, writes what is wanted with its event in one transaction, and wakes the controller:
 * nothing here calls Flink.
 */
import {
  type Job,
  type JobCreate,
  type JobDelete,
  type JobDetail,
  JobSettings,
  type JobStart,
  type JobStop,
  type JobUpdate,
  type Savepoint,
} from '@liusu/contract/job';
import { isTerminal, Phase } from '@liusu/contract/lifecycle';
import type { z } from 'zod';

import type { ClusterHandle, ClusterRegistry } from '../clusters/cluster-handle.ts';
import type { Database, Db } from '../db/database.ts';
import { type Clock, isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import type { EventBus } from '../lib/event-bus.ts';
import { newId } from '../lib/ids.ts';
import type { SqlSubmitter } from '../sql/submission.ts';
import { newSavepointRow } from './execute-savepoint.ts';
import type { JobEraser } from './job-eraser.ts';
import type { JobReader } from './job-reader.ts';
import {
  findJobByName,
  findJobForUpdate,
  findVersion,
  insertJob,
  insertVersion,
  type JobRow,
  updateJob,
  updateJobAtRevision,
} from './job-repository.ts';
import { isDraftChanged, savepointView } from './job-views.ts';
import type { Journal, Record } from './journal.ts';
import type { Reconciler } from './reconciler.ts';
import { chooseAsAsked } from './restore-choice.ts';
import { findNewestRun } from './run-repository.ts';
import { insertSavepoint } from './savepoint-repository.ts';
import type { StateFiles } from './state-files.ts';

export interface JobServiceDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  bus: EventBus;
  clusters: ClusterRegistry;
  filesOf(cluster: ClusterHandle): StateFiles;
  submitter: Pick<SqlSubmitter, 'countSteps'>;
  reconciler: Pick<Reconciler, 'wake' | 'forget'>;
  eraser: Pick<JobEraser, 'erase'>;
  reader: JobReader;
}

type NewJob = z.output<typeof JobCreate>;

/** Set by scenarios, which find their own jobs again by it. */
export interface JobOrigin {
  scenario: string;
  scenarioKey: string;
}

export class JobService {
  readonly #deps: JobServiceDeps;

  constructor(deps: JobServiceDeps) {
    this.#deps = deps;
  }

  /** Throws NAME_TAKEN; NOT_FOUND for a cluster that does not exist. `actor`: the user's name. */
  async create(projectId: string, input: NewJob, actor: string, origin?: JobOrigin): Promise<JobDetail> {
    const { clusters, journal, clock } = this.#deps;
    const clusterId = input.clusterId ?? clusters.defaultId();
    clusters.get(clusterId);
    const now = isoOf(clock.nowMs());
    const row: JobRow = {
      id: newId('job'),
      project_id: projectId,
      cluster_id: clusterId,
      name: input.name,
      labels: JSON.stringify(input.labels),
      scenario: origin?.scenario ?? null,
      scenario_key: origin?.scenarioKey ?? null,
      draft_script: input.script,
      draft_settings: JSON.stringify(input.settings),
      draft_revision: 1,
      desired_state: 'STOPPED',
      desired_version: null,
      desired_restore: JSON.stringify({ kind: 'latest' }),
      desired_allow_non_restored: 0,
      desired_stop_mode: 'savepoint',
      generation: 0,
      desired_since: now,
      phase: 'STOPPED',
      latest_version: null,
      created_at: now,
      updated_at: now,
      deleted_at: null,
      deleting: null,
    };
    await journal.transaction(async (tx, record) => {
      await this.#checkName(tx, projectId, input.name);
      await insertJob(tx, row);
      await record(row, { kind: 'job.created', reason: 'The job was made.', actor });
    });
    this.#deps.reconciler.wake(row.id);
    return this.#deps.reader.get(row.id);
  }

  /** Throws NAME_TAKEN, GENERATION_MISMATCH, JOB_ACTIVE (a running job does not change its cluster). */
  async update(jobId: string, input: JobUpdate, actor: string): Promise<JobDetail> {
    const now = isoOf(this.#deps.clock.nowMs());
    await this.#deps.journal.transaction(async (tx, record) => {
      const job = await this.#open(tx, jobId);
      if (input.draftRevision !== undefined && input.draftRevision !== job.draft_revision) throw mismatch(job);
      if (input.name !== undefined && input.name !== job.name) await this.#checkName(tx, job.project_id, input.name);
      if (input.clusterId !== undefined && input.clusterId !== job.cluster_id) {
        this.#deps.clusters.get(input.clusterId);
        if (!isTerminal(Phase.parse(job.phase))) throw active(job);
      }
      const settings = input.settings === undefined ? job.draft_settings : JSON.stringify(input.settings);
      const script = input.script ?? job.draft_script;
      const isEdited = settings !== job.draft_settings || script !== job.draft_script;
      const isWritten = await updateJobAtRevision(tx, jobId, job.draft_revision, {
        name: input.name ?? job.name,
        labels: input.labels === undefined ? job.labels : JSON.stringify(input.labels),
        cluster_id: input.clusterId ?? job.cluster_id,
        draft_script: script,
        draft_settings: settings,
        draft_revision: isEdited ? job.draft_revision + 1 : job.draft_revision,
        updated_at: now,
      });
      if (!isWritten) throw mismatch(job);
      const changed = Object.keys(input).filter((key) => key !== 'draftRevision');
      await record(
        { ...job, name: input.name ?? job.name },
        { kind: 'job.updated', params: { fields: changed.join(', ') }, reason: 'The job was changed.', actor },
      );
    });
    return this.#deps.reader.get(jobId);
  }

  /** A copy of the draft under another name; history and state are not copied. Throws NAME_TAKEN. */
  async copy(jobId: string, name: string, actor: string): Promise<JobDetail> {
    const { reader } = this.#deps;
    const job = await reader.row(jobId);
    return this.create(
      job.project_id,
      {
        name,
        script: job.draft_script,
        clusterId: job.cluster_id,
        settings: JobSettings.parse(JSON.parse(job.draft_settings)),
        labels: JSON.parse(job.labels) as NewJob['labels'],
      },
      actor,
    );
  }

  /** Throws JOB_ACTIVE. The delete is marked first and carried through even when the platform dies half-way. */
  async delete(jobId: string, state: 'keep' | 'delete', actor: string): Promise<JobDelete> {
    const { journal, eraser, clock, bus, reconciler } = this.#deps;
    const job = await journal.transaction(async (tx, record) => {
      const found = await this.#open(tx, jobId);
      const run = await findNewestRun(tx, jobId);
      if (run !== undefined && !isTerminal(Phase.parse(run.phase))) throw active(found);
      await updateJob(tx, jobId, {
        deleting: state,
        desired_state: 'STOPPED',
        generation: found.generation + 1,
        desired_since: isoOf(clock.nowMs()),
      });
      await record(found, {
        kind: 'job.delete-requested',
        params: { state },
        reason: 'A delete was asked for.',
        actor,
      });
      return found;
    });
    const told = await eraser.erase(jobId, actor);
    reconciler.forget(jobId);
    bus.publish({ type: 'job-deleted', projectId: job.project_id, jobId });
    return told;
  }

  /**
   * Publishes the draft when it changed and asks for RUNNING. Throws JOB_NOT_STARTABLE, JOB_HAS_NO_STATEMENT,
   * JOB_STATE_UNVERIFIED, SAVEPOINT_NOT_USABLE.
   */
  async start(jobId: string, input: z.output<typeof JobStart>, actor: string): Promise<Job> {
    const { database, submitter, journal, clock, clusters } = this.#deps;
    const before = await this.#deps.reader.row(jobId);
    const settings = JobSettings.parse(JSON.parse(before.draft_settings));
    submitter.countSteps(before.draft_script, settings);
    if (settings.mode === 'streaming') {
      const choice = await chooseAsAsked(this.#deps, database.db, before, input.restore);
      if (choice.kind === 'refused') {
        throw new LiusuError(choice.code, `The job ${before.name} was not started: ${choice.reason}.`);
      }
    }
    await journal.transaction(async (tx, record) => {
      const job = await this.#open(tx, jobId);
      const run = await findNewestRun(tx, jobId);
      if (run !== undefined && !isTerminal(Phase.parse(run.phase))) {
        throw new LiusuError('JOB_NOT_STARTABLE', `The job ${job.name} is ${run.phase.toLowerCase()}.`, {
          params: { phase: run.phase },
        });
      }
      if (job.draft_revision !== before.draft_revision) throw mismatch(job);
      const version = await this.#publish(tx, job, clusters.get(job.cluster_id).engine, actor, record);
      await updateJob(tx, jobId, {
        desired_state: 'RUNNING',
        desired_version: version,
        desired_restore: JSON.stringify(input.restore),
        desired_allow_non_restored: input.allowNonRestored ? 1 : 0,
        generation: job.generation + 1,
        desired_since: isoOf(clock.nowMs()),
        latest_version: version,
      });
      await record(job, {
        kind: 'job.start-requested',
        params: { version, restore: input.restore.kind },
        reason: 'A start was asked for.',
        actor,
      });
    });
    return this.#commanded(jobId);
  }

  /** The version to run: the latest, or a new one when the draft differs from it. */
  async #publish(tx: Db, job: JobRow, engine: string, actor: string, record: Record): Promise<number> {
    const latest = job.latest_version === null ? undefined : await findVersion(tx, job.id, job.latest_version);
    if (latest !== undefined && !isDraftChanged(job, latest)) return latest.version;
    const version = (job.latest_version ?? 0) + 1;
    await insertVersion(tx, {
      job_id: job.id,
      version,
      script: job.draft_script,
      settings: job.draft_settings,
      engine,
      created_at: isoOf(this.#deps.clock.nowMs()),
      created_by: actor,
    });
    await record(job, { kind: 'job.published', params: { version }, reason: 'The draft became a version.', actor });
    return version;
  }

  /** Asks for STOPPED. Asked again with `cancel`, it gives up the savepoint under way. Throws JOB_NOT_STOPPABLE. */
  async stop(jobId: string, input: z.output<typeof JobStop>, actor: string): Promise<Job> {
    await this.#deps.journal.transaction(async (tx, record) => {
      const job = await this.#open(tx, jobId);
      const run = await findNewestRun(tx, jobId);
      const isActive = run !== undefined && !isTerminal(Phase.parse(run.phase));
      if (!isActive && job.desired_state === 'STOPPED') {
        throw new LiusuError('JOB_NOT_STOPPABLE', `The job ${job.name} does not run.`, {
          params: { phase: job.phase },
        });
      }
      await updateJob(tx, jobId, {
        desired_state: 'STOPPED',
        desired_stop_mode: input.mode,
        generation: job.generation + 1,
        desired_since: isoOf(this.#deps.clock.nowMs()),
      });
      await record(job, {
        kind: 'job.stop-requested',
        runId: run?.id ?? null,
        params: { mode: input.mode },
        reason: input.mode === 'cancel' ? 'A cancel was asked for.' : 'A stop with savepoint was asked for.',
        actor,
      });
    });
    return this.#commanded(jobId);
  }

  /** Asks for a savepoint of a running job, which goes on. Throws JOB_NOT_STOPPABLE when it does not run. */
  async triggerSavepoint(jobId: string, actor: string): Promise<Savepoint> {
    const row = await this.#deps.journal.transaction(async (tx, record) => {
      const job = await this.#open(tx, jobId);
      const run = await findNewestRun(tx, jobId);
      if (run?.phase !== 'RUNNING') {
        throw new LiusuError('JOB_NOT_STOPPABLE', `The job ${job.name} does not run, so it has no state to save.`, {
          params: { phase: job.phase },
        });
      }
      const savepoint = newSavepointRow(this.#deps, this.#deps.clusters.get(run.cluster_id), job, run, 'user');
      await insertSavepoint(tx, savepoint);
      await record(job, {
        kind: 'savepoint.requested',
        runId: run.id,
        params: { savepointId: savepoint.id },
        reason: 'A savepoint was asked for.',
        actor,
      });
      return savepoint;
    });
    this.#deps.reconciler.wake(jobId);
    return savepointView(row, 'it is in progress');
  }

  async #commanded(jobId: string): Promise<Job> {
    this.#deps.reconciler.wake(jobId);
    const [view] = await this.#deps.reader.views([await this.#deps.reader.row(jobId)]);
    if (view === undefined) throw new Error('a row has a view');
    return view;
  }

  /** The job, if it is neither deleted nor being deleted. */
  async #open(tx: Db, jobId: string): Promise<JobRow> {
    const job = await findJobForUpdate(tx, jobId);
    if (job === undefined || job.deleting !== null) throw new LiusuError('NOT_FOUND', `There is no job ${jobId}.`);
    return job;
  }

  async #checkName(tx: Db, projectId: string, name: string): Promise<void> {
    if ((await findJobByName(tx, projectId, name)) !== undefined) {
      throw new LiusuError('NAME_TAKEN', `A job named ${name} exists in the project.`, { params: { name } });
    }
  }
}

function mismatch(job: JobRow): LiusuError {
  return new LiusuError('GENERATION_MISMATCH', `The draft of ${job.name} was changed in the meantime.`, {
    params: { draftRevision: job.draft_revision },
  });
}

function active(job: JobRow): LiusuError {
  return new LiusuError('JOB_ACTIVE', `The job ${job.name} is active.`, { params: { phase: job.phase } });
}

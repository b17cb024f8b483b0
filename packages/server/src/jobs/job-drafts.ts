/** Drafts of jobs: make, edit, copy, publish, delete. */
import {
  type Job,
  type JobCreate,
  type JobDelete,
  type JobDetail,
  JobSettings,
  type JobUpdate,
} from '@liusu/contract/job';
import { ancestry } from '@liusu/contract/folder';
import { isTerminal, Phase } from '@liusu/contract/lifecycle';
import type { z } from 'zod';

import type { Db } from '../db/database.ts';
import { isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import { newId } from '../lib/ids.ts';
import { checkNewOptions } from '../sql/reserved-keys.ts';
import { insertFolders } from './folder-repository.ts';
import {
  checkBound,
  type CommandDeps,
  commanded,
  type CommandOptions,
  draftMismatch,
  nameTaken,
  openJob,
} from './job-command.ts';
import { findJobByName, insertJob, type JobRow, updateJob, updateJobAtRevision } from './job-repository.ts';
import { supersedePlans } from './plan-repository.ts';
import { findNewestRun } from './run-repository.ts';
import { chooseVersion } from './versions.ts';

type NewJob = z.output<typeof JobCreate>;

/** Set by scenarios, which find their own jobs again by it. */
export interface JobOrigin {
  scenario: string;
  scenarioKey: string;
}

export class JobDrafts {
  readonly #deps: CommandDeps;

  constructor(deps: CommandDeps) {
    this.#deps = deps;
  }

  /** Throws NAME_TAKEN, JOB_OPTION_IS_SETTING, SQL_RESERVED_KEY; NOT_FOUND for a cluster that does not exist. `actor`: the user's name. */
  async create(projectId: string, input: NewJob, actor: string, origin?: JobOrigin): Promise<JobDetail> {
    const { clusters, journal, clock } = this.#deps;
    checkNewOptions(input.settings.options);
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
      desired_parallelism: null,
      desired_run_id: null,
      desired_source_time: null,
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
      kind: 'sql',
      folder: input.folder,
    };
    await journal.transaction(async (tx, record) => {
      await this.#checkName(tx, projectId, input.name);
      await insertFolders(tx, projectId, ancestry(input.folder));
      await insertJob(tx, row);
      await record(row, { kind: 'job.created', reason: 'The job was made.', actor });
    });
    this.#deps.reconciler.wake(row.id);
    return this.#deps.reader.get(row.id);
  }

  /**
   * Throws NAME_TAKEN, GENERATION_MISMATCH, JOB_EXTERNAL, JOB_ACTIVE (a running job does not change its cluster), JOB_OPTION_IS_SETTING,
   * SQL_RESERVED_KEY.
   */
  async update(jobId: string, input: JobUpdate, actor: string): Promise<JobDetail> {
    const now = isoOf(this.#deps.clock.nowMs());
    if (input.settings !== undefined) checkNewOptions(input.settings.options);
    await this.#deps.journal.transaction(async (tx, record) => {
      const job = await openJob(tx, jobId, {});
      if (input.draftRevision !== undefined && input.draftRevision !== job.draft_revision) throw draftMismatch(job);
      if (input.name !== undefined && input.name !== job.name) await this.#checkName(tx, job.project_id, input.name);
      if (input.clusterId !== undefined && input.clusterId !== job.cluster_id) {
        this.#deps.clusters.get(input.clusterId);
        if (!isTerminal(Phase.parse(job.phase))) throw active(job);
      }
      if (input.script !== undefined || input.settings !== undefined || input.clusterId !== undefined) checkBound(job);
      if (input.folder !== undefined) await insertFolders(tx, job.project_id, ancestry(input.folder));
      const settings = input.settings === undefined ? job.draft_settings : JSON.stringify(input.settings);
      const script = input.script ?? job.draft_script;
      const isEdited = settings !== job.draft_settings || script !== job.draft_script;
      const isWritten = await updateJobAtRevision(tx, jobId, job.draft_revision, {
        name: input.name ?? job.name,
        labels: input.labels === undefined ? job.labels : JSON.stringify(input.labels),
        cluster_id: input.clusterId ?? job.cluster_id,
        folder: input.folder ?? job.folder,
        draft_script: script,
        draft_settings: settings,
        draft_revision: isEdited ? job.draft_revision + 1 : job.draft_revision,
        updated_at: now,
      });
      if (!isWritten) throw draftMismatch(job);
      const changed = Object.keys(input).filter((key) => key !== 'draftRevision');
      await record(
        { ...job, name: input.name ?? job.name },
        { kind: 'job.updated', params: { fields: changed.join(', ') }, reason: 'The job was changed.', actor },
      );
    });
    return this.#deps.reader.get(jobId);
  }

  /** A copy of the draft under another name; history and state are not copied. Throws NAME_TAKEN, JOB_EXTERNAL. */
  async copy(jobId: string, name: string, actor: string): Promise<JobDetail> {
    const { reader } = this.#deps;
    const job = await reader.row(jobId);
    checkBound(job);
    return this.create(
      job.project_id,
      {
        name,
        script: job.draft_script,
        clusterId: job.cluster_id,
        settings: JobSettings.parse(JSON.parse(job.draft_settings)),
        labels: JSON.parse(job.labels) as NewJob['labels'],
        folder: job.folder,
      },
      actor,
    );
  }

  /** Throws JOB_ACTIVE. The delete is marked first and carried through even when the platform dies half-way. */
  async delete(
    jobId: string,
    state: 'keep' | 'delete',
    actor: string,
    options: CommandOptions = {},
  ): Promise<JobDelete> {
    const { journal, eraser, clock, bus, reconciler } = this.#deps;
    const job = await journal.transaction(async (tx, record) => {
      const found = await openJob(tx, jobId, options);
      const run = await findNewestRun(tx, jobId);
      if (run !== undefined && !isTerminal(Phase.parse(run.phase))) throw active(found);
      const now = isoOf(clock.nowMs());
      await supersedePlans(tx, jobId, 'The job was deleted.', now);
      await updateJob(tx, jobId, {
        deleting: state,
        desired_state: 'STOPPED',
        generation: found.generation + 1,
        desired_since: now,
      });
      await record(found, {
        kind: 'job.delete-requested',
        params: { state },
        reason: 'A delete was asked for.',
        actor,
      });
      await options.also?.(tx, { generation: found.generation + 1 });
      return found;
    });
    const told = await eraser.erase(jobId, actor);
    reconciler.forget(jobId);
    bus.publish({ type: 'job-deleted', projectId: job.project_id, jobId });
    return told;
  }

  /** Makes the draft a version without running it; nothing when it is one already. Throws JOB_EXTERNAL, JOB_HAS_NO_STATEMENT, GENERATION_MISMATCH. */
  async publish(jobId: string, actor: string, options: CommandOptions = {}): Promise<Job> {
    const deps = this.#deps;
    await deps.journal.transaction(async (tx, record) => {
      const job = await openJob(tx, jobId, options);
      checkBound(job);
      deps.submitter.countSteps(job.draft_script, JobSettings.parse(JSON.parse(job.draft_settings)));
      await chooseVersion(tx, deps, job, undefined, actor, record);
      await options.also?.(tx, { generation: job.generation });
    });
    return commanded(deps, jobId);
  }

  async #checkName(tx: Db, projectId: string, name: string): Promise<void> {
    if ((await findJobByName(tx, projectId, name)) !== undefined) {
      throw nameTaken(name);
    }
  }
}

function active(job: JobRow): LiusuError {
  const told = words(`作业 ${job.name} 还在运行。`, `The job ${job.name} is active.`);
  return new LiusuError('JOB_ACTIVE', told, { params: { phase: job.phase } });
}

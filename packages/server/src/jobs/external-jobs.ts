/**
 * External jobs: Flink jobs that others started and Liusu took over. They are observed, saved and stopped; nothing is ever
 * started for one before a person binds a script to it.
 */
import { type JobBind, type JobAdopt, type JobDetail, JobSettings } from '@liusu/contract/job';
import type { UnmanagedJob } from '@liusu/contract/cluster';
import { FlinkJobStatus, isTerminal, phaseOfFlinkStatus } from '@liusu/contract/lifecycle';
import type { z } from 'zod';

import type { ClusterObservation, ClusterRegistry } from '../clusters/cluster-handle.ts';
import type { Database } from '../db/database.ts';
import { type Clock, isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { type Words, words } from '../lib/words.ts';
import { newId } from '../lib/ids.ts';
import { findProject } from '../projects/project-repository.ts';
import { checkNewOptions } from '../sql/reserved-keys.ts';
import type { SqlSubmitter } from '../sql/submission.ts';
import type { JobReader } from './job-reader.ts';
import { nameTaken, openJob } from './job-command.ts';
import { findJobByName, insertJob, insertVersion, type JobRow, updateJob } from './job-repository.ts';
import type { Journal } from './journal.ts';
import type { OutsideJobs } from './outside-jobs.ts';
import type { Reconciler } from './reconciler.ts';
import { findNewestRun, findRunsByFlinkJobId, insertRun, updateRun } from './run-repository.ts';

export interface ExternalJobsDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  clusters: ClusterRegistry;
  observations: { find(clusterId: string): ClusterObservation | undefined; refresh(clusterId: string): Promise<void> };
  outside: OutsideJobs;
  reconciler: Pick<Reconciler, 'wake'>;
  reader: JobReader;
  submitter: Pick<SqlSubmitter, 'countSteps'>;
  /** The Flink job has a row from now on. */
  onAdopted(flinkJobId: string): void;
}

const reasons: Record<UnmanagedJob['origin'] | 'none', Words> = {
  none: words('不在该集群的未托管作业里', 'is not among the unmanaged jobs of the cluster'),
  foreign: words('属于另一套平台', 'belongs to another installation'),
  unread: words('刚刚启动，Flink 还没有告知它属于谁', 'was just started, and Flink has not told yet whose it is'),
  unmanaged: words('已经结束', 'has ended'),
  'ours-unlinked': words('已经结束', 'has ended'),
};

export class ExternalJobs {
  readonly #deps: ExternalJobsDeps;

  constructor(deps: ExternalJobsDeps) {
    this.#deps = deps;
  }

  /** By the last answer of the cluster. Throws NOT_FOUND. */
  list(clusterId: string): UnmanagedJob[] {
    this.#deps.clusters.get(clusterId);
    const observation = this.#deps.observations.find(clusterId);
    return observation === undefined ? [] : this.#deps.outside.list(observation);
  }

  /**
   * Makes an external job of a running Flink job, which is only looked at. Throws NAME_TAKEN, FLINK_JOB_NOT_ADOPTABLE,
   * NOT_FOUND for a cluster or a project that does not exist, FLINK_UNREACHABLE.
   */
  async adopt(
    clusterId: string,
    flinkJobId: string,
    input: z.output<typeof JobAdopt>,
    actor: string,
  ): Promise<JobDetail> {
    const { database, clusters, observations, outside, journal, clock } = this.#deps;
    const { rest } = clusters.get(clusterId);
    if ((await findProject(database.db, input.projectId)) === undefined) {
      const { projectId } = input;
      throw new LiusuError('NOT_FOUND', words(`没有项目 ${projectId}。`, `There is no project ${projectId}.`));
    }
    await observations.refresh(clusterId);
    const observation = observations.find(clusterId);
    if (observation?.jobs != null) await outside.check(observation);
    const listed = this.list(clusterId).find((job) => job.flinkJobId === flinkJobId);
    const found = await rest.findJob(flinkJobId);
    const status = FlinkJobStatus.safeParse(found?.status).data;
    const phase = status === undefined ? undefined : phaseOfFlinkStatus[status];
    if (listed?.adoptable !== true || found === undefined || phase === undefined || isTerminal(phase)) {
      throw notAdoptable(flinkJobId, reasons[listed?.origin ?? 'none']);
    }
    const restored = (await rest.findCheckpoints(flinkJobId))?.restoredPath ?? null;
    const settings = JobSettings.parse({
      mode: found.type === 'BATCH' ? 'batch' : 'streaming',
      parallelism: Math.max(1, ...found.vertices.map((vertex) => vertex.parallelism)),
    });
    const now = isoOf(clock.nowMs());
    const job: JobRow = {
      id: newId('job'),
      project_id: input.projectId,
      cluster_id: clusterId,
      name: input.name,
      labels: '{}',
      scenario: null,
      scenario_key: null,
      draft_script: '',
      draft_settings: JSON.stringify(settings),
      draft_revision: 1,
      desired_state: 'RUNNING',
      desired_version: null,
      desired_parallelism: null,
      desired_run_id: null,
      desired_source_time: null,
      desired_restore: JSON.stringify({ kind: 'latest' }),
      desired_allow_non_restored: 0,
      desired_stop_mode: 'savepoint',
      generation: 1,
      desired_since: now,
      phase: 'STARTING',
      latest_version: null,
      created_at: now,
      updated_at: now,
      deleted_at: null,
      deleting: null,
      folder: '',
      kind: 'external',
    };
    const runId = newId('run');
    await journal.transaction(async (tx, record) => {
      if ((await findJobByName(tx, input.projectId, input.name)) !== undefined) {
        throw nameTaken(input.name);
      }
      if ((await findRunsByFlinkJobId(tx, [flinkJobId])).length > 0)
        throw notAdoptable(flinkJobId, words('在这里已有对应作业', 'has a job here'));
      await insertJob(tx, job);
      await insertRun(tx, {
        id: runId,
        job_id: job.id,
        number: 1,
        cluster_id: clusterId,
        version: 0,
        generation: 1,
        recovery: 0,
        flink_job_id: flinkJobId,
        phase: 'STARTING',
        step: 0,
        steps: 1,
        incarnation: observation?.incarnation ?? null,
        restore_path: restored,
        parallelism: null,
        source_time: null,
        first_checkpoint_at: null,
        gave_up_at: null,
        allow_non_restored: 0,
        submission: 'sent',
        gateway_incarnation: null,
        gateway_session: null,
        failure_class: null,
        failure_message: null,
        failure_root_cause: null,
        started_at: found.startTimeMs > 0 ? isoOf(found.startTimeMs) : now,
        running_at: null,
        ended_at: null,
        tombstoned: 0,
        adopted: 1,
      });
      await record(job, {
        kind: 'job.adopted',
        runId,
        to: 'STARTING',
        params: { flinkJobId, name: found.name, origin: listed.origin },
        reason: 'A Flink job that others started was taken over; it goes on as it is.',
        actor,
        evidence: `Flink reports ${found.status}`,
      });
    });
    outside.linked(clusterId, flinkJobId);
    this.#deps.onAdopted(flinkJobId);
    this.#deps.reconciler.wake(job.id);
    return this.#deps.reader.get(job.id);
  }

  /**
   * Gives an external job a script: its first version, used from the next start on. The run goes on. Throws JOB_NOT_EXTERNAL,
   * JOB_HAS_NO_STATEMENT, JOB_OPTION_IS_SETTING, SQL_RESERVED_KEY and what checking a script throws.
   */
  async bind(jobId: string, input: z.output<typeof JobBind>, actor: string): Promise<JobDetail> {
    const { journal, clock, clusters, submitter, reader, reconciler } = this.#deps;
    submitter.countSteps(input.script, input.settings);
    checkNewOptions(input.settings.options);
    await journal.transaction(async (tx, record) => {
      const job = await openJob(tx, jobId, {});
      if (job.kind !== 'external') {
        throw new LiusuError(
          'JOB_NOT_EXTERNAL',
          words(`作业 ${job.name} 有自己的脚本。`, `The job ${job.name} has a script of its own.`),
        );
      }
      const now = isoOf(clock.nowMs());
      const settings = JSON.stringify(input.settings);
      const version = 1;
      await insertVersion(tx, {
        job_id: job.id,
        version,
        script: input.script,
        settings,
        engine: clusters.get(job.cluster_id).engine,
        created_at: now,
        created_by: actor,
      });
      await updateJob(tx, job.id, {
        kind: 'sql',
        draft_script: input.script,
        draft_settings: settings,
        draft_revision: job.draft_revision + 1,
        desired_version: version,
        latest_version: version,
        updated_at: now,
      });
      const run = await findNewestRun(tx, job.id);
      if (run !== undefined) await updateRun(tx, run.id, { version });
      await record(job, {
        kind: 'job.bound',
        runId: run?.id ?? null,
        params: { version },
        reason: 'A script was bound to the job: the next start uses it.',
        actor,
      });
    });
    reconciler.wake(jobId);
    return reader.get(jobId);
  }
}

function notAdoptable(flinkJobId: string, why: Words): LiusuError {
  const told = words(
    `不能接管 Flink 作业 ${flinkJobId}：它${why.zh}。`,
    `The Flink job ${flinkJobId} cannot be taken over: it ${why.en}.`,
  );
  return new LiusuError('FLINK_JOB_NOT_ADOPTABLE', told, { params: { flinkJobId } });
}

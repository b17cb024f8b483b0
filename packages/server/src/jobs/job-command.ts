/** What all commands on jobs share: what they work with, how they are conditioned, and how they refuse. */
import type { Job } from '@liusu/contract/job';
import { isTerminal, Phase, phaseWords } from '@liusu/contract/lifecycle';

import type { ClusterHandle, ClusterRegistry } from '../clusters/cluster-handle.ts';
import type { Database, Db } from '../db/database.ts';
import type { Clock } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { type Words, words } from '../lib/words.ts';
import type { EventBus } from '../lib/event-bus.ts';
import type { SqlSubmitter } from '../sql/submission.ts';
import type { JobEraser } from './job-eraser.ts';
import type { JobReader } from './job-reader.ts';
import { findJobForUpdate, type JobRow } from './job-repository.ts';
import type { Journal } from './journal.ts';
import { noSuchJob } from './no-such-job.ts';
import type { Reconciler } from './reconciler.ts';
import type { RunRow } from './run-repository.ts';
import type { Observations } from './controller-context.ts';
import type { StateFiles } from './state-files.ts';
import type { UpgradeVerdicts } from './upgrade-verdicts.ts';

export interface CommandDeps {
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
  verdicts: UpgradeVerdicts;
  observations: Observations;
}

export interface CommandOptions {
  /** The generation the caller saw: another one is refused with GENERATION_MISMATCH. */
  ifMatch?: number | undefined;
  /** Done in the transaction of the command: what is written here is written exactly when the command took effect. */
  also?: ((tx: Db, told: CommandTold) => Promise<void>) | undefined;
}

export interface CommandTold {
  generation: number;
  /** What the command made, when not only a change of the job. */
  subjectId?: string;
}

/** The job, if it is neither deleted nor being deleted, at the generation the caller saw. */
export async function openJob(tx: Db, jobId: string, options: CommandOptions): Promise<JobRow> {
  const job = await findJobForUpdate(tx, jobId);
  if (job === undefined || job.deleting !== null) throw noSuchJob(jobId);
  if (options.ifMatch !== undefined && options.ifMatch !== job.generation) {
    throw new LiusuError(
      'GENERATION_MISMATCH',
      words(
        `期间有人操作了作业 ${job.name}：它的代次是 ${job.generation}，不是 ${options.ifMatch}。`,
        `Somebody commanded the job ${job.name} in the meantime: its generation is ${job.generation}, not ${options.ifMatch}.`,
      ),
      { params: { generation: job.generation } },
    );
  }
  return job;
}

export function nameTaken(name: string): LiusuError {
  const told = words(`项目里已有名为 ${name} 的作业。`, `A job named ${name} exists in the project.`);
  return new LiusuError('NAME_TAKEN', told, { params: { name } });
}

/** Throws JOB_EXTERNAL for a job that others started and that has no script of its own. */
export function checkBound(job: Pick<JobRow, 'kind' | 'name'>): void {
  if (job.kind === 'external') {
    throw new LiusuError(
      'JOB_EXTERNAL',
      words(
        `作业 ${job.name} 由外部启动，没有自己的脚本。`,
        `The job ${job.name} was started by others and has no script of its own.`,
      ),
    );
  }
}

/** What keeps a command from being taken: the phase the job is in. */
export function isInPhase(name: string, phase: string): Words {
  const { zh, en } = phaseWords[Phase.parse(phase)];
  return words(`作业 ${name} 当前${zh}。`, `The job ${name} is ${en.toLowerCase()}.`);
}

export function isActive(run: RunRow | undefined): run is RunRow {
  return run !== undefined && !isTerminal(Phase.parse(run.phase));
}

/** Wakes the controller and answers with the job as it now is. */
export async function commanded(deps: CommandDeps, jobId: string): Promise<Job> {
  deps.reconciler.wake(jobId);
  return deps.reader.view(jobId);
}

export function draftMismatch(job: JobRow): LiusuError {
  const told = words(`${job.name} 的草稿期间被改过。`, `The draft of ${job.name} was changed in the meantime.`);
  return new LiusuError('GENERATION_MISMATCH', told, {
    params: { draftRevision: job.draft_revision },
  });
}

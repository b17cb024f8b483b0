/**
 * What people do to jobs. A command checks, writes what is wanted with its event in one transaction, and wakes the controller:
 * nothing here calls Flink. What each does stands in the file it comes from. `actor`: the user's name.
 */
import type {
  Job,
  JobDetail,
  JobRescale,
  JobRestart,
  JobRollback,
  JobStart,
  JobStop,
  JobUpgrade,
  JobWriteOff,
  Savepoint,
} from '@liusu/contract/job';
import type { z } from 'zod';

import type { CommandDeps, CommandOptions } from './job-command.ts';
import { JobDrafts } from './job-drafts.ts';
import { rescaleJob, restartJob, rollbackJob, upgradeJob } from './plan-commands.ts';
import { startJob, stopJob } from './run-commands.ts';
import { writeOffRun } from './write-off.ts';
import { requestSavepointDelete, triggerSavepoint } from './savepoint-commands.ts';

export class JobService {
  readonly drafts: JobDrafts;
  readonly #deps: CommandDeps;

  constructor(deps: CommandDeps) {
    this.#deps = deps;
    this.drafts = new JobDrafts(deps);
  }

  create(...args: Parameters<JobDrafts['create']>): Promise<JobDetail> {
    return this.drafts.create(...args);
  }

  start(jobId: string, input: z.output<typeof JobStart>, actor: string, options: CommandOptions = {}): Promise<Job> {
    return startJob(this.#deps, jobId, input, actor, options);
  }

  stop(jobId: string, input: z.output<typeof JobStop>, actor: string, options: CommandOptions = {}): Promise<Job> {
    return stopJob(this.#deps, jobId, input, actor, options);
  }

  restart(
    jobId: string,
    input: z.output<typeof JobRestart>,
    actor: string,
    options: CommandOptions = {},
  ): Promise<Job> {
    return restartJob(this.#deps, jobId, input, actor, options);
  }

  upgrade(
    jobId: string,
    input: z.output<typeof JobUpgrade>,
    actor: string,
    options: CommandOptions = {},
  ): Promise<Job> {
    return upgradeJob(this.#deps, jobId, input, actor, options);
  }

  rollback(
    jobId: string,
    input: z.output<typeof JobRollback>,
    actor: string,
    options: CommandOptions = {},
  ): Promise<Job> {
    return rollbackJob(this.#deps, jobId, input, actor, options);
  }

  rescale(
    jobId: string,
    input: z.output<typeof JobRescale>,
    actor: string,
    options: CommandOptions = {},
  ): Promise<Job> {
    return rescaleJob(this.#deps, jobId, input, actor, options);
  }

  writeOffRun(
    jobId: string,
    input: z.output<typeof JobWriteOff>,
    actor: string,
    options: CommandOptions = {},
  ): Promise<Job> {
    return writeOffRun(this.#deps, jobId, input, actor, options);
  }

  triggerSavepoint(jobId: string, actor: string, options: CommandOptions = {}): Promise<Savepoint> {
    return triggerSavepoint(this.#deps, jobId, actor, options);
  }

  deleteSavepoint(jobId: string, savepointId: string, actor: string, options: CommandOptions = {}): Promise<Savepoint> {
    return requestSavepointDelete(this.#deps, jobId, savepointId, actor, options);
  }
}

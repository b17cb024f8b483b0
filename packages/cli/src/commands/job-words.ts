/** What the commands on jobs share: finding a job, conditions of a command, and how jobs and plans are put in words. */
import { randomUUID } from 'node:crypto';

import type { LiusuClient } from '@liusu/contract/client';
import { idOf } from '@liusu/contract/ids';
import type { Job, JobPlan, Restore } from '@liusu/contract/job';
import type { PlanKind, PlanState, PlanStepKind } from '@liusu/contract/job-plan';
import { planKindWords, planStateWords, planStepWords } from '@liusu/contract/plan-text';
import { projectName } from '@liusu/contract/project-name';
import type { Project } from '@liusu/contract/user';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import { type CommandContext, inWords } from '../command-context.ts';
import { allJobs, phaseWord, summaryOf } from '../job-summary.ts';
import { text } from '../language.ts';
import { projectOf } from '../platform-connection.ts';

export interface ProjectOption {
  project?: string;
}

export interface ConditionOptions {
  /** Generation of the job that was seen. */
  ifMatch?: number;
}

/** Sent with every command: a key of its own, so that one sent again is not done again, and the generation when it was named. */
export function conditions(options: ConditionOptions): { idempotencyKey: string; ifMatch?: string } {
  return {
    idempotencyKey: randomUUID(),
    ...(options.ifMatch === undefined ? {} : { ifMatch: String(options.ifMatch) }),
  };
}

export async function jobOf(client: LiusuClient, nameOrId: string, options: ProjectOption): Promise<Job> {
  if (/^job_[0-9a-z]+$/.test(nameOrId)) return client.call('getJob', { params: { jobId: nameOrId } });
  const project = await projectOf(client, options.project);
  const job = (await allJobs(client, project.id)).find((item) => item.name === nameOrId);
  if (job === undefined) throw noSuchJob(nameOrId, project);
  return job;
}

export function noSuchJob(name: string, project: Project): LiusuError {
  const told = text(
    `项目 ${projectName(project, 'zh')} 中没有作业 ${name}`,
    `there is no job ${name} in the project ${projectName(project, 'en')}`,
  );
  return new LiusuError('NOT_FOUND', told);
}

/** See `phaseWord` of job-summary.ts. */
export function phaseOf(context: CommandContext, job: Job): string {
  return phaseWord(summaryOf(job), context.language);
}

/** What was asked for, in Chinese; its code in English. */
export function desiredOf(context: CommandContext, { desired }: Pick<Job, 'desired'>): string {
  return inWords(context, text(desired.state === 'RUNNING' ? '运行' : '停止', desired.state));
}

/** What a plan is, the state it is in and its steps: in Chinese in words, in English by their codes. */
export const planText = {
  kind: (context: CommandContext, kind: PlanKind) => inWords(context, text(planKindWords[kind].zh, kind)),
  state: (context: CommandContext, state: PlanState) => inWords(context, text(planStateWords[state].zh, state)),
  step: (context: CommandContext, step: PlanStepKind) => inWords(context, text(planStepWords[step].zh, step)),
};

export function parallelismLine(context: CommandContext, job: Pick<Job, 'parallelism'>): string {
  const { requested, actual } = job.parallelism;
  return inWords(
    context,
    text(
      `并行度：要求 ${requested}${actual === null ? '' : `，实际 ${actual}`}`,
      `parallelism: ${requested} asked for${actual === null ? '' : `, ${actual} in fact`}`,
    ),
  );
}

/** Lines that show a plan: its steps, why it failed, and what can be done. */
export function planLines(context: CommandContext, plan: JobPlan): string[] {
  const marks = { pending: ' ', active: '>', done: 'x', failed: '!', skipped: '-' };
  return [
    `${planText.kind(context, plan.kind)} ${plan.fromVersion ?? '-'} → ${plan.toVersion}  ${planText.state(context, plan.state)}`,
    ...plan.steps.map(
      (step) =>
        `  [${marks[step.state]}] ${planText.step(context, step.kind)}${step.since === null ? '' : `  ${step.since}`}`,
    ),
    ...(plan.failure === null
      ? []
      : [
          `  ${inWords(context, text('原因', 'cause'))}: ${planText.step(context, plan.failure.step)}: ${plan.failure.reason}`,
        ]),
    ...plan.offers.map((offer) => `  ${inWords(context, text('可以', 'you can'))}: ${offerWords(context, offer)}`),
  ];
}

function offerWords(context: CommandContext, offer: JobPlan['offers'][number]): string {
  if (offer.kind === 'retry') return inWords(context, text('再试一次', 'try it again'));
  const span =
    offer.replay === null
      ? ''
      : inWords(
          context,
          text(
            `（${offer.replay.from} 至 ${offer.replay.to ?? '现在'} 之间的数据会再处理一次）`,
            ` (what was processed from ${offer.replay.from} to ${offer.replay.to ?? 'now'} is processed again)`,
          ),
        );
  return `liusu job rollback --mode ${offer.mode}${span}`;
}

/** `latest`, `none`, or the id of a savepoint or retained checkpoint. Throws OPTION_INVALID. */
export function restoreOf(from: string): Restore {
  if (from === 'latest' || from === 'none') return { kind: from };
  const savepointId = idOf('savepoint').safeParse(from);
  if (savepointId.success) return { kind: 'savepoint', savepointId: savepointId.data };
  throw new LiusuError(
    'OPTION_INVALID',
    text(
      `--from 可以是 latest（最新状态）、none（不带状态），或保存点、检查点的编号（svp_…，见 liusu job savepoint list）；不能是 ${from}`,
      `--from takes latest, none, or the id of a savepoint or checkpoint (svp_…, see liusu job savepoint list), not ${from}`,
    ),
  );
}

/** `liusu job publish|restart|upgrade|rollback|rescale|plans` */
import { ApiError, type LiusuClient } from '@liusu/contract/client';
import type { Job, JobDetail } from '@liusu/contract/job';
import type { SqlDiagnostic } from '@liusu/contract/sql';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import { type CommandContext, inWords, printList, printResult, say } from '../command-context.ts';
import { whenEngineIsReady } from '../engine-wait.ts';
import { text } from '../language.ts';
import { connect } from '../platform-connection.ts';
import { until } from '../until.ts';
import {
  conditions,
  type ConditionOptions,
  jobOf,
  parallelismLine,
  phaseOf,
  planLines,
  planText,
  type ProjectOption,
  restoreOf,
} from './job-words.ts';
import { findingLines, findingOf } from './sql-commands.ts';

export interface ChangeOptions extends ProjectOption, ConditionOptions {
  wait?: boolean;
}

export async function publishJob(context: CommandContext, nameOrId: string, options: ChangeOptions) {
  const { client } = connect(context);
  const { id } = await jobOf(client, nameOrId, options);
  await warnOfErrors(context, client, await client.call('getJob', { params: { jobId: id } }));
  const job = await client.call('publishJob', { params: { jobId: id }, body: {}, ...conditions(options) });
  printResult(context, job, () => [
    inWords(
      context,
      text(
        `${job.name} 的最新版本是 ${job.latestVersion}。`,
        `the latest version of ${job.name} is ${job.latestVersion}.`,
      ),
    ),
  ]);
}

/** A version with errors is published as any other; Flink refuses it later, so it is told now. */
async function warnOfErrors(context: CommandContext, client: LiusuClient, job: JobDetail): Promise<void> {
  if (job.kind !== 'sql') return;
  const body = { script: job.script, clusterId: job.clusterId, settings: job.settings };
  let diagnostics: SqlDiagnostic[];
  try {
    ({ diagnostics } = await client.call('validateSql', { params: { projectId: job.projectId }, body }));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    say(
      context,
      text(`警告：发布前未能校验脚本（${error.code}）。`, `warning: the script could not be checked (${error.code}).`),
    );
    return;
  }
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  const count = errors.length === 1 ? '1 error' : `${errors.length} errors`;
  say(
    context,
    text(
      `警告：脚本有 ${errors.length} 处错误，启动时会被 Flink 拒绝：`,
      `warning: the script has ${count}; Flink will refuse it when it is started:`,
    ),
  );
  for (const item of errors) {
    for (const line of findingLines(job.name, findingOf(item, context.language))) process.stderr.write(`${line}\n`);
  }
}

export async function restartJob(
  context: CommandContext,
  nameOrId: string,
  options: ChangeOptions & { cancel?: boolean },
) {
  const { client } = connect(context);
  const { id } = await jobOf(client, nameOrId, options);
  const body = { stop: stopOf(options) };
  const job = await client.call('restartJob', { params: { jobId: id }, body, ...conditions(options) });
  await reportPlan(context, client, job, options);
}

export interface UpgradeOptions extends ChangeOptions {
  version?: number;
  allow: 'compatible' | 'partly' | 'any';
  cancel?: boolean;
  from: string;
}

export async function upgradeJob(context: CommandContext, nameOrId: string, options: UpgradeOptions) {
  const { client } = connect(context);
  const { id } = await jobOf(client, nameOrId, options);
  const body = {
    ...(options.version === undefined ? {} : { version: options.version }),
    allow: options.allow,
    stop: stopOf(options),
    restore: restoreOf(options.from),
  };
  const job = await whenEngineIsReady(context, () =>
    client.call('upgradeJob', { params: { jobId: id }, body, ...conditions(options) }),
  );
  await reportPlan(context, client, job, options);
}

export async function rollbackJob(
  context: CommandContext,
  nameOrId: string,
  options: ChangeOptions & { mode: 'from-new-state' | 'from-old-savepoint'; allow: UpgradeOptions['allow'] },
) {
  const { client } = connect(context);
  const { id } = await jobOf(client, nameOrId, options);
  const body = { mode: options.mode, allow: options.allow };
  const job = await whenEngineIsReady(context, () =>
    client.call('rollbackJob', { params: { jobId: id }, body, ...conditions(options) }),
  );
  await reportPlan(context, client, job, options);
}

export async function rescaleJob(
  context: CommandContext,
  nameOrId: string,
  parallelism: number,
  options: ChangeOptions,
) {
  const { client } = connect(context);
  const { id } = await jobOf(client, nameOrId, options);
  const asked = await client.call('rescaleJob', {
    params: { jobId: id },
    body: { parallelism },
    ...conditions(options),
  });
  const job = options.wait === true ? await until(() => rescaled(client, asked, parallelism)) : asked;
  printResult(context, job, () => [parallelismLine(context, job)]);
  const { actual } = job.parallelism;
  if (options.wait === true && actual !== null && actual !== parallelism) {
    throw new LiusuError(
      'JOB_FAILED',
      text(
        `${job.name} 以并行度 ${actual} 运行，而不是 ${parallelism}：槽位不够，或草稿的选项另有规定。`,
        `${job.name} runs with parallelism ${actual}, not ${parallelism}: there are too few slots, or its options say otherwise.`,
      ),
    );
  }
}

/** The job once it runs with the parallelism asked for, or does not run at all. */
async function rescaled(client: LiusuClient, asked: Job, parallelism: number): Promise<Job | undefined> {
  const job = await client.call('getJob', { params: { jobId: asked.id } });
  if (job.parallelism.requested !== parallelism) return job;
  if (job.plan?.state === 'ACTIVE' || job.plan?.state === 'ROLLING_BACK') return undefined;
  // A plan that ended leads to no other parallelism.
  const isOver = job.plan?.kind === 'rescale' && job.plan.id !== asked.plan?.id && job.parallelism.actual !== null;
  return job.desired.state === 'STOPPED' || job.parallelism.actual === parallelism || isOver ? job : undefined;
}

export async function listPlans(context: CommandContext, nameOrId: string, options: ProjectOption) {
  const { client } = connect(context);
  const { id } = await jobOf(client, nameOrId, options);
  const { items } = await client.call('listPlans', { params: { jobId: id } });
  printList(
    context,
    items,
    [
      [text('开始', 'since'), (plan) => plan.since],
      [text('变更', 'kind'), (plan) => planText.kind(context, plan.kind)],
      [text('状态', 'state'), (plan) => planText.state(context, plan.state)],
      [text('版本', 'version'), (plan) => `${plan.fromVersion ?? '-'} → ${plan.toVersion}`],
      [text('操作者', 'actor'), (plan) => plan.actor],
      [
        text('失败于', 'failed at'),
        (plan) => (plan.failure === null ? '' : `${planText.step(context, plan.failure.step)}: ${plan.failure.reason}`),
      ],
      [text('编号', 'id'), (plan) => plan.id],
    ],
    text('还没有变更。', 'There were no changes.'),
  );
}

/** Prints the plan as it is, or once it has ended; one that did not succeed is an error. */
async function reportPlan(context: CommandContext, client: LiusuClient, asked: Job, options: ChangeOptions) {
  const planId = asked.plan?.id;
  const job =
    options.wait === true
      ? await until(async () => {
          const now = await client.call('getJob', { params: { jobId: asked.id } });
          const isOpen = now.plan?.state === 'ACTIVE' || now.plan?.state === 'ROLLING_BACK';
          return now.plan?.id === planId && isOpen ? undefined : now;
        })
      : asked;
  printResult(context, job, () => [
    `${job.name}  ${phaseOf(context, job)}`,
    ...(job.plan === null ? [] : planLines(context, job.plan)),
  ]);
  const { plan } = job;
  if (plan?.state === 'FAILED' || plan?.state === 'ROLLED_BACK') {
    throw new LiusuError(
      'JOB_FAILED',
      plan.failure?.reason ?? text(`作业 ${job.name} 的变更没有成功`, `the ${plan.kind} of ${job.name} failed`),
    );
  }
}

function stopOf(options: { cancel?: boolean }): 'savepoint' | 'cancel' {
  return options.cancel === true ? 'cancel' : 'savepoint';
}

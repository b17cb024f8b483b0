/** `liusu job …` */
import type { LiusuClient } from '@liusu/contract/client';
import { conditionText } from '@liusu/contract/condition-text';
import type { Language } from '@liusu/contract/error-code';
import { type EventFormats, eventText } from '@liusu/contract/event-text';
import type { Job, JobEvent, JobMode } from '@liusu/contract/job';
import { isRefused, type OperatorVerdict, type UpgradeOutcome } from '@liusu/contract/upgrade';
import { waitTexts } from '@liusu/contract/wait-code';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import { type CommandContext, inWords, printList, printResult } from '../command-context.ts';
import { whenEngineIsReady } from '../engine-wait.ts';
import { allJobs, phaseIn } from '../job-summary.ts';
import { text, type Text } from '../language.ts';
import { connect, projectOf } from '../platform-connection.ts';
import { readInput } from '../read-input.ts';
import { tableLines } from '../table.ts';
import { bytesText } from '../units.ts';
import { until } from '../until.ts';
import { hasComeToRest, isLeftFromBefore } from './command-end.ts';
import { chosenCluster, clusterOf } from './cluster-commands.ts';
import {
  type ConditionOptions,
  conditions,
  desiredOf,
  jobOf,
  parallelismLine,
  phaseOf,
  planLines,
  type ProjectOption,
  restoreOf,
} from './job-words.ts';
import { findingLines, findingOf } from './sql-commands.ts';

export async function listJobs(context: CommandContext, options: ProjectOption) {
  const { client } = connect(context);
  const jobs = await allJobs(client, (await projectOf(client, options.project)).id);
  printList(
    context,
    jobs,
    [
      [text('名称', 'name'), (job) => job.name],
      [text('阶段', 'phase'), (job) => phaseOf(context, job)],
      [text('应为', 'desired'), (job) => desiredOf(context, job)],
      [text('集群', 'cluster'), (job) => job.clusterName],
      [text('并行度', 'parallelism'), (job) => parallelismWord(job)],
      [text('入/出 条每秒', 'in/out per s'), (job) => `${rate(job.recordsInPerS)}/${rate(job.recordsOutPerS)}`],
      [text('编号', 'id'), (job) => job.id],
    ],
    text('还没有作业。', 'There are no jobs.'),
  );
}

/** What was asked for, with what Flink really runs it with where that differs. */
function parallelismWord({ parallelism: { requested, actual } }: Job): string {
  return actual === null || actual === requested ? String(requested) : `${actual}/${requested}`;
}

function rate(perS: number | null): string {
  return perS === null ? '-' : perS.toFixed(perS < 10 ? 1 : 0);
}

export async function showJob(context: CommandContext, nameOrId: string, options: ProjectOption) {
  const { client } = connect(context);
  const { id } = await jobOf(client, nameOrId, options);
  const job = await client.call('getJob', { params: { jobId: id } });
  printResult(context, job, () => [
    `${job.name}  ${job.id}`,
    `${inWords(context, text('阶段', 'phase'))}: ${phaseOf(context, job)}  ${inWords(context, text('应为', 'desired'))}: ${desiredOf(context, job)}`,
    ...(job.waiting === null ? [] : [waitingLine(context, job.waiting)]),
    `${inWords(context, text('代次', 'generation'))}: ${job.desired.generation}`,
    parallelismLine(context, job),
    ...job.conditions.flatMap((condition) => [
      `! ${conditionText(condition, context.language)} (${condition.code})`,
      ...(condition.cause === null ? [] : [`    ${condition.cause}`]),
    ]),
    ...(job.plan === null ? [] : planLines(context, job.plan)),
    ...(job.run === null ? [] : runLines(context, job.run)),
    ...(job.run?.failure == null ? [] : [`${inWords(context, text('原因', 'cause'))}: ${job.run.failure.message}`]),
    '',
    inWords(context, draftTitle(job)),
    job.script,
  ]);
}

/** What runs, or ran last: its version, since when, and the state it began with. */
function runLines(context: CommandContext, run: NonNullable<Job['run']>): string[] {
  const { number, version, startedAt, endedAt, restoredFrom } = run;
  const span = endedAt === null ? startedAt : `${startedAt} – ${endedAt}`;
  return [
    inWords(
      context,
      text(
        `第 ${number} 次运行：版本 ${version}，${span}，${restoredFrom === null ? '不带状态' : `恢复自 ${restoredFrom}`}`,
        `run ${number}: version ${version}, ${span}, ${restoredFrom === null ? 'without state' : `from ${restoredFrom}`}`,
      ),
    ),
    `Flink JobID: ${run.flinkJobId}`,
  ];
}

function draftTitle({ latestVersion, draftChanged }: Job): Text {
  if (latestVersion === null) return text('草稿（尚未发布）：', 'draft, not published yet:');
  return draftChanged
    ? text(
        `草稿（与最新版本 ${latestVersion} 不同）：`,
        `draft, which differs from the latest version, ${latestVersion}:`,
      )
    : text(`草稿（即最新版本 ${latestVersion}）：`, `draft, which is the latest version, ${latestVersion}:`);
}

function waitingLine(context: CommandContext, { code, message }: NonNullable<Job['waiting']>): string {
  return inWords(context, text(`等待: ${waitTexts[code].zh}`, `waiting: ${message}`));
}

export interface JobCreateOptions extends ProjectOption {
  mode?: JobMode;
  parallelism?: number;
  cluster?: string;
  /** Chooses the cluster that runs it. */
  engine?: string;
  folder?: string;
  start?: boolean;
}

export async function createJob(context: CommandContext, name: string, file: string, options: JobCreateOptions) {
  const { client } = connect(context);
  const script = readInput(file);
  const project = await projectOf(client, options.project);
  const cluster = await chosenCluster(client, options);
  const job = await client.call('createJob', {
    params: { projectId: project.id },
    body: {
      name,
      script,
      ...(options.folder === undefined ? {} : { folder: options.folder }),
      ...(cluster === undefined ? {} : { clusterId: cluster.id }),
      settings: {
        ...(options.mode === undefined ? {} : { mode: options.mode }),
        ...(options.parallelism === undefined ? {} : { parallelism: options.parallelism }),
      },
    },
  });
  if (options.start === true) await client.call('startJob', { params: { jobId: job.id }, body: {} });
  printResult(context, job, () => [`${job.name}  ${job.id}`]);
}

/** Replaces the script of the draft. What runs is not touched: `upgrade` or `start` takes the draft over. */
export async function editJob(context: CommandContext, nameOrId: string, file: string, options: ProjectOption) {
  const { client } = connect(context);
  const { id } = await jobOf(client, nameOrId, options);
  const job = await client.call('updateJob', { params: { jobId: id }, body: { script: readInput(file) } });
  printResult(context, job, () => [
    inWords(
      context,
      job.draftChanged
        ? text(`${job.name} 的草稿已更新`, `the draft of ${job.name} was changed`)
        : text(`${job.name} 的草稿与最新版本相同`, `the draft of ${job.name} is as its latest version`),
    ),
  ]);
}

export async function adoptJob(
  context: CommandContext,
  cluster: string,
  flinkJobId: string,
  name: string,
  options: ProjectOption,
) {
  const { client } = connect(context);
  const project = await projectOf(client, options.project);
  const clusterId = (await clusterOf(client, cluster)).id;
  const body = { projectId: project.id, name };
  const job = await client.call('adoptJob', { params: { clusterId, flinkJobId }, body });
  printResult(context, job, () => [`${job.name}  ${job.id}`]);
}

export interface JobBindOptions extends ProjectOption {
  mode?: JobMode;
  parallelism?: number;
}

export async function bindJob(context: CommandContext, nameOrId: string, file: string, options: JobBindOptions) {
  const { client } = connect(context);
  const { id, settings } = await jobOf(client, nameOrId, options);
  const script = readInput(file);
  const body = {
    script,
    settings: { mode: options.mode ?? settings.mode, parallelism: options.parallelism ?? settings.parallelism },
  };
  const job = await client.call('bindJob', { params: { jobId: id }, body });
  printResult(context, job, () => [`${job.name}  ${phaseOf(context, job)}`]);
}

export interface JobStartOptions extends ProjectOption, ConditionOptions {
  /** `latest`, `none`, or the id of a savepoint or retained checkpoint. */
  from: string;
  version?: number;
  /** ISO 8601. */
  sourceTime?: string;
  allowNonRestored?: boolean;
  wait?: boolean;
}

export async function startJob(context: CommandContext, nameOrId: string, options: JobStartOptions) {
  const { client } = connect(context);
  const { id } = await jobOf(client, nameOrId, options);
  const job = await client.call('startJob', {
    params: { jobId: id },
    body: {
      restore: restoreOf(options.from),
      allowNonRestored: options.allowNonRestored === true,
      ...(options.version === undefined ? {} : { version: options.version }),
      ...(options.sourceTime === undefined ? {} : { sourceTime: options.sourceTime }),
    },
    ...conditions(options),
  });
  await report(context, client, job, options.wait === true);
}

export interface JobStopOptions extends ProjectOption, ConditionOptions {
  cancel?: boolean;
  drain?: boolean;
  wait?: boolean;
}

export async function stopJob(context: CommandContext, nameOrId: string, options: JobStopOptions) {
  const { client } = connect(context);
  const { id } = await jobOf(client, nameOrId, options);
  const job = await client.call('stopJob', {
    params: { jobId: id },
    body: { mode: options.cancel === true ? 'cancel' : options.drain === true ? 'drain' : 'savepoint' },
    ...conditions(options),
  });
  await report(context, client, job, options.wait === true);
}

/** Prints that the command was accepted, or the job once it has come to rest under it. */
async function report(context: CommandContext, client: LiusuClient, job: Job, wait: boolean) {
  if (!wait) {
    const accepted =
      job.desired.state === 'RUNNING' ? text('已接受启动', 'start accepted') : text('已接受停止', 'stop accepted');
    const phase = isLeftFromBefore(job) ? '' : `  ${phaseOf(context, job)}`;
    printResult(context, job, () => [`${job.name}  ${inWords(context, accepted)}${phase}`]);
    return;
  }
  const last = await until(async () => {
    const now = await client.call('getJob', { params: { jobId: job.id } });
    return hasComeToRest(job, now) ? now : undefined;
  });
  printResult(context, last, () => [`${last.name}  ${phaseOf(context, last)}`]);
  if (last.phase === 'FAILED' && !isLeftFromBefore(last))
    throw new LiusuError(
      'JOB_FAILED',
      last.run?.failure?.message ?? text(`作业 ${last.name} 失败`, `the job ${last.name} failed`),
    );
  if (job.desired.state === 'STOPPED' && last.desired.state === 'RUNNING')
    throw new LiusuError(
      'SAVEPOINT_FAILED',
      text(
        `${last.name} 没有停下：保存点失败，作业继续运行。`,
        `${last.name} was not stopped: its savepoint failed, and it goes on.`,
      ),
    );
  if (last.phase === 'LOST' || last.phase === 'UNKNOWN')
    throw new LiusuError(
      'CONFLICT',
      text(
        `${last.name} 的运行结束于“${phaseIn(last.phase, 'zh')}”；见 liusu job events ${last.name}`,
        `the run of ${last.name} ended as ${last.phase}; see liusu job events ${last.name}`,
      ),
    );
}

export async function listJobEvents(
  context: CommandContext,
  nameOrId: string,
  options: ProjectOption & { limit: number },
) {
  const { client } = connect(context);
  const { id } = await jobOf(client, nameOrId, options);
  const { items } = await client.call('listJobEvents', { params: { jobId: id }, query: { limit: options.limit } });
  printList(
    context,
    items,
    [
      [text('时间', 'time'), (event) => event.at],
      [text('事件', 'event'), (event) => event.kind],
      [text('阶段', 'phase'), (event) => phaseChange(event, context.language)],
      [text('操作者', 'actor'), (event) => event.actor],
      [text('说明', 'reason'), (event) => eventWords(event, context.language)],
    ],
    text('还没有事件。', 'There are no events.'),
  );
}

function phaseChange({ from, to }: JobEvent, language: Language): string {
  return to === null ? '' : `${from === null ? '' : phaseIn(from, language)} → ${phaseIn(to, language)}`;
}

/** The server's words are English and fuller; in Chinese they stand behind the sentence where something went wrong. */
function eventWords(event: JobEvent, language: Language): string {
  if (language === 'en' && event.reason !== '') return event.reason;
  const told = eventText(event, language, eventFormats);
  return event.severity === 'info' || event.reason === '' ? told : `${told}：${event.reason}`;
}

const eventFormats: EventFormats = {
  bytes: (bytes) => (bytes === null ? '–' : bytesText(bytes)),
  instant: (at) => at,
};

export async function deleteJob(
  context: CommandContext,
  nameOrId: string,
  options: ProjectOption & { state?: boolean },
) {
  const { client } = connect(context);
  const job = await jobOf(client, nameOrId, options);
  const result = await client.call('deleteJob', {
    params: { jobId: job.id },
    query: { state: options.state === true ? 'delete' : 'keep' },
  });
  printResult(context, result, () => [
    inWords(context, text(`已删除作业 ${job.name}。`, `deleted the job ${job.name}.`)),
    ...result.keptPaths.map((path) => `${inWords(context, text('保留', 'kept'))}: ${path}`),
  ]);
}

/** Prints what would become of each operator's state. Ends well whatever the verdict: it is the answer, not a failure. */
export async function checkUpgrade(
  context: CommandContext,
  nameOrId: string,
  options: ProjectOption & { version?: number },
) {
  const { client } = connect(context);
  const { id } = await jobOf(client, nameOrId, options);
  const query = options.version === undefined ? {} : { version: options.version };
  const verdict = await whenEngineIsReady(context, () => client.call('checkUpgrade', { params: { jobId: id }, query }));
  const headings = [text('状态', 'state'), text('算子', 'operator'), text('说明', 'reason')];
  const rows = verdict.operators.map((one) => [
    inWords(context, stateWords[one.state]),
    one.operator,
    inWords(context, one.text),
  ]);
  printResult(context, verdict, () => [
    `${inWords(context, isRefused(verdict) ? notCompiled : outcomeWords[verdict.outcome])}: ${inWords(context, verdict.text)}`,
    ...verdict.errors.flatMap((error) => findingLines(nameOrId, findingOf(error, context.language))),
    ...(verdict.detail === null || verdict.errors.length > 0 ? [] : [verdict.detail]),
    ...(rows.length === 0
      ? []
      : tableLines(
          headings.map((heading) => inWords(context, heading)),
          rows,
        )),
  ]);
}

const notCompiled = text('无法编译', 'does not compile');
const outcomeWords: Record<UpgradeOutcome, Text> = {
  compatible: text('兼容', 'compatible'),
  partly: text('部分兼容', 'partly compatible'),
  incompatible: text('不兼容', 'incompatible'),
  'same-topology': text('拓扑相同', 'same topology'),
  unknown: text('无法判断', 'cannot tell'),
};

const stateWords: Record<OperatorVerdict['state'], Text> = {
  kept: text('保留', 'kept'),
  lost: text('丢弃', 'lost'),
  empty: text('从空开始', 'starts empty'),
};

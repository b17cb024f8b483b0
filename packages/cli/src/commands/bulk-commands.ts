/** `liusu job bulk …`: one command over many jobs. */
import { randomUUID } from 'node:crypto';

import { BulkCreate, type BulkAction, type BulkDetail } from '@liusu/contract/bulk';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import { type CommandContext, inWords, printList, printResult, say } from '../command-context.ts';
import { allJobs } from '../job-summary.ts';
import { text } from '../language.ts';
import { connect, projectOf } from '../platform-connection.ts';
import { until } from '../until.ts';
import { noSuchJob, type ProjectOption } from './job-words.ts';
import { tableLines } from '../table.ts';

export interface BulkOptions extends ProjectOption {
  all?: boolean;
  label?: string;
  concurrency?: number;
  wait?: boolean;
  cancel?: boolean;
  drain?: boolean;
  allow?: 'compatible' | 'partly' | 'any';
  version?: number;
  parallelism?: number;
  state?: boolean;
}

export async function runBulk(context: CommandContext, action: BulkAction, names: string[], options: BulkOptions) {
  const { client } = connect(context);
  const project = await projectOf(client, options.project);
  const jobs = await allJobs(client, project.id);
  const chosen = new Set<string>();
  for (const name of names) {
    const job = jobs.find((one) => one.name === name || one.id === name);
    if (job === undefined) throw noSuchJob(name, project);
    chosen.add(job.id);
  }
  const [key, value] = (options.label ?? '').split('=', 2);
  for (const job of jobs) {
    const isLabelled =
      key !== undefined && key !== '' && (value === undefined ? key in job.labels : job.labels[key] === value);
    if (options.all === true || isLabelled) chosen.add(job.id);
  }
  if (chosen.size === 0) {
    throw new LiusuError(
      'INVALID_INPUT',
      text('没有选中作业：写出名称，或用 --label、--all', 'no job is chosen: name some, or use --label or --all'),
    );
  }
  const body = BulkCreate.safeParse({
    action,
    options: optionsOf(action, options),
    jobIds: [...chosen],
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
  });
  if (!body.success) throw new LiusuError('INVALID_INPUT', body.error.issues.map((issue) => issue.message).join('; '));
  const params = { projectId: project.id };
  const asked = await client.call('createBulk', { params, body: body.data, idempotencyKey: randomUUID() });
  const bulk =
    options.wait === true
      ? await until(async () => {
          const now = await client.call('getBulk', { params: { ...params, bulkId: asked.id } });
          return now.state === 'RUNNING' ? undefined : now;
        })
      : asked;
  print(context, bulk);
  const failed = bulk.counts.FAILED;
  if (failed === 0) return;
  const all = bulk.items.length;
  throw new LiusuError(
    'BULK_PARTLY_FAILED',
    text(`${all} 个作业中有 ${failed} 个没有照做`, `${failed} of ${all} jobs did not do as asked`),
  );
}

function optionsOf(action: BulkAction, options: BulkOptions): Record<string, unknown> {
  const version = options.version === undefined ? {} : { version: options.version };
  const allow = options.allow === undefined ? {} : { allow: options.allow };
  switch (action) {
    case 'start':
      return version;
    case 'stop':
      return { mode: options.cancel === true ? 'cancel' : options.drain === true ? 'drain' : 'savepoint' };
    case 'restart':
      return { stop: options.cancel === true ? 'cancel' : 'savepoint' };
    case 'upgrade':
      return { ...version, ...allow, stop: options.cancel === true ? 'cancel' : 'savepoint' };
    case 'rescale':
      return { parallelism: options.parallelism };
    case 'delete':
      return { state: options.state === true ? 'delete' : 'keep' };
    case 'savepoint':
    case 'publish':
      return {};
  }
}

export async function listBulks(context: CommandContext, options: ProjectOption) {
  const { client } = connect(context);
  const project = await projectOf(client, options.project);
  const { items } = await client.call('listBulks', { params: { projectId: project.id } });
  printList(
    context,
    items,
    [
      [text('时间', 'time'), (bulk) => bulk.createdAt],
      [text('操作', 'action'), (bulk) => bulk.action],
      [text('状态', 'state'), (bulk) => bulk.state],
      [text('完成', 'done'), (bulk) => String(bulk.counts.DONE)],
      [text('失败', 'failed'), (bulk) => String(bulk.counts.FAILED)],
      [text('未完', 'open'), (bulk) => String(bulk.counts.PENDING + bulk.counts.ACCEPTED)],
      [text('操作者', 'actor'), (bulk) => bulk.actor],
      [text('编号', 'id'), (bulk) => bulk.id],
    ],
    text('还没有批量操作。', 'There were no bulk commands.'),
  );
}

export async function showBulk(context: CommandContext, bulkId: string, options: ProjectOption) {
  const { client } = connect(context);
  const project = await projectOf(client, options.project);
  print(context, await client.call('getBulk', { params: { projectId: project.id, bulkId } }));
}

export async function cancelBulk(context: CommandContext, bulkId: string, options: ProjectOption) {
  const { client } = connect(context);
  const project = await projectOf(client, options.project);
  const bulk = await client.call('cancelBulk', { params: { projectId: project.id, bulkId }, body: {} });
  say(context, text('未开始的作业已略过；已开始的会继续。', 'what had not begun is left out; what had goes on.'));
  print(context, bulk);
}

function print(context: CommandContext, bulk: BulkDetail): void {
  printResult(context, bulk, () => [
    `${bulk.action}  ${bulk.state}  ${bulk.id}`,
    ...tableLines(
      [text('作业', 'job'), text('结果', 'result'), text('说明', 'message')].map((word) => inWords(context, word)),
      bulk.items.map((item) => [
        item.jobName,
        item.state,
        [item.code, item.message].filter((part) => part !== null).join(': '),
      ]),
    ),
  ]);
}

/** `liusu source …`: outside systems, their tables, and how scripts refer to them. */
import type { LiusuClient } from '@liusu/contract/client';
import { messageIn } from '@liusu/contract/problem';
import {
  type BucketAccess,
  type Source,
  type SourceConnection,
  type SourceConnector,
  type SourceTable,
  type SourceTest,
} from '@liusu/contract/source';
import { sourceDdlNoteText } from '@liusu/contract/source-ddl-note';
import { sourceFaultText } from '@liusu/contract/source-fault';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import { type CommandContext, inWords, printList, printResult, say } from '../command-context.ts';
import { type Text, text } from '../language.ts';
import { connect, projectOf } from '../platform-connection.ts';
import { tableLines } from '../table.ts';
import { bytesText } from '../units.ts';
import type { ProjectOption } from './job-words.ts';
import { connectionOf, passwordOf, type SourceOptions } from './source-options.ts';

export interface TablesOptions extends ProjectOption {
  schema?: string;
  search?: string;
  limit?: number;
}

export interface DdlOptions extends ProjectOption {
  connector?: SourceConnector;
  as?: string;
}

interface Target {
  client: LiusuClient;
  projectId: string;
}

async function target(context: CommandContext, options: ProjectOption): Promise<Target> {
  const { client } = connect(context);
  return { client, projectId: (await projectOf(client, options.project)).id };
}

export async function listSources(context: CommandContext, options: ProjectOption) {
  const { client, projectId } = await target(context, options);
  const { items } = await client.call('listSources', { params: { projectId } });
  printList(
    context,
    items,
    [
      [text('名称', 'name'), (item) => item.name],
      [text('类型', 'kind'), (item) => item.kind],
      [text('地址', 'address'), (item) => item.address],
      [text('最近测试', 'last test'), (item) => lastTestWords(context, item)],
      [text('说明', 'description'), (item) => item.description],
    ],
    text('项目还没有数据源。', 'The project has no data sources.'),
  );
}

const bucketAccess: Record<BucketAccess, Text> = {
  READY: text('本机 Flink 已可用它打开 s3:// 路径', 'the local Flink opens its s3:// paths'),
  RESTART_NEEDED: text(
    '本机 Flink 重启后才能打开它：liusu cluster restart local（作业先做保存点，之后自动恢复）',
    'the local Flink opens it after a restart: liusu cluster restart local (jobs are stopped with savepoints and come back)',
  ),
  OTHER_SOURCE: text(
    '另一个数据源登记了同一个存储桶，Flink 用的是那个账号',
    'another data source names the same bucket, and Flink uses its account',
  ),
};

function bucketLines(context: CommandContext, source: Source): string[] {
  return source.bucketAccess === null ? [] : [`Flink: ${inWords(context, bucketAccess[source.bucketAccess])}`];
}

function lastTestWords(context: CommandContext, { lastTest }: Source): string {
  if (lastTest === null) return '-';
  const failed = lastTest.steps.find((step) => !step.ok)?.fault ?? null;
  const verdict = failed === null ? (lastTest.version ?? 'ok') : sourceFaultText(failed, context.language).title;
  return `${verdict} (${lastTest.at})`;
}

export async function addSource(context: CommandContext, name: string, options: SourceOptions) {
  const { kind } = options;
  if (kind === undefined) throw new LiusuError('INVALID_INPUT', text('需要 --kind', '--kind is needed'));
  const plain = connectionOf(kind, options);
  const password = await passwordOf(context, options, { isNew: true, hasAccount: plain.username !== '' });
  const connection: SourceConnection = password === undefined ? plain : { ...plain, password };
  const { client, projectId } = await target(context, options);
  if (options.check)
    requireGood(await client.call('testNewSource', { params: { projectId }, body: { connection } }), name);
  const body = { name, connection, ...descriptionOf(options) };
  const source = await client.call('createSource', { params: { projectId }, body });
  printResult(context, source, () => [
    inWords(context, text(`已添加数据源 ${name}，在脚本中写：`, `added the data source ${name}; in a script write:`)),
    ...source.fields.map(({ reference }) => `  ${reference}`),
    ...bucketLines(context, source),
  ]);
}

export async function editSource(context: CommandContext, name: string, options: SourceOptions) {
  const { client, projectId } = await target(context, options);
  const kept = await client.call('getSource', { params: { projectId, name } });
  const plain = connectionOf(kept.kind, options, kept.connection);
  const password = await passwordOf(context, options, { isNew: false, hasAccount: plain.username !== '' });
  const connection: SourceConnection = password === undefined ? plain : { ...plain, password };
  if (options.check)
    requireGood(await client.call('testNewSource', { params: { projectId }, body: { connection, name } }), name);
  const description = options.description ?? kept.description;
  const source = await client.call('putSource', { params: { projectId, name }, body: { connection, description } });
  printResult(context, source, () => [
    inWords(
      context,
      text(`已修改数据源 ${name}（${source.address}）`, `changed the data source ${name} (${source.address})`),
    ),
  ]);
}

/** Throws SOURCE_FAILED with the step that failed. */
function requireGood(test: SourceTest, name: string): void {
  const failed = test.steps.find((step) => !step.ok);
  if (failed === undefined || failed.fault === null) return;
  const { fault, message } = failed;
  const [zh, en] = [sourceFaultText(fault, 'zh').title, sourceFaultText(fault, 'en').title];
  const told = text(`${zh}（${failed.name}）：${message}。`, `${en} (${failed.name}): ${message}.`);
  throw new LiusuError('SOURCE_FAILED', told, {
    params: { source: name, fault },
  });
}

function descriptionOf({ description }: SourceOptions): { description?: string } {
  return description === undefined ? {} : { description };
}

export async function showSource(context: CommandContext, name: string, options: ProjectOption) {
  const { client, projectId } = await target(context, options);
  const source = await client.call('getSource', { params: { projectId, name } });
  printResult(context, source, () => [
    `${source.name}  ${source.kind}  ${source.address}`,
    ...(source.description === '' ? [] : [`  ${source.description}`]),
    `  ${inWords(context, text('最近测试', 'last test'))}: ${lastTestWords(context, source)}`,
    ...bucketLines(context, source).map((line) => `  ${line}`),
    ...tableLines(
      [inWords(context, text('在脚本中写', 'in a script')), inWords(context, text('值', 'value'))],
      source.fields.map(({ reference, value }) => [reference, value ?? '******']),
    ).map((line) => `  ${line}`),
  ]);
}

/** True when every step went well. */
export async function testSource(context: CommandContext, name: string, options: ProjectOption): Promise<boolean> {
  const { client, projectId } = await target(context, options);
  const result = await client.call('testSource', { params: { projectId, name }, body: {} });
  printResult(context, result, () =>
    result.steps.flatMap((step) => {
      const message = messageIn(step, context.language);
      const line = `${step.ok ? 'ok  ' : 'FAIL'}  ${step.name.padEnd(8)} ${`${step.ms} ms`.padStart(8)}  ${message}`;
      if (step.fault === null) return [line];
      const { title, remedy } = sourceFaultText(step.fault, context.language);
      return [line, `      ${title} (${step.fault})`, `      ${remedy}`];
    }),
  );
  return result.ok;
}

const pageSize = 500;

/** All pages, or up to the limit. */
export async function sourceTables(context: CommandContext, name: string, options: TablesOptions) {
  const { client, projectId } = await target(context, options);
  const items: SourceTable[] = [];
  let cursor: string | null = null;
  do {
    const limit = Math.min(pageSize, (options.limit ?? Infinity) - items.length);
    const page: { items: SourceTable[]; nextCursor: string | null } = await client.call('listSourceTables', {
      params: { projectId, name },
      query: {
        limit,
        ...(options.schema === undefined ? {} : { namespace: options.schema }),
        ...(options.search === undefined ? {} : { search: options.search }),
        ...(cursor === null ? {} : { cursor }),
      },
    });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && items.length < (options.limit ?? Infinity));
  printList(
    context,
    items,
    [
      [text('名称', 'name'), (item) => qualified(item)],
      [text('类型', 'kind'), (item) => item.kind],
      [text('行数', 'rows'), (item) => (item.rows === null ? '-' : String(item.rows))],
      [text('分区', 'partitions'), (item) => (item.partitions === null ? '-' : String(item.partitions))],
      [text('说明', 'comment'), (item) => item.comment],
    ],
    text('没有符合的表、主题或文件。', 'There are no such tables, topics or files.'),
  );
}

function qualified({ namespace, name }: Pick<SourceTable, 'namespace' | 'name'>): string {
  return namespace === '' ? name : `${namespace}.${name}`;
}

export async function sourceTable(context: CommandContext, name: string, table: string, options: ProjectOption) {
  const { client, projectId } = await target(context, options);
  const query = await placeOf({ client, projectId }, name, table);
  const detail = await client.call('getSourceTable', { params: { projectId, name }, query });
  printResult(context, detail, () => [
    `${qualified(detail)}  ${detail.kind}${detail.comment === '' ? '' : `  ${detail.comment}`}`,
    ...(detail.topic === null
      ? []
      : [
          `${inWords(context, text('格式（推断）', 'format (guessed)'))}: ${detail.topic.format}`,
          ...detail.topic.partitions.map((one) => `  ${one.partition}: ${one.earliest} … ${one.latest}`),
        ]),
    ...(detail.files === null
      ? []
      : [
          `${inWords(context, text('格式（推断）', 'format (guessed)'))}: ${detail.files.format}`,
          `${inWords(context, text('文件', 'files'))}: ${detail.files.count}${detail.files.isPartial ? '+' : ''}, ${bytesText(detail.files.sizeBytes)}`,
        ]),
    ...tableLines(
      [
        text('列', 'column'),
        text('类型', 'type'),
        text('Flink 类型', 'Flink type'),
        text('主键', 'key'),
        text('可空', 'null'),
        text('默认值', 'default'),
        text('说明', 'comment'),
      ].map((heading) => inWords(context, heading)),
      detail.columns.map((column) => [
        column.name,
        column.type,
        column.flinkType ??
          (column.captured === undefined
            ? '-'
            : inWords(context, text(`- （CDC：${column.captured}）`, `- (${column.captured} by CDC)`))),
        column.isPartition === true
          ? inWords(context, text('分区列', 'partition'))
          : column.keyPosition === null
            ? ''
            : String(column.keyPosition),
        column.nullable ? 'x' : '',
        column.default ?? '',
        column.comment,
      ]),
    ),
    ...(detail.files?.lines ?? []),
    ...(detail.topic?.messages ?? []).map(
      (one) => `${one.partition}/${one.offset}  ${one.key ?? '-'}  ${one.value ?? '-'}`,
    ),
  ]);
}

export async function sourceDdl(context: CommandContext, name: string, table: string, options: DdlOptions) {
  const { client, projectId } = await target(context, options);
  const place = await placeOf({ client, projectId }, name, table);
  const result = await client.call('getSourceDdl', {
    params: { projectId, name },
    query: {
      ...place,
      ...(options.connector === undefined ? {} : { connector: options.connector }),
      ...(options.as === undefined ? {} : { as: options.as }),
    },
  });
  if (context.output === 'table')
    for (const note of result.notes) say(context, text(sourceDdlNoteText(note, 'zh'), sourceDdlNoteText(note, 'en')));
  printResult(context, result, () => [result.ddl.trimEnd()]);
}

export async function removeSource(context: CommandContext, name: string, options: ProjectOption) {
  const { client, projectId } = await target(context, options);
  await client.call('deleteSource', { params: { projectId, name } });
  printResult(context, { removed: name }, () => [
    inWords(
      context,
      text(`已移除数据源 ${name}；外部系统未受影响`, `removed the data source ${name}; nothing in it was touched`),
    ),
  ]);
}

/** `schema.table` for databases, the whole word for topics and folders, whose names may hold dots. */
async function placeOf(
  { client, projectId }: Target,
  source: string,
  table: string,
): Promise<{ namespace: string; table: string }> {
  const { connection } = await client.call('getSource', { params: { projectId, name: source } });
  const { kind } = connection;
  const dot = table.indexOf('.');
  if (kind === 'mysql' || kind === 'clickhouse') {
    if (dot < 0) return { namespace: connection.database, table };
  } else if (kind === 'kafka' || kind === 'redis' || kind === 's3' || dot < 0)
    return { namespace: kind === 'postgresql' ? 'public' : '', table };
  return { namespace: table.slice(0, dot), table: table.slice(dot + 1) };
}

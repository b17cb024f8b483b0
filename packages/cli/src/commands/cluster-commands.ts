/** `liusu cluster …`: connected clusters. */
import type { Cluster, ClusterCreate, ClusterTest, UnmanagedJob } from '@liusu/contract/cluster';
import type { LiusuClient } from '@liusu/contract/client';
import type { ErrorCode } from '@liusu/contract/error-code';
import { messageIn } from '@liusu/contract/problem';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import { type CommandContext, inWords, printList, printResult, say } from '../command-context.ts';
import { text } from '../language.ts';
import { connect } from '../platform-connection.ts';
import { Progress } from '../progress.ts';
import { readInput } from '../read-input.ts';
import { showStages } from '../show-stages.ts';
import { until } from '../until.ts';

export interface ClusterAddOptions {
  engine?: string;
  environment?: 'dev' | 'test' | 'production';
  user?: string;
  passwordFile?: string;
  tokenFile?: string;
  ca?: string;
  insecure?: boolean;
  check: boolean;
}

export async function addCluster(context: CommandContext, name: string, url: string, options: ClusterAddOptions) {
  const { client } = connect(context);
  const body: ClusterCreate = {
    name,
    restUrl: url,
    ...(options.engine === undefined ? {} : { engine: options.engine }),
    ...(options.environment === undefined ? {} : { environment: options.environment }),
    auth: authOf(options),
    ...(options.ca === undefined ? {} : { caPem: readInput(options.ca) }),
    tlsInsecure: options.insecure === true,
  };
  if (options.check) {
    const test = await client.call('testNewCluster', { body });
    const failed = test.checks.find((check) => !check.ok);
    if (failed !== undefined) throw checkFailed(url, failed);
  }
  const cluster = await client.call('createCluster', { body });
  printResult(context, cluster, () => [
    inWords(
      context,
      text(
        `已添加集群 ${cluster.name}（${cluster.id}），引擎 ${cluster.engine}`,
        `added the cluster ${cluster.name} (${cluster.id}) with the engine ${cluster.engine}`,
      ),
    ),
  ]);
}

const codesOfChecks: Partial<Record<ClusterTest['checks'][number]['name'], ErrorCode>> = {
  auth: 'CLUSTER_AUTH_FAILED',
  version: 'CLUSTER_VERSION_UNSUPPORTED',
};

function checkFailed(url: string, { name, message, zh }: ClusterTest['checks'][number]): LiusuError {
  return new LiusuError(
    codesOfChecks[name] ?? 'FLINK_UNREACHABLE',
    text(`${url} 的检查“${name}”没有通过：${zh ?? message}`, `the check "${name}" of ${url} failed: ${message}`),
  );
}

/** Secrets come from files, so that they stand in no process list and no shell history. */
function authOf(options: ClusterAddOptions): NonNullable<ClusterCreate['auth']> {
  if (options.tokenFile !== undefined) return { kind: 'bearer', token: readInput(options.tokenFile).trim() };
  if (options.user === undefined) return { kind: 'none' };
  if (options.passwordFile === undefined)
    throw new LiusuError(
      'INVALID_INPUT',
      text(
        '--user 要同时给出 --password-file（文件，或用 - 表示标准输入）',
        '--user needs --password-file (a file, or - for standard input)',
      ),
    );
  return { kind: 'basic', user: options.user, password: readInput(options.passwordFile).replace(/\r?\n$/, '') };
}

export async function listClusters(context: CommandContext) {
  const { items } = await connect(context).client.call('listClusters');
  printList(
    context,
    items,
    [
      [text('名称', 'name'), (item) => item.name],
      [text('驱动', 'driver'), (item) => item.driver],
      [text('引擎', 'engine'), (item) => item.engine],
      [text('环境', 'environment'), (item) => item.environment],
      [text('观测', 'observation'), (item) => item.observation.state],
      [text('Flink', 'Flink'), (item) => item.flinkVersion ?? '-'],
      [text('空闲槽/总槽', 'free/total slots'), (item) => `${item.slotsFree ?? '-'}/${item.slotsTotal ?? '-'}`],
      [text('编号', 'id'), (item) => item.id],
    ],
    text('还没有集群。', 'There are no clusters.'),
  );
}

export async function testCluster(context: CommandContext, nameOrId: string) {
  const { client } = connect(context);
  const { id } = await clusterOf(client, nameOrId);
  const result = await client.call('testCluster', { params: { clusterId: id } });
  printResult(context, result, () =>
    result.checks.map(
      (check) =>
        `${check.ok ? 'ok  ' : 'FAIL'}  ${check.name.padEnd(8)} ${check.ms} ms  ${messageIn(check, context.language)}`,
    ),
  );
  return result.ok;
}

/** Shows the stages as they come; throws as the stage that failed tells when Flink does not come up again. */
export async function restartCluster(context: CommandContext, nameOrId: string) {
  const { client } = connect(context);
  const { id: clusterId, name } = await clusterOf(client, nameOrId);
  await client.call('restartCluster', { params: { clusterId }, body: {} });
  const progress = new Progress(context.language, !context.environment.plain && context.output === 'table');
  const printed = new Set<string>();
  await until(async () => {
    const { items } = await client.call('getStartStages');
    // Stages before these are of an earlier start.
    const first = items.findIndex((stage) => stage.name === 'stop-jobs');
    showStages(items.slice(Math.max(0, first)), printed, context, progress);
    return ['cluster', 'gateway'].every((needed) => printed.has(needed)) ? true : undefined;
  });
  printResult(context, { restarted: clusterId }, () => [
    inWords(
      context,
      text(
        `集群 ${name} 已重启，作业正在从状态恢复。`,
        `the cluster ${name} was restarted; its jobs come back from state.`,
      ),
    ),
  ]);
}

export async function removeCluster(context: CommandContext, nameOrId: string) {
  const { client } = connect(context);
  const { id, name } = await clusterOf(client, nameOrId);
  await client.call('deleteCluster', { params: { clusterId: id } });
  say(
    context,
    text(`已移除集群 ${name}；集群本身未受影响。`, `removed the cluster ${name}; nothing on it was touched.`),
  );
  printResult(context, { removed: id }, () => []);
}

const origins: Record<UnmanagedJob['origin'], ReturnType<typeof text>> = {
  foreign: text('另一套 Liusu', 'another Liusu'),
  'ours-unlinked': text('本平台（数据库中无记录）', 'ours, not in the database'),
  unmanaged: text('外部', 'others'),
  unread: text('读取中', 'not read yet'),
};

export async function listClusterJobs(context: CommandContext, nameOrId: string) {
  const { client } = connect(context);
  const { id } = await clusterOf(client, nameOrId);
  const { items } = await client.call('listUnmanagedJobs', { params: { clusterId: id } });
  printList(
    context,
    items,
    [
      [text('名称', 'name'), (item) => item.name],
      [text('状态', 'status'), (item) => item.status],
      [text('来源', 'origin'), (item) => inWords(context, origins[item.origin])],
      [text('可接管', 'adoptable'), (item) => inWords(context, item.adoptable ? text('是', 'yes') : text('否', 'no'))],
      [text('Flink JobID', 'Flink JobID'), (item) => item.flinkJobId],
    ],
    text('没有未托管的 Flink 作业。', 'There are no unmanaged Flink jobs.'),
  );
}

export async function clusterOf(client: LiusuClient, nameOrId: string): Promise<Cluster> {
  const { items } = await client.call('listClusters');
  const cluster = items.find((item) => item.id === nameOrId || item.name === nameOrId);
  if (cluster === undefined)
    throw new LiusuError('NOT_FOUND', text(`没有集群 ${nameOrId}`, `there is no cluster ${nameOrId}`));
  return cluster;
}

/** Id of an engine as people write it: `flink-1.20`, or the version alone. */
export function engineIdOf(written: string): string {
  return /^\d/.test(written) ? `flink-${written}` : written;
}

/**
 * The cluster that is meant by name, or by the engine it runs; undefined when neither is given. Throws NOT_FOUND when no cluster runs
 * the engine, INVALID_INPUT when several do and none is named, CONFLICT when the one that is named runs another.
 */
export async function chosenCluster(
  client: LiusuClient,
  { cluster, engine }: { cluster?: string | undefined; engine?: string | undefined },
): Promise<Cluster | undefined> {
  const named = cluster === undefined ? undefined : await clusterOf(client, cluster);
  if (engine === undefined) return named;
  const id = engineIdOf(engine);
  if (named !== undefined) {
    if (named.engine === id) return named;
    throw new LiusuError(
      'CONFLICT',
      text(
        `集群 ${named.name} 的引擎是 ${named.engine}，不是 ${id}`,
        `the cluster ${named.name} runs ${named.engine}, not ${id}`,
      ),
    );
  }
  const fitting = (await client.call('listClusters')).items.filter((one) => one.engine === id);
  const [only, another] = fitting;
  if (only === undefined)
    throw new LiusuError(
      'NOT_FOUND',
      text(
        `没有 ${id} 的集群：用 liusu cluster add NAME URL --engine ${id} 添加`,
        `no cluster runs ${id}: add one with liusu cluster add NAME URL --engine ${id}`,
      ),
    );
  if (another === undefined) return only;
  const names = fitting.map(({ name }) => name).join(', ');
  throw new LiusuError(
    'INVALID_INPUT',
    text(
      `有多个 ${id} 的集群：用 --cluster 从 ${names} 中选一个`,
      `several clusters run ${id}: name one of ${names} with --cluster`,
    ),
  );
}

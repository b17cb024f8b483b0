/** `liusu status`: platform, clusters, jobs and processes of one data folder. */
import { ApiError } from '@liusu/contract/client';
import type { Cluster, ProcessInfo } from '@liusu/contract/cluster';
import type { SystemInfo } from '@liusu/contract/overview';
import { dataFolderAt } from '@liusu/server/src/lib/data-folder.ts';
import { findRunningPlatform } from '@liusu/server/src/lib/instance.ts';

import { type CommandContext, inWords, printResult } from '../command-context.ts';
import { isGuarded } from '../guard.ts';
import { findInstanceProcesses } from '../instance-processes.ts';
import { everyJob, type JobSummary, phaseWord, summaryOf } from '../job-summary.ts';
import { text } from '../language.ts';
import { firstUser } from '../local-token.ts';
import { type Connection, findConnection } from '../platform-connection.ts';
import { processTable } from '../run-process.ts';
import { tableLines } from '../table.ts';
import { bytesText } from '../units.ts';

export interface StatusResult {
  consoleUrl: string | null;
  apiUrl: string | null;
  user: string;
  dataDir: string;
  engine: string | null;
  platform: {
    running: boolean;
    /** False when nothing would start the platform again if it ended. */
    guarded: boolean;
    /** `ok`, `starting` (or started again by its guard), `degraded`, `unreachable`, or `stopped`. */
    health: string;
    version: string | null;
    startedAt: string | null;
  };
  clusters: Pick<
    Cluster,
    'id' | 'name' | 'driver' | 'observation' | 'taskManagers' | 'slotsTotal' | 'slotsFree' | 'jobsRunning'
  >[];
  jobs: JobSummary[];
  processes: ProcessStatus[];
}

interface ProcessStatus {
  name: string;
  role: ProcessInfo['role'];
  pid: number;
  rssBytes: number | null;
  state: string;
  restarts: number | null;
}

export async function status(context: CommandContext): Promise<void> {
  const result = await readStatus(context);
  printResult(context, result, () => statusLines(context, result));
}

export async function readStatus(context: CommandContext): Promise<StatusResult> {
  const folder = dataFolderAt(context.dataDir);
  const file = findRunningPlatform(folder, processTable);
  const connection = findConnection(context);
  const live = connection === undefined ? undefined : await askPlatform(connection);
  const processes = findInstanceProcesses(folder, processTable).map(({ name, role, identity }): ProcessStatus => {
    const told = live?.system.processes.find((item) => item.pid === identity.pid);
    return {
      name: told?.name ?? name,
      role: told?.role ?? role,
      pid: identity.pid,
      rssBytes: processTable.rssBytes(identity.pid) ?? null,
      state: told?.state ?? 'running',
      restarts: told?.restarts ?? null,
    };
  });
  return {
    consoleUrl: connection?.baseUrl ?? null,
    apiUrl: connection === undefined ? null : `${connection.baseUrl}/api/v1`,
    user: firstUser,
    dataDir: context.dataDir,
    engine: live?.system.engine ?? file?.engine ?? null,
    platform: {
      running: connection !== undefined,
      guarded: processes.some((item) => item.role === 'guard'),
      health: live?.health ?? healthUnasked(connection !== undefined, isGuarded(folder)),
      version: live?.system.version ?? file?.version ?? null,
      startedAt: live?.system.startedAt ?? null,
    },
    clusters: live?.clusters ?? [],
    jobs: live?.jobs ?? [],
    processes,
  };
}

function healthUnasked(isThere: boolean, isGuardedNow: boolean): string {
  if (isThere) return 'unreachable';
  return isGuardedNow ? 'starting' : 'stopped';
}

async function askPlatform({
  client,
}: Connection): Promise<
  { health: string; system: SystemInfo; clusters: StatusResult['clusters']; jobs: JobSummary[] } | undefined
> {
  const signal = AbortSignal.timeout(10_000);
  try {
    const [health, system, clusters, jobs] = await Promise.all([
      client.call('getHealth', { signal }),
      client.call('getSystem', { signal }),
      client.call('listClusters', { signal }),
      everyJob(client),
    ]);
    return {
      health: health.status,
      system,
      clusters: clusters.items.map(
        ({ id, name, driver, observation, taskManagers, slotsTotal, slotsFree, jobsRunning }) => ({
          id,
          name,
          driver,
          observation,
          taskManagers,
          slotsTotal,
          slotsFree,
          jobsRunning,
        }),
      ),
      jobs: jobs.map(summaryOf),
    };
  } catch (error) {
    // Status must speak where the platform is silent; what it refuses is the caller's to know.
    if ((error instanceof ApiError && error.status === 0) || signal.aborted) return undefined;
    throw error;
  }
}

function statusLines(context: CommandContext, result: StatusResult): string[] {
  const heading = (zh: string, en: string) => ['', inWords(context, text(zh, en))];
  return [
    `${inWords(context, text('平台', 'platform'))}  ${result.platform.health}  ${result.consoleUrl ?? ''}`.trimEnd(),
    `${inWords(context, text('数据', 'data'))}  ${result.dataDir}  ${result.engine ?? ''}`.trimEnd(),
    ...(result.platform.running && !result.platform.guarded
      ? [
          inWords(
            context,
            text(
              '平台的守护进程不在了：平台若退出将不会自动拉起。运行 liusu up 恢复守护。',
              'the guard of the platform is gone: nothing would start it again. liusu up brings a guard back.',
            ),
          ),
        ]
      : []),
    ...(result.clusters.length === 0 ? [] : heading('集群', 'clusters')),
    ...tableLines(
      ['name', 'driver', 'observation', 'task managers', 'free/slots', 'running jobs'],
      result.clusters.map((cluster) => [
        cluster.name,
        cluster.driver,
        cluster.observation.state,
        String(cluster.taskManagers ?? '-'),
        `${cluster.slotsFree ?? '-'}/${cluster.slotsTotal ?? '-'}`,
        String(cluster.jobsRunning ?? '-'),
      ]),
    ),
    ...(result.jobs.length === 0 ? [] : heading('作业', 'jobs')),
    ...tableLines(
      ['name', 'phase', 'flinkJobId'],
      result.jobs.map((job) => [job.name, phaseWord(job, context.language), job.flinkJobId ?? '-']),
    ),
    ...(result.processes.length === 0 ? [] : heading('进程', 'processes')),
    ...tableLines(
      ['name', 'pid', 'state', 'memory', 'restarts'],
      result.processes.map((item) => [
        item.name,
        String(item.pid),
        item.state,
        item.rssBytes === null ? '-' : bytesText(item.rssBytes),
        String(item.restarts ?? '-'),
      ]),
    ),
  ];
}

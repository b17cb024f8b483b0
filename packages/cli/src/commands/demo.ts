/** The flights scenario, from import to the first rows of its summary tables. */
import { LiusuError } from '@liusu/server/src/lib/errors.ts';
import { ApiError } from '@liusu/contract/client';
import type { Scenario } from '@liusu/contract/scenario';

import { type CommandContext, inWords } from '../command-context.ts';
import { allJobs } from '../job-summary.ts';
import { text } from '../language.ts';
import { type Connection, projectOf } from '../platform-connection.ts';
import type { Progress } from '../progress.ts';
import { until } from '../until.ts';
import { preview, resultLines, type SqlResult } from './sql-commands.ts';

const scenarioId = 'flights';
const jobsTimeoutMs = 600_000;
const rowsTimeoutMs = 600_000;

export interface DemoResult {
  lines: string[];
  rows: number;
}

export interface DemoOptions {
  speed?: number | 'max';
  days?: number;
}

export async function runDemo(
  connection: Connection,
  context: CommandContext,
  progress: Progress,
  options: DemoOptions,
): Promise<DemoResult> {
  const { client } = connection;
  const { id: projectId } = await projectOf(client);
  const fromMs = performance.now();
  const scenario = await importOnce(connection, projectId, options);
  progress.done(
    'scenario',
    inWords(context, text('已导入航班场景', 'imported the flights scenario')),
    performance.now() - fromMs,
  );

  const jobsFromMs = performance.now();
  const jobIds = new Set(scenario.jobs.flatMap((job) => (job.jobId === null ? [] : [job.jobId])));
  await until(
    async () => {
      const jobs = (await allJobs(client, projectId)).filter(
        (job) => jobIds.has(job.id) && job.settings.mode === 'streaming',
      );
      const failed = jobs.find((job) => job.phase === 'FAILED' && job.desired.state !== 'RUNNING');
      if (failed !== undefined)
        throw new LiusuError(
          'JOB_FAILED',
          text(
            `作业 ${failed.name} 失败：${failed.run?.failure?.message ?? '见它的事件'}`,
            `the job ${failed.name} failed: ${failed.run?.failure?.message ?? 'see its events'}`,
          ),
        );
      const running = jobs.filter((job) => job.phase === 'RUNNING' || job.phase === 'FINISHED');
      progress.running(
        inWords(context, text('启动作业', 'starting jobs')),
        `${running.length} / ${jobs.length}`,
        performance.now() - jobsFromMs,
      );
      return jobs.length > 0 && running.length === jobs.length ? true : undefined;
    },
    { everyMs: 500, timeoutMs: jobsTimeoutMs, what: text('演示作业的运行', 'RUNNING of the demo’s jobs') },
  );
  progress.done('jobs', inWords(context, text('作业在运行', 'the jobs are running')), performance.now() - jobsFromMs);

  const rowsFromMs = performance.now();
  const query = scenario.queries[0];
  if (query === undefined)
    throw new LiusuError('INTERNAL', text('航班场景没有可展示的查询', 'the flights scenario has no query to show'));
  const rows = await until(
    async () => {
      progress.running(inWords(context, text('等待结果', 'waiting for results')), null, performance.now() - rowsFromMs);
      const result = await tryQuery(connection, projectId, query.sql);
      return result !== undefined && result.rows.length > 0 ? result : undefined;
    },
    {
      everyMs: 2000,
      timeoutMs: rowsTimeoutMs,
      what: text('航班场景的首批结果', 'the first result rows of the flights scenario'),
    },
  );
  progress.done(
    'results',
    inWords(context, text('结果已出现', 'results have appeared')),
    performance.now() - rowsFromMs,
  );
  return {
    rows: rows.rows.length,
    lines: [
      `${query.name[context.language]}${context.language === 'zh' ? '：' : ':'}`,
      ...resultLines({ columns: rows.columns, rows: rows.rows.slice(0, 8) }, false),
      inWords(
        context,
        text('实时结果：控制台 → 作业开发 → 场景 → 航班', 'live: console → Development → Scenarios → Flights'),
      ),
    ],
  };
}

/** Imports and starts the scenario; one that is already imported is started as it is. */
async function importOnce({ client }: Connection, projectId: string, options: DemoOptions): Promise<Scenario> {
  return client.call('importScenario', {
    params: { projectId, scenarioId },
    body: {
      start: true,
      ...(options.speed === undefined ? {} : { speed: options.speed }),
      ...(options.days === undefined ? {} : { days: options.days }),
    },
  });
}

/** Rows of the query now; undefined while its tables are not there or the gateway is busy starting. */
async function tryQuery(connection: Connection, projectId: string, script: string): Promise<SqlResult | undefined> {
  try {
    return await preview(connection, projectId, { script, mode: 'batch', limit: 20, timeoutMs: 60_000 });
  } catch (error) {
    if (error instanceof ApiError && notYet.has(error.code)) return undefined;
    throw error;
  }
}

const notYet = new Set<string>([
  'SQL_OBJECT_NOT_FOUND',
  'SQL_INVALID',
  'SQL_TIMEOUT',
  'GATEWAY_UNAVAILABLE',
  'FLINK_UNREACHABLE',
  'CLUSTER_NO_SLOTS',
  'UNAVAILABLE',
]);

/** `liusu down`: jobs stop with savepoints, then everything that was started ends; data and desired states stay. */
import { existsSync } from 'node:fs';

import { ApiError } from '@liusu/contract/client';
import { dataFolderAt } from '@liusu/server/src/lib/data-folder.ts';
import { findRunningPlatform } from '@liusu/server/src/lib/instance.ts';
import { isAlive } from '@liusu/server/src/lib/process-identity.ts';

import { type CommandContext, inWords, printResult, say } from '../command-context.ts';
import { isDataFolder } from '../data-marker.ts';
import { withInstanceLock } from '../instance-lock.ts';
import { endProcesses, findInstanceProcesses } from '../instance-processes.ts';
import { text } from '../language.ts';
import { connect } from '../platform-connection.ts';
import { Progress } from '../progress.ts';
import { processTable } from '../run-process.ts';
import { until } from '../until.ts';

export interface DownOptions {
  /** Time for all savepoints together. */
  savepointBudgetMs?: number;
}

export interface DownResult {
  stopped: { name: string; pid: number }[];
  /** Jobs that were asked to stop with a savepoint. */
  jobs: number;
}

/** After its savepoint budget the platform still ends the engine's processes. */
const endBudgetMs = 60_000;

export async function down(context: CommandContext, options: DownOptions): Promise<void> {
  const result = await stopInstance(context, options);
  printResult(context, result, () => [
    result.stopped.length === 0
      ? inWords(context, text('没有在运行的进程。', 'nothing is running.'))
      : inWords(
          context,
          text(
            `已停止 ${result.stopped.length} 个进程；数据保留在 ${context.dataDir}`,
            `stopped ${result.stopped.length} processes; the data stays in ${context.dataDir}`,
          ),
        ),
  ]);
}

/** Ends everything of the data folder. Safe to repeat, and whatever was killed before. */
export async function stopInstance(context: CommandContext, options: DownOptions): Promise<DownResult> {
  if (!existsSync(context.dataDir) || !isDataFolder(context.dataDir)) return { stopped: [], jobs: 0 };
  const folder = dataFolderAt(context.dataDir);
  return withInstanceLock(folder, async () => {
    const before = findInstanceProcesses(folder, processTable);
    const jobs = await askToShutDown(context, options.savepointBudgetMs ?? 30_000);
    // What did not end by itself: a platform that was killed or does not answer, and what it left.
    await endProcesses(findInstanceProcesses(folder, processTable), processTable, 10_000);
    return { stopped: before.map(({ name, identity }) => ({ name, pid: identity.pid })), jobs };
  });
}

/** Lets the platform stop itself in order. Returns the number of its jobs that were stopped; 0 when it does not answer. */
async function askToShutDown(context: CommandContext, savepointBudgetMs: number): Promise<number> {
  const platform = findRunningPlatform(dataFolderAt(context.dataDir), processTable);
  if (platform === undefined) return 0;
  const progress = new Progress(context.language, !context.environment.plain && context.output === 'table');
  const fromMs = performance.now();
  let jobs: number;
  try {
    const { client } = connect({ ...context, environment: { ...context.environment, url: undefined } });
    ({ jobs } = await client.call('shutDown', { body: { savepointBudgetMs }, signal: AbortSignal.timeout(10_000) }));
  } catch (error) {
    const silent = error instanceof ApiError || (error instanceof Error && error.name === 'TimeoutError');
    if (!silent) throw error;
    say(context, text('平台没有应答，直接结束它的进程。', 'the platform does not answer; ending its processes.'));
    return 0;
  }
  await until(
    () => {
      progress.running(
        inWords(context, text('停止作业与进程', 'stopping jobs and processes')),
        null,
        performance.now() - fromMs,
      );
      const late = performance.now() - fromMs > savepointBudgetMs + endBudgetMs;
      return !isAlive(processTable, platform) || late ? true : undefined;
    },
    { everyMs: 200 },
  );
  progress.done(
    'stop',
    inWords(context, text(`已停止 ${jobs} 个作业`, `stopped ${jobs} jobs`)),
    performance.now() - fromMs,
  );
  return jobs;
}

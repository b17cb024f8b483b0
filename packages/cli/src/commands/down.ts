/** `liusu down`: jobs stop with savepoints, then everything that was started ends; data and desired states stay. */
import { existsSync } from 'node:fs';

import { ApiError } from '@liusu/contract/client';
import { dataFolderAt } from '@liusu/server/src/lib/data-folder.ts';
import { findRunningPlatform } from '@liusu/server/src/lib/instance.ts';
import { type LastShutdown, takeLastShutdown } from '@liusu/server/src/lib/last-shutdown.ts';
import { isAlive } from '@liusu/server/src/lib/process-identity.ts';

import { type CommandContext, inWords, printResult, say } from '../command-context.ts';
import { isDataFolder } from '../data-marker.ts';
import { withInstanceLock } from '../instance-lock.ts';
import { endProcesses, findInstanceProcesses } from '../instance-processes.ts';
import { type Text, text } from '../language.ts';
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
  /** Jobs that stopped with a savepoint. */
  jobs: number;
  /** Names of jobs that did not: they go on from their last checkpoint. */
  left: string[];
  /** Those of `left` that could take none, as not all of their tasks ran. */
  notRunning: string[];
}

const silence: LastShutdown = { stopped: 0, left: [], notRunning: [] };

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
  if (!existsSync(context.dataDir) || !isDataFolder(context.dataDir))
    return { stopped: [], jobs: 0, left: [], notRunning: [] };
  const folder = dataFolderAt(context.dataDir);
  return withInstanceLock(folder, async () => {
    const before = findInstanceProcesses(folder, processTable);
    const { stopped: jobs, left, notRunning } = await askToShutDown(context, options.savepointBudgetMs ?? 30_000);
    // What did not end by itself: a platform that was killed or does not answer, and what it left.
    await endProcesses(findInstanceProcesses(folder, processTable), processTable, 10_000);
    return { stopped: before.map(({ name, identity }) => ({ name, pid: identity.pid })), jobs, left, notRunning };
  });
}

/** Lets the platform stop itself in order. Returns what it says became of its jobs; nothing when it does not answer. */
async function askToShutDown(context: CommandContext, savepointBudgetMs: number): Promise<LastShutdown> {
  const folder = dataFolderAt(context.dataDir);
  const platform = findRunningPlatform(folder, processTable);
  if (platform === undefined) return silence;
  const progress = new Progress(context.language, !context.environment.plain && context.output === 'table');
  const fromMs = performance.now();
  takeLastShutdown(folder);
  try {
    const { client } = connect({ ...context, environment: { ...context.environment, url: undefined } });
    await client.call('shutDown', { body: { savepointBudgetMs }, signal: AbortSignal.timeout(10_000) });
  } catch (error) {
    const silent = error instanceof ApiError || (error instanceof Error && error.name === 'TimeoutError');
    if (!silent) throw error;
    say(context, text('平台没有应答，直接结束它的进程。', 'the platform does not answer; ending its processes.'));
    return silence;
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
  const told = takeLastShutdown(folder) ?? silence;
  progress.done(
    'stop',
    inWords(
      context,
      text(
        `${told.stopped} 个作业已带保存点停止`,
        `${told.stopped} ${told.stopped === 1 ? 'job' : 'jobs'} stopped with savepoints`,
      ),
    ),
    performance.now() - fromMs,
  );
  for (const line of leftLines(told)) say(context, line);
  return told;
}

/** Which jobs have no savepoint, and why. */
export function leftLines({ left, notRunning }: LastShutdown): Text[] {
  // Jobs of several projects may have one name: each of `notRunning` is one of `left`.
  const late = [...left];
  for (const name of notRunning) if (late.includes(name)) late.splice(late.indexOf(name), 1);
  const lines: Text[] = [];
  if (notRunning.length > 0) {
    const count = notRunning.length;
    lines.push(
      text(
        `${count} 个作业的任务没有全部在运行（正在启动或重启），做不了保存点，没有等待；将从最近的检查点继续：${notRunning.join('、')}`,
        `${count} jobs had not all of their tasks running (they were starting or restarting), so that no savepoint could be taken; they were not waited for and will go on from their last checkpoint: ${notRunning.join(', ')}`,
      ),
    );
  }
  if (late.length > 0) {
    lines.push(
      text(
        `${late.length} 个作业没有来得及做保存点，将从最近的检查点继续：${late.join('、')}`,
        `${late.length} jobs took no savepoint in time and will go on from their last checkpoint: ${late.join(', ')}`,
      ),
    );
  }
  return lines;
}

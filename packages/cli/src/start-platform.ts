/** Bringing the platform of a data folder up: its guard, its first answer, its stages until it is well. */
import { join } from 'node:path';

import { ApiError } from '@liusu/contract/client';
import { ErrorCode } from '@liusu/contract/error-code';
import { type DataFolder, readFileIfPresent } from '@liusu/server/src/lib/data-folder.ts';
import { hasCode, LiusuError } from '@liusu/server/src/lib/errors.ts';
import { findRunningPlatform, type PlatformFile } from '@liusu/server/src/lib/instance.ts';

import type { CommandContext } from './command-context.ts';
import { platformEnvironmentOf, isGuarded, platformOutputPath, startGuard } from './guard.ts';
import { endProcesses, findInstanceProcesses } from './instance-processes.ts';
import { text } from './language.ts';
import { type Connection, connect } from './platform-connection.ts';
import type { Progress } from './progress.ts';
import { processTable } from './run-process.ts';
import { showStages } from './show-stages.ts';
import { until } from './until.ts';

export interface PlatformSettings {
  port: number | undefined;
  engine: string | undefined;
}

const answerTimeoutMs = 90_000;

/**
 * Makes sure a platform runs and is guarded: a living one is kept (and given a guard if its own was killed), else one is
 * started. Returns once it answers. Throws what kept it from starting.
 */
export async function ensurePlatform(
  context: CommandContext,
  folder: DataFolder,
  settings: PlatformSettings,
): Promise<{ platform: PlatformFile; started: boolean }> {
  const env = environmentOf(context, settings);
  const main = join(context.environment.root, 'packages', 'server', 'src', 'main.ts');
  const running = findRunningPlatform(folder, processTable);
  if (running !== undefined) {
    if (!isGuarded(folder)) startGuard(folder, main, env, running);
    return { platform: running, started: false };
  }
  // A platform that never came to answer, or a guard between two attempts, would stand in the way.
  const stale = findInstanceProcesses(folder, processTable).filter(
    ({ role }) => role === 'guard' || role === 'platform',
  );
  await endProcesses(stale, processTable, 10_000);
  const outputBefore = readFileIfPresent(platformOutputPath(folder))?.length ?? 0;
  const guardPid = startGuard(folder, main, env);
  const guard = processTable.identify(guardPid);
  const platform = await until(
    async () => {
      const found = findRunningPlatform(folder, processTable);
      if (found !== undefined && (await answers(context))) return found;
      if (guard === undefined || processTable.identify(guardPid)?.startTime !== guard.startTime)
        throw startFailure(folder, outputBefore);
      return undefined;
    },
    { everyMs: 100, timeoutMs: answerTimeoutMs, what: text('平台的首个应答', 'the first answer of the platform') },
  ).catch((error: unknown) => {
    throw hasCode(error, 'UNAVAILABLE') ? startFailure(folder, outputBefore) : error;
  });
  return { platform, started: true };
}

function environmentOf(context: CommandContext, settings: PlatformSettings): NodeJS.ProcessEnv {
  const { LIUSU_LAUNCH_STAGES: _, ...inherited } = process.env;
  return {
    ...inherited,
    LIUSU_DATA: context.dataDir,
    LIUSU_CACHE: context.cacheDir,
    ...platformEnvironmentOf(context.cacheDir),
    ...(settings.port === undefined ? {} : { LIUSU_PORT: String(settings.port) }),
    ...(settings.engine === undefined ? {} : { LIUSU_ENGINE: settings.engine }),
  };
}

async function answers(context: CommandContext): Promise<boolean> {
  try {
    await connect(context).client.call('getHealth', { signal: AbortSignal.timeout(2000) });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 503) return true;
    if (error instanceof ApiError || isAbsent(error) || isTimeout(error)) return false;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return hasCode(error, 'INSTANCE_NOT_RUNNING') || hasCode(error, 'INSTANCE_STARTING');
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
}

/** Why the platform did not come up, by what it wrote last: its own problem as JSON, else the end of its output. */
function startFailure(folder: DataFolder, outputBefore: number): LiusuError {
  const output = (readFileIfPresent(platformOutputPath(folder)) ?? '').slice(outputBefore);
  for (const line of output.split('\n').reverse()) {
    const problem = parseProblem(line);
    if (problem !== undefined) return problem;
  }
  const end = output.trim().split('\n').slice(-15).join('\n');
  const path = platformOutputPath(folder);
  return new LiusuError(
    'PROCESS_FAILED',
    text(`平台没有启动；见 ${path}\n${end}`, `the platform did not start; see ${path}\n${end}`),
  );
}

function parseProblem(line: string): LiusuError | undefined {
  if (!line.startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { code, message, zh } = value as { code?: unknown; message?: unknown; zh?: unknown };
  const known = ErrorCode.safeParse(code);
  if (!known.success || typeof message !== 'string') return undefined;
  return new LiusuError(known.data, typeof zh === 'string' ? text(zh, message) : message);
}

/** After its last stage the cluster has this long to be seen well. */
const settleTimeoutMs = 120_000;

/** Follows the start until the platform is well. Throws when a stage failed. `started`: by this command. */
export async function followStages(
  { client }: Connection,
  context: CommandContext,
  progress: Progress,
  started: boolean,
): Promise<void> {
  const printed = new Set<string>();
  // Stages of an earlier start are no news.
  if (!started)
    for (const stage of (await client.call('getStartStages')).items)
      if (stage.state === 'done') printed.add(stage.name);
  let idleSinceMs: number | undefined;
  await until(
    async () => {
      const seen = await unlessAway(() => Promise.all([client.call('getStartStages'), client.call('getHealth')]));
      // Restarted by its guard at this moment: go on looking.
      if (seen === undefined) return undefined;
      const [{ items }, health] = seen;
      showStages(items, printed, context, progress);
      if (items.some((stage) => stage.state === 'running') || items.length === 0) {
        idleSinceMs = undefined;
        return undefined;
      }
      idleSinceMs ??= performance.now();
      if (health.status === 'ok') return true;
      if (performance.now() - idleSinceMs < settleTimeoutMs) return undefined;
      const broken = health.checks.filter((check) => !check.ok).map((check) => `${check.name}: ${check.message}`);
      throw new LiusuError(
        'UNAVAILABLE',
        text(
          `平台已启动，但状态不正常：${broken.join('；')}`,
          `the platform started but is not well: ${broken.join('; ')}`,
        ),
      );
    },
    { everyMs: 250 },
  );
}

/** What `ask` gives; undefined while the platform does not answer. */
async function unlessAway<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ApiError && (error.status === 0 || error.status === 503)) return undefined;
    throw error;
  }
}

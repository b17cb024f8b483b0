/** `liusu up`: from a bare machine to a running platform, and with `--demo` to live results. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { repositoryRoot } from '@liusu/server/src/config.ts';
import { getEngineFile, readEngineFiles } from '@liusu/server/src/engines/engine-file.ts';
import { type DataFolder, writeFileAtomic } from '@liusu/server/src/lib/data-folder.ts';
import type { Job } from '@liusu/contract/job';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';
import { findRunningPlatform, type PlatformFile } from '@liusu/server/src/lib/instance.ts';

import { type CommandContext, inWords, printResult, say } from '../command-context.ts';
import { openDataFolder } from '../data-marker.ts';
import { withInstanceLock } from '../instance-lock.ts';
import { endProcesses, findInstanceProcesses } from '../instance-processes.ts';
import { everyJob, isConfirmed, type JobSummary, summaryOf } from '../job-summary.ts';
import { text } from '../language.ts';
import { firstPassword, firstUser } from '../local-token.ts';
import { checkMachine, refuseIfFailed } from '../machine-checks.ts';
import { connect, type Connection, localAddress } from '../platform-connection.ts';
import { Progress, type Stage } from '../progress.ts';
import { processTable } from '../run-process.ts';
import { ensurePlatform, followStages } from '../start-platform.ts';
import { until } from '../until.ts';
import { type DemoResult, runDemo } from './demo.ts';
import { watchUntilInterrupted } from './foreground.ts';

export interface UpOptions {
  demo?: boolean;
  port?: number;
  engine?: string;
  detach?: boolean;
  speed?: number | 'max';
  days?: number;
}

export interface UpResult {
  consoleUrl: string;
  apiUrl: string;
  user: string;
  /** The one-time password; only when this start made it. */
  password?: string;
  dataDir: string;
  engine: string;
  jobs: JobSummary[];
  stages: Stage[];
}

const jobsTimeoutMs = 180_000;

export async function up(context: CommandContext, options: UpOptions): Promise<void> {
  const progress = new Progress(context.language, !context.environment.plain && context.output === 'table');
  for (const stage of launchStages(context.environment.launchStages)) progress.stages.push(stage);
  const checksFromMs = performance.now();
  refuseUnknownEngine(options.engine);
  const folder = openDataFolder(context.dataDir);
  const result = await withInstanceLock(folder, async () => {
    const firstStart = !existsSync(passwordToldMark(folder));
    const { platform, started } = await startIfNeeded(context, folder, options, progress, checksFromMs);
    if (!started) say(context, text(`已在运行：${addressOf(platform)}`, `already running: ${addressOf(platform)}`));
    announce(context, folder, platform, firstStart);
    const connection = connect(context);
    try {
      await followStages(connection, context, progress, started);
    } catch (error) {
      // Half a start is no start: the next `up` begins anew, with what was already fetched.
      progress.clear();
      if (started) await endProcesses(findInstanceProcesses(folder, processTable), processTable, 10_000);
      throw error;
    }
    const demo = options.demo === true ? await runDemo(connection, context, progress, options) : undefined;
    if (demo === undefined) await jobsCameBack(connection, progress, context);
    return resultOf(connection, context, folder, platform, firstStart, progress, demo);
  });
  progress.clear();
  printResult(context, result.up, () => humanLines(context, result.up, result.demo));
  writeFileAtomic(passwordToldMark(folder), '');
  if (options.detach !== true) await watchUntilInterrupted(context);
}

/** Before anything is made. Throws ENGINE_UNKNOWN. */
function refuseUnknownEngine(engine: string | undefined): void {
  if (engine !== undefined) getEngineFile(readEngineFiles(join(repositoryRoot, 'engines')), engine);
}

/** There once the one-time password was told by a start that came to its end. */
function passwordToldMark(folder: DataFolder): string {
  return join(folder.secrets, 'first-password-told');
}

async function startIfNeeded(
  context: CommandContext,
  folder: DataFolder,
  options: UpOptions,
  progress: Progress,
  fromMs: number,
): Promise<{ platform: PlatformFile; started: boolean }> {
  if (findRunningPlatform(folder, processTable) === undefined) {
    const checks = await checkMachine({
      dataDir: context.dataDir,
      cacheDir: context.cacheDir,
      port: options.port,
      host: '127.0.0.1',
      engineCached: existsSync(`${context.cacheDir}/engines`),
    });
    refuseIfFailed(checks);
    progress.done('checks', inWords(context, text('本机检查通过', 'the machine is fit')), performance.now() - fromMs);
  }
  const platformFromMs = performance.now();
  const platform = await ensurePlatform(context, folder, { port: options.port, engine: options.engine });
  if (platform.started)
    progress.done(
      'platform',
      inWords(context, text('平台已应答', 'the platform answers')),
      performance.now() - platformFromMs,
    );
  if (options.engine !== undefined && platform.platform.engine !== options.engine)
    throw new LiusuError(
      'ENGINE_CHANGE_REFUSED',
      text(
        `数据目录 ${context.dataDir} 运行的引擎是 ${platform.platform.engine}，不是 ${options.engine}`,
        `the data folder ${context.dataDir} runs the engine ${platform.platform.engine}, not ${options.engine}`,
      ),
    );
  refuseOtherPort(platform.platform, options.port);
  return platform;
}

/** A running platform keeps its port: one that was asked for in vain is told. */
function refuseOtherPort({ port }: PlatformFile, asked: number | undefined): void {
  if (asked === undefined || asked === port) return;
  throw new LiusuError(
    'PORT_CHANGE_REFUSED',
    text(`平台已在端口 ${port} 运行，不是 ${asked}`, `the platform already runs on port ${port}, not ${asked}`),
    { params: { port, asked } },
  );
}

function addressOf(platform: PlatformFile): string {
  return `http://${localAddress(platform.host)}:${platform.port}`;
}

/** The address as soon as it answers: engines may be fetching for minutes yet. */
function announce(context: CommandContext, folder: DataFolder, platform: PlatformFile, firstStart: boolean): void {
  const password = firstStart ? firstPassword(folder) : undefined;
  say(context, text(`控制台：${addressOf(platform)}`, `console: ${addressOf(platform)}`));
  if (password !== undefined && context.output === 'table')
    say(
      context,
      text(`用户：${firstUser}  一次性密码：${password}`, `user: ${firstUser}  one-time password: ${password}`),
    );
}

/** By what Flink says now: a phase that was written before this start proves nothing. */
function hasComeBack(job: Job): boolean {
  return job.phase === 'FINISHED' || job.phase === 'FAILED' || (job.phase === 'RUNNING' && isConfirmed(job));
}

/** After a `down`, jobs that should run are brought back from their state: wait until they are, or stop being on the way. */
async function jobsCameBack(connection: Connection, progress: Progress, context: CommandContext): Promise<void> {
  const fromMs = performance.now();
  const wanted = (await everyJob(connection.client)).filter((job) => job.desired.state === 'RUNNING');
  if (wanted.length === 0) return;
  const ids = new Set(wanted.map((job) => job.id));
  const settled = await until(
    async () => {
      const jobs = (await everyJob(connection.client)).filter((job) => ids.has(job.id));
      const left = jobs.filter((job) => !hasComeBack(job));
      progress.running(
        inWords(context, text('恢复作业', 'bringing jobs back')),
        `${jobs.length - left.length} / ${jobs.length}`,
        performance.now() - fromMs,
      );
      if (left.length === 0) return jobs;
      return performance.now() - fromMs > jobsTimeoutMs ? jobs : undefined;
    },
    { everyMs: 500 },
  );
  const running = settled.filter((job) => job.phase === 'RUNNING' && hasComeBack(job)).length;
  progress.done(
    'jobs',
    inWords(
      context,
      text(`${running} / ${settled.length} 个作业在运行`, `${running} of ${settled.length} jobs are running`),
    ),
    performance.now() - fromMs,
  );
}

async function resultOf(
  connection: Connection,
  context: CommandContext,
  folder: DataFolder,
  platform: PlatformFile,
  firstStart: boolean,
  progress: Progress,
  demo: DemoResult | undefined,
): Promise<{ up: UpResult; demo: DemoResult | undefined }> {
  const jobs = await everyJob(connection.client);
  const password = firstStart ? firstPassword(folder) : undefined;
  const up: UpResult = {
    consoleUrl: addressOf(platform),
    apiUrl: `${addressOf(platform)}/api/v1`,
    user: firstUser,
    ...(password === undefined ? {} : { password }),
    dataDir: context.dataDir,
    engine: platform.engine,
    jobs: jobs.map(summaryOf),
    stages: progress.stages,
  };
  return { up, demo };
}

function humanLines(context: CommandContext, result: UpResult, demo: DemoResult | undefined): string[] {
  return [
    ...(demo === undefined ? [] : ['', ...demo.lines, '']),
    inWords(context, text(`控制台    ${result.consoleUrl}`, `console   ${result.consoleUrl}`)),
    inWords(context, text(`用户      ${result.user}`, `user      ${result.user}`)),
    ...(result.password === undefined
      ? []
      : [
          inWords(
            context,
            text(`密码      ${result.password}（只显示这一次）`, `password  ${result.password} (shown once)`),
          ),
        ]),
    inWords(context, text(`数据目录  ${result.dataDir}`, `data      ${result.dataDir}`)),
    inWords(context, text('停止：liusu down    清理：liusu clean', 'stop: liusu down    remove: liusu clean')),
  ];
}

/** `node:11000,console:9000` of the launcher. */
function launchStages(words: string | undefined): Stage[] {
  return (words ?? '').split(',').flatMap((word) => {
    const [name, ms] = word.split(':');
    return name === undefined || name === '' || ms === undefined ? [] : [{ name, ms: Number(ms) }];
  });
}

/** `up` without `--detach`: a status line that lives until Ctrl-C, which is a `down`. */
import { ApiError } from '@liusu/contract/client';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import { type CommandContext, inWords, say } from '../command-context.ts';
import { everyJob } from '../job-summary.ts';
import { text } from '../language.ts';
import { connect, findConnection } from '../platform-connection.ts';
import { Progress } from '../progress.ts';
import { down } from './down.ts';

export async function watchUntilInterrupted(context: CommandContext): Promise<void> {
  say(
    context,
    text(
      '按 Ctrl-C 停止（作业以保存点停下，下次 up 从状态恢复）',
      'Ctrl-C stops it (jobs stop with savepoints; the next up brings them back)',
    ),
  );
  const interrupted = new AbortController();
  const onSignal = () => interrupted.abort();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  const progress = new Progress(context.language, !context.environment.plain && context.output === 'table');
  const fromMs = performance.now();
  let missing = 0;
  while (!interrupted.signal.aborted) {
    // A platform being restarted by its guard is away for a moment; one that was stopped elsewhere stays away.
    missing = findConnection(context) === undefined ? missing + 1 : 0;
    if (missing > 60) {
      progress.clear();
      say(context, text('平台已停止。', 'the platform has stopped.'));
      return;
    }
    progress.running(
      inWords(context, text('运行中', 'running')),
      await statusLine(context),
      performance.now() - fromMs,
    );
    await pause(1000, interrupted.signal);
  }
  progress.clear();
  await down(context, {});
}

async function statusLine(context: CommandContext): Promise<string> {
  try {
    const jobs = await everyJob(connect(context).client);
    const running = jobs.filter((job) => job.phase === 'RUNNING').length;
    const inPerS = jobs.reduce((sum, job) => sum + (job.recordsInPerS ?? 0), 0);
    return inWords(
      context,
      text(
        `${running} 个作业在运行，${Math.round(inPerS)} 条/s`,
        `${running} jobs running, ${Math.round(inPerS)} rec/s`,
      ),
    );
  } catch (error) {
    if (error instanceof ApiError || error instanceof LiusuError)
      return inWords(context, text('平台正在重启', 'the platform is restarting'));
    throw error;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

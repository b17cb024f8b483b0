/** Waiting for an engine that the platform makes ready because a command needs it. */
import { ApiError } from '@liusu/contract/client';
import { engineStageText } from '@liusu/contract/engine-stage';

import { type CommandContext, inWords } from './command-context.ts';
import { text } from './language.ts';
import { Progress } from './progress.ts';
import { until } from './until.ts';

const engineReady = text('引擎已就绪', 'the engine is ready');

/**
 * What `call` answers, asked again while the platform says ENGINE_STARTING; how far it is is told on standard error. Whatever else
 * `call` throws is thrown: an engine that cannot be had ends the wait. A download may take long, so it has no end of its own.
 */
export async function whenEngineIsReady<T>(
  context: CommandContext,
  call: () => Promise<T>,
  { everyMs = 1_000, write }: { everyMs?: number; write?: (text: string) => void } = {},
): Promise<T> {
  const isLive = !context.environment.plain && context.output === 'table';
  const progress = new Progress(context.language, isLive, write);
  const beganMs = performance.now();
  let last: string | undefined;
  let stageMs = beganMs;
  try {
    const { answer } = await until(
      async () => {
        try {
          return { answer: await call() };
        } catch (error) {
          if (!(error instanceof ApiError) || error.code !== 'ENGINE_STARTING') throw error;
          const said = engineStageText(error.problem ?? {}, context.language);
          const nowMs = performance.now();
          if (last !== undefined && last !== said.title) {
            progress.done('engine', last, nowMs - stageMs);
            stageMs = nowMs;
          }
          last = said.title;
          progress.running(said.title, said.progress, nowMs - stageMs);
          return undefined;
        }
      },
      { everyMs },
    );
    if (last !== undefined) {
      const nowMs = performance.now();
      progress.done('engine', last, nowMs - stageMs);
      progress.done('ready', inWords(context, engineReady), nowMs - beganMs);
    }
    return answer;
  } finally {
    progress.clear();
  }
}

/** Shows how far a start or restart of Flink is. */
import { ErrorCode } from '@liusu/contract/error-code';
import type { StartStage } from '@liusu/contract/overview';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import type { CommandContext } from './command-context.ts';
import { text } from './language.ts';
import type { Progress } from './progress.ts';
import { stageTitle } from './stage-titles.ts';

/** Prints stages that ended and draws the one that runs. Throws for one that failed, by its code. */
export function showStages(
  items: StartStage[],
  printed: Set<string>,
  context: CommandContext,
  progress: Progress,
): void {
  for (const stage of items) {
    if (stage.state === 'done' && !printed.has(stage.name)) {
      printed.add(stage.name);
      progress.done(stage.name, stageTitle(stage.name)[context.language], stage.ms, stage.message);
    }
    if (stage.state === 'failed') throw stageFailure(stage);
  }
  const current = items.find((stage) => stage.state === 'running');
  if (current !== undefined) progress.running(stageTitle(current.name)[context.language], current.message, current.ms);
}

/** A failed stage's message begins with its code: `DOWNLOAD_FAILED: …`. */
function stageFailure(stage: StartStage): LiusuError {
  const [, word, message] = /^([A-Z][A-Z_]+): (.*)$/s.exec(stage.message ?? '') ?? [];
  const code = ErrorCode.safeParse(word);
  const en = message ?? stage.message;
  const title = stageTitle(stage.name);
  return new LiusuError(
    code.data ?? 'PROCESS_FAILED',
    text(`${title.zh}：${stage.zh ?? en ?? '失败'}`, `${title.en}: ${en ?? 'failed'}`),
  );
}

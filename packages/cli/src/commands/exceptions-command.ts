/** `liusu job exceptions`: why Flink failed or restarted a job's tasks, as it tells itself. */
import { type CommandContext, inWords, printResult, say } from '../command-context.ts';
import { text } from '../language.ts';
import { connect } from '../platform-connection.ts';
import { tableLines } from '../table.ts';
import { jobOf, type ProjectOption } from './job-words.ts';

export interface ExceptionsOptions extends ProjectOption {
  stack?: boolean;
}

/** Newest first; with `stack` the whole stack below each. */
export async function listExceptions(context: CommandContext, nameOrId: string, options: ExceptionsOptions) {
  const { client } = connect(context);
  const { id } = await jobOf(client, nameOrId, options);
  const answer = await client.call('getJobExceptions', { params: { jobId: id } });
  if (answer.stale) {
    const at = answer.at ?? '-';
    say(context, text(`集群没有应答；以下是 ${at} 的内容。`, `the cluster does not answer; this is of ${at}.`));
  }
  const headings = [
    text('时间', 'time'),
    text('任务', 'task'),
    text('TaskManager', 'TaskManager'),
    text('原因', 'cause'),
  ].map((heading) => inWords(context, heading));
  printResult(context, answer.items, () => {
    if (answer.items.length === 0)
      return [inWords(context, text('Flink 没有记录异常。', 'Flink lists no exceptions.'))];
    if (options.stack === true)
      return answer.items.flatMap((item) => [
        `${item.at}  ${item.task ?? '-'}  ${placeOf(item)}`,
        ...item.stack.trimEnd().split('\n'),
        '',
      ]);
    return tableLines(
      headings,
      answer.items.map((item) => [item.at, item.task ?? '-', placeOf(item), item.message.split('\n', 1)[0] ?? '']),
    );
  });
}

function placeOf({ taskManager, location }: { taskManager: string | null; location: string | null }): string {
  return taskManager ?? location ?? '-';
}

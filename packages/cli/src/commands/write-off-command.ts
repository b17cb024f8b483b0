/** `liusu job write-off`: a person's word that the newest run of a job does not exist. */
import { createInterface } from 'node:readline/promises';

import type { Job } from '@liusu/contract/job';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import { type CommandContext, inWords, printResult } from '../command-context.ts';
import { text } from '../language.ts';
import { connect } from '../platform-connection.ts';
import { conditions, type ConditionOptions, jobOf, phaseOf, type ProjectOption } from './job-words.ts';

export interface WriteOffOptions extends ProjectOption, ConditionOptions {
  yes?: boolean;
}

export async function writeOffRun(context: CommandContext, nameOrId: string, options: WriteOffOptions) {
  const { client } = connect(context);
  const job = await jobOf(client, nameOrId, options);
  if (job.run === null)
    throw new LiusuError('WRITE_OFF_REFUSED', text(`${job.name} 从未运行过`, `${job.name} never ran`));
  if (options.yes !== true) await confirm(context, job);
  const body = { runId: job.run.id };
  const now = await client.call('writeOffRun', { params: { jobId: job.id }, body, ...conditions(options) });
  printResult(context, now, () => [`${now.name}  ${phaseOf(context, now)}`]);
}

/** Asks for the name of the job. Throws INVALID_INPUT when nobody is there to answer, CONFLICT when it is another one. */
async function confirm(context: CommandContext, job: Job): Promise<void> {
  if (process.stdin.isTTY !== true)
    throw new LiusuError(
      'INVALID_INPUT',
      text('没有终端可供确认；请加 --yes', 'nobody is at a terminal to confirm; add --yes'),
    );
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question(
      inWords(
        context,
        text(
          `你将认定集群 ${job.clusterName} 上不存在 Flink 作业 ${job.run?.flinkJobId ?? ''}。\n` +
            `如果它其实还在运行，${job.name} 会有两份同时写出结果。请输入作业名确认：`,
          `You say that the Flink job ${job.run?.flinkJobId ?? ''} does not exist on the cluster ${job.clusterName}.\n` +
            `If it runs after all, two copies of ${job.name} will write at once. Type the name of the job to go on: `,
        ),
      ),
    );
    if (answer.trim() !== job.name)
      throw new LiusuError('CONFLICT', text('没有确认；没有认定任何运行', 'not confirmed; nothing was written off'));
  } finally {
    prompt.close();
  }
}

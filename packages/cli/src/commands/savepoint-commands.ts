/** `liusu job savepoint …` */
import type { Savepoint } from '@liusu/contract/job';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import { type CommandContext, inWords, printList, printResult } from '../command-context.ts';
import { text } from '../language.ts';
import { connect } from '../platform-connection.ts';
import { bytesText } from '../units.ts';
import { until } from '../until.ts';
import { conditions, jobOf, type ProjectOption } from './job-words.ts';

export async function triggerSavepoint(
  context: CommandContext,
  nameOrId: string,
  options: ProjectOption & { wait?: boolean },
) {
  const { client } = connect(context);
  const { id } = await jobOf(client, nameOrId, options);
  const asked = await client.call('triggerSavepoint', { params: { jobId: id }, body: {}, ...conditions({}) });
  const find = async () => (await client.call('listSavepoints', { params: { jobId: id } })).items;
  const savepoint =
    options.wait === true
      ? await until(async () => (await find()).find((one) => one.id === asked.id && one.state !== 'IN_PROGRESS'))
      : asked;
  printResult(context, savepoint, () => [`${savepoint.id}  ${savepoint.state}  ${savepoint.path ?? ''}`]);
  if (savepoint.state === 'FAILED')
    throw new LiusuError('SAVEPOINT_FAILED', savepoint.reason ?? text('Flink 没有给出原因', 'Flink gave no reason'));
}

export async function listSavepoints(context: CommandContext, nameOrId: string, options: ProjectOption) {
  const { client } = connect(context);
  const { id } = await jobOf(client, nameOrId, options);
  const { items } = await client.call('listSavepoints', { params: { jobId: id } });
  printList(
    context,
    items,
    [
      [text('时间', 'time'), (one) => one.createdAt],
      [text('类型', 'kind'), (one) => one.kind],
      [text('来源', 'origin'), (one) => one.origin],
      [text('版本', 'version'), (one) => String(one.version)],
      [text('检查点', 'checkpoint'), (one) => (one.checkpointId === null ? '-' : String(one.checkpointId))],
      [text('状态', 'state'), (one) => one.state],
      [text('大小', 'size'), (one) => (one.sizeBytes === null ? '-' : bytesText(one.sizeBytes))],
      [text('可用', 'usable'), (one) => usableWord(context, one)],
      [text('编号', 'id'), (one) => one.id],
      [text('路径', 'path'), (one) => one.path ?? '-'],
    ],
    text('还没有保存点。', 'There are no savepoints.'),
  );
}

function usableWord(context: CommandContext, savepoint: Savepoint): string {
  return (
    inWords(context, savepoint.usable ? text('是', 'yes') : text('否', 'no')) +
    (savepoint.usable ? '' : `: ${savepoint.reason ?? ''}`)
  );
}

export async function deleteSavepoint(
  context: CommandContext,
  nameOrId: string,
  savepointId: string,
  options: ProjectOption & { wait?: boolean },
) {
  const { client } = connect(context);
  const { id } = await jobOf(client, nameOrId, options);
  const asked = await client.call('deleteSavepoint', { params: { jobId: id, savepointId }, ...conditions({}) });
  if (options.wait === true) {
    await until(async () => {
      const { items } = await client.call('listSavepoints', { params: { jobId: id } });
      return items.some((one) => one.id === savepointId) ? undefined : true;
    });
  }
  printResult(context, asked, () => [
    inWords(context, text(`正在删除 ${savepointId}。`, `${savepointId} is being deleted.`)),
  ]);
}

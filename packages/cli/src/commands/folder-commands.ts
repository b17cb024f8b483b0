/** `liusu folder …`, `liusu job move`, `liusu job grep`: how jobs are kept and found in the workbench. */
import { type CommandContext, inWords, printList, printResult } from '../command-context.ts';
import { text } from '../language.ts';
import { connect, projectOf } from '../platform-connection.ts';
import { jobOf, type ProjectOption } from './job-words.ts';

async function target(context: CommandContext, options: ProjectOption) {
  const { client } = connect(context);
  return { client, projectId: (await projectOf(client, options.project)).id };
}

export async function listFolders(context: CommandContext, options: ProjectOption) {
  const { client, projectId } = await target(context, options);
  const { items } = await client.call('listFolders', { params: { projectId } });
  printList(
    context,
    items,
    [
      [text('路径', 'path'), (item) => item.path],
      [text('作业数', 'jobs'), (item) => String(item.jobs)],
    ],
    text('项目还没有文件夹。', 'The project has no folders.'),
  );
}

export async function createFolder(context: CommandContext, path: string, options: ProjectOption) {
  const { client, projectId } = await target(context, options);
  const folder = await client.call('createFolder', { params: { projectId }, body: { path } });
  printResult(context, folder, () => [folder.path]);
}

export async function moveFolder(context: CommandContext, from: string, to: string, options: ProjectOption) {
  const { client, projectId } = await target(context, options);
  const folder = await client.call('moveFolder', { params: { projectId }, body: { from, to } });
  printResult(context, folder, () => [folder.path]);
}

export async function deleteFolder(context: CommandContext, path: string, options: ProjectOption) {
  const { client, projectId } = await target(context, options);
  await client.call('deleteFolder', { params: { projectId }, query: { path } });
  printResult(context, { deleted: path }, () => [inWords(context, text(`已删除文件夹 ${path}`, `deleted ${path}`))]);
}

/** `/` is the top of the project. */
export async function moveJob(context: CommandContext, nameOrId: string, folder: string, options: ProjectOption) {
  const { client } = connect(context);
  const { id } = await jobOf(client, nameOrId, options);
  const body = { folder: folder === '/' ? '' : folder };
  const job = await client.call('updateJob', { params: { jobId: id }, body });
  printResult(context, job, () => [job.folder === '' ? job.name : `${job.folder}/${job.name}`]);
}

export interface GrepOptions extends ProjectOption {
  matchCase?: boolean;
}

export async function grepScripts(context: CommandContext, wanted: string, options: GrepOptions) {
  const { client, projectId } = await target(context, options);
  const found = await client.call('searchScripts', {
    params: { projectId },
    query: { text: wanted, letterCase: options.matchCase === true ? 'same' : 'any' },
  });
  printResult(context, found, () => [
    ...found.items.map((item) => `${item.jobName}:${item.line}:${item.column}: ${item.text.trim()}`),
    ...(found.items.length === 0 ? [inWords(context, text('没有找到。', 'Nothing was found.'))] : []),
    ...(found.more ? [inWords(context, text('还有更多，请缩小范围。', 'There is more: narrow the text.'))] : []),
  ]);
}

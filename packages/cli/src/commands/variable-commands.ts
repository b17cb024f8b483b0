/** `liusu variable …` and `liusu secret …`: values that scripts take from outside of them. */
import { type CommandContext, inWords, printList, printResult } from '../command-context.ts';
import { text } from '../language.ts';
import { connect, projectOf } from '../platform-connection.ts';
import { readInput } from '../read-input.ts';
import type { ProjectOption } from './job-words.ts';

export interface DescriptionOption extends ProjectOption {
  description?: string;
}

async function target(context: CommandContext, options: ProjectOption) {
  const { client } = connect(context);
  return { client, projectId: (await projectOf(client, options.project)).id };
}

export async function listVariables(context: CommandContext, options: ProjectOption) {
  const { client, projectId } = await target(context, options);
  const { items } = await client.call('listVariables', { params: { projectId } });
  printList(
    context,
    items,
    [
      [text('名称', 'name'), (item) => item.name],
      [text('值', 'value'), (item) => item.value],
      [text('说明', 'description'), (item) => item.description],
      [text('修改者', 'by'), (item) => item.updatedBy],
    ],
    text('项目还没有变量。', 'The project has no variables.'),
  );
}

export async function setVariable(context: CommandContext, name: string, value: string, options: DescriptionOption) {
  const { client, projectId } = await target(context, options);
  const body = { value, ...(options.description === undefined ? {} : { description: options.description }) };
  const variable = await client.call('putVariable', { params: { projectId, name }, body });
  printResult(context, variable, () => [`\${${variable.name}} = ${variable.value}`]);
}

export async function deleteVariable(context: CommandContext, name: string, options: ProjectOption) {
  const { client, projectId } = await target(context, options);
  await client.call('deleteVariable', { params: { projectId, name } });
  printResult(context, { deleted: name }, () => [inWords(context, text(`已删除变量 ${name}`, `deleted ${name}`))]);
}

export async function listSecrets(context: CommandContext, options: ProjectOption) {
  const { client, projectId } = await target(context, options);
  const { items } = await client.call('listSecrets', { params: { projectId } });
  printList(
    context,
    items,
    [
      [text('名称', 'name'), (item) => item.name],
      [text('说明', 'description'), (item) => item.description],
      [text('修改者', 'by'), (item) => item.updatedBy],
      [text('修改时间', 'changed'), (item) => item.updatedAt],
    ],
    text('项目还没有密钥。', 'The project has no secrets.'),
  );
}

/** The value comes from a file, so that it stands in no process list and no shell history. */
export async function setSecret(context: CommandContext, name: string, file: string, options: DescriptionOption) {
  const { client, projectId } = await target(context, options);
  const value = readInput(file).replace(/\r?\n$/, '');
  const body = { value, ...(options.description === undefined ? {} : { description: options.description }) };
  const secret = await client.call('putSecret', { params: { projectId, name }, body });
  printResult(context, secret, () => [`\${secret.${secret.name}}`]);
}

export async function deleteSecret(context: CommandContext, name: string, options: ProjectOption) {
  const { client, projectId } = await target(context, options);
  await client.call('deleteSecret', { params: { projectId, name } });
  printResult(context, { deleted: name }, () => [inWords(context, text(`已删除密钥 ${name}`, `deleted ${name}`))]);
}

/** `liusu connector …`: jars with connectors, formats, catalogs and functions that people add. */
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';

import type { Connector } from '@liusu/contract/connector';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import { type CommandContext, inWords, printList, printResult } from '../command-context.ts';
import { text } from '../language.ts';
import { connect } from '../platform-connection.ts';

export interface AddConnectorOptions {
  name?: string;
  version?: string;
  description?: string;
  engine?: string;
}

/** What scripts can write for it: `kafka, json (format)`. */
function offersOf({ offers, classCount }: Connector): string {
  const named = offers.flatMap(({ kind, name }) =>
    name === null || kind === 'other' ? [] : [kind === 'connector' ? name : `${name} (${kind})`],
  );
  return named.length > 0 ? named.join(', ') : `${classCount} classes`;
}

/** Those it is for, without those it cannot load on; `*` for every one. */
function enginesOf({ engines, unfit }: Connector): string {
  const cannot = unfit.map(({ engine }) => engine);
  if (engines.length === 0) return ['*', ...cannot.map((id) => `-${id}`)].join(' ');
  return engines.filter((id) => !cannot.includes(id)).join(', ');
}

export async function listConnectors(context: CommandContext): Promise<void> {
  const { items } = await connect(context).client.call('listConnectors');
  printList(
    context,
    items,
    [
      [text('编号', 'id'), (item) => item.id],
      [text('名称', 'name'), (item) => item.name],
      [text('版本', 'version'), (item) => item.version],
      [text('提供', 'offers'), offersOf],
      [text('引擎', 'engines'), (item) => enginesOf(item)],
      [text('添加者', 'by'), (item) => item.createdBy],
    ],
    text('还没有自有连接器。', 'No connectors were added.'),
  );
}

export async function addConnector(context: CommandContext, file: string, options: AddConnectorOptions): Promise<void> {
  const { name, version, description, engine } = options;
  const query = {
    fileName: basename(file),
    ...(name === undefined ? {} : { name }),
    ...(version === undefined ? {} : { version }),
    ...(description === undefined ? {} : { description }),
    ...(engine === undefined ? {} : { engines: engine }),
  };
  const connector = await connect(context).client.call('addConnector', { query, upload: await fileAt(file) });
  printResult(context, connector, () => [
    inWords(context, text(`已添加 ${connector.name}：`, `added ${connector.name}: `)) + offersOf(connector),
    connector.id,
    ...connector.unfit.map(({ engine: id, missing }) =>
      inWords(
        context,
        text(`不能用于 ${id}：没有它需要的类 ${missing.join('、')}`, `not for ${id}: it lacks ${missing.join(', ')}`),
      ),
    ),
  ]);
}

async function fileAt(path: string): Promise<Blob> {
  try {
    return await openAsBlob(path);
  } catch (error) {
    throw new LiusuError('INVALID_INPUT', text(`无法读取文件 ${path}`, `the file ${path} cannot be read`), {
      cause: error,
    });
  }
}

export async function removeConnector(context: CommandContext, word: string): Promise<void> {
  const { client } = connect(context);
  const { items } = await client.call('listConnectors');
  const found = items.filter((item) => item.id === word || item.name === word);
  const [one] = found;
  if (one === undefined)
    throw new LiusuError('NOT_FOUND', text(`没有自有连接器 ${word}`, `there is no connector ${word}`));
  if (found.length > 1)
    throw new LiusuError(
      'INVALID_INPUT',
      text(
        `有 ${found.length} 个自有连接器 ${word}：请用编号指定`,
        `there are ${found.length} connectors ${word}: name one by its id`,
      ),
    );
  await client.call('removeConnector', { params: { connectorId: one.id } });
  printResult(context, { removed: one.id }, () => [
    inWords(context, text(`已移除 ${one.name}`, `removed ${one.name}`)),
  ]);
}

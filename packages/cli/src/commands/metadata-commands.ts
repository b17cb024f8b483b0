/** `liusu sql catalogs|databases|tables|table|functions`: what the SQL of a cluster's engine can name. Changes nothing. */
import type { CatalogColumn } from '@liusu/contract/catalog';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import { type CommandContext, inWords, printList, printResult } from '../command-context.ts';
import { whenEngineIsReady } from '../engine-wait.ts';
import { text } from '../language.ts';
import { connect, projectOf } from '../platform-connection.ts';
import { tableLines } from '../table.ts';
import { clusterOf, engineIdOf } from './cluster-commands.ts';
import type { ProjectOption } from './job-words.ts';

export interface MetadataOptions extends ProjectOption {
  cluster?: string;
  /** Another engine than that of the cluster: `flink-1.20`, or the version alone. */
  engine?: string;
  /** Ask Flink again instead of taking what is remembered. */
  refresh?: boolean;
}

/** Parts of a name as SQL writes it: by dots, a part in backquotes as it is. Throws INVALID_INPUT. */
export function partsOf(path: string, count: number, form: string): string[] {
  const part = '(?:`(?:[^`]|``)+`|[^.`]+)';
  const isPath = new RegExp(`^${part}(?:\\.${part})*$`).test(path);
  const parts = isPath ? Array.from(path.matchAll(new RegExp(part, 'g')), ([each]) => plain(each)) : [];
  if (parts.length !== count)
    throw new LiusuError('INVALID_INPUT', text(`${path} 的形式应为 ${form}。`, `${path} is not of the form ${form}.`));
  return parts;
}

function plain(part: string): string {
  return part.startsWith('`') ? part.slice(1, -1).replaceAll('``', '`') : part;
}

async function target(context: CommandContext, { project, cluster, engine, refresh }: MetadataOptions) {
  const { client } = connect(context);
  const { id: projectId } = await projectOf(client, project);
  const query = {
    ...(cluster === undefined ? {} : { clusterId: (await clusterOf(client, cluster)).id }),
    ...(engine === undefined ? {} : { engine: engineIdOf(engine) }),
    ...(refresh === true ? { refresh: 'true' as const } : {}),
  };
  return { client, params: { projectId }, query };
}

const nameHeading = text('名称', 'name');
const kindHeading = text('种类', 'kind');
const none = text('没有。', 'None.');

export async function listCatalogs(context: CommandContext, options: MetadataOptions): Promise<void> {
  const { client, params, query } = await target(context, options);
  const { items } = await whenEngineIsReady(context, () => client.call('listCatalogs', { params, query }));
  const columns: Parameters<typeof printList<(typeof items)[number]>>[2] = [
    [nameHeading, ({ name }) => name],
    [text('类型', 'type'), ({ type }) => type ?? ''],
  ];
  printList(context, items, columns, none);
}

export async function listDatabases(context: CommandContext, catalog: string, options: MetadataOptions): Promise<void> {
  const { client, params, query } = await target(context, options);
  const [name = ''] = partsOf(catalog, 1, 'catalog');
  const { items } = await whenEngineIsReady(context, () =>
    client.call('listDatabases', { params: { ...params, catalog: name }, query }),
  );
  printNames(context, items);
}

export async function listTables(context: CommandContext, path: string, options: MetadataOptions): Promise<void> {
  const { client, params, query } = await target(context, options);
  const [catalog = '', database = ''] = partsOf(path, 2, 'catalog.database');
  const found = await whenEngineIsReady(context, () =>
    client.call('listCatalogTables', { params: { ...params, catalog, database }, query }),
  );
  const items = [...found.items, ...found.models.map((name) => ({ name, kind: 'model' as const }))];
  const columns: Parameters<typeof printList<(typeof items)[number]>>[2] = [
    [nameHeading, ({ name }) => name],
    [kindHeading, ({ kind }) => kind],
  ];
  printList(context, items, columns, none);
}

export async function showTable(context: CommandContext, path: string, options: MetadataOptions): Promise<void> {
  const { client, params, query } = await target(context, options);
  const [catalog = '', database = '', table = ''] = partsOf(path, 3, 'catalog.database.table');
  const found = await whenEngineIsReady(context, () =>
    client.call('getCatalogTable', { params: { ...params, catalog, database, table }, query }),
  );
  printResult(context, found, () => [
    [found.kind, ...(found.connector === null ? [] : [found.connector])].join(' · '),
    ...columnLines(context, found.columns),
  ]);
}

/** Columns as lines: type, what makes one special, and its comment. */
export function columnLines(context: Pick<CommandContext, 'language'>, columns: readonly CatalogColumn[]): string[] {
  return tableLines(
    [nameHeading, text('类型', 'type'), text('说明', 'notes')].map((heading) => inWords(context, heading)),
    columns.map(({ name, type, nullable, isKey, extras, watermark, comment }) => [
      name,
      nullable ? type : `${type} NOT NULL`,
      [
        ...(isKey ? ['PRIMARY KEY'] : []),
        ...(extras === '' ? [] : [extras]),
        ...(watermark === '' ? [] : [`WATERMARK ${watermark}`]),
        ...(comment === '' ? [] : [comment]),
      ].join('; '),
    ]),
  );
}

/** `user` alone: functions of catalogs and of the session, without those Flink brings. */
export async function listFunctions(
  context: CommandContext,
  options: MetadataOptions & { user?: boolean },
): Promise<void> {
  const { client, params, query } = await target(context, options);
  const { builtIn, user } = await whenEngineIsReady(context, () => client.call('listFunctions', { params, query }));
  printNames(context, options.user === true ? user : [...user, ...builtIn]);
}

function printNames(context: CommandContext, names: readonly string[]): void {
  printResult(context, names, () => (names.length === 0 ? [inWords(context, none)] : [...names]));
}

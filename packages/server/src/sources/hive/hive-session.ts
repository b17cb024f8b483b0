/** A Hive Metastore: databases, tables and columns, asked of itself. */
import type { SourceNamespace, SourceTable } from '@liusu/contract/source';

import { both, type ReadColumn, type ReadTable } from '../mapped-type.ts';
import { SourceError } from '../source-error.ts';
import { placesOf } from '../source-places.ts';
import type { ConnectionOf, OpenOptions, SourceSession, TablePage, TableQuery } from '../source-session.ts';
import { HiveClient, isStruct, MetastoreRefused } from './hive-client.ts';
import { flinkTypeOf } from './hive-types.ts';
import type { ThriftStruct, ThriftValue } from './thrift.ts';
import { type Words, words } from '../../lib/words.ts';

/** Fields of Hive's own structures (hive_metastore.thrift). */
const tableMeta = { database: 1, name: 2, type: 3, comment: 4 } as const;
const tableFields = { storage: 7, partitionKeys: 8, parameters: 9, type: 12 } as const;
const storageColumns = 1;
const columnFields = { name: 1, type: 2, comment: 3 } as const;
/** Of `get_table`: NoSuchObjectException. */
const noSuchTable = 2;

export async function openHive(connection: ConnectionOf<'hive'>, options: OpenOptions): Promise<SourceSession> {
  const client = await HiveClient.open(placesOf(connection), options);
  try {
    // A connection alone says little: what listens there must speak as a metastore does.
    await client.call('get_all_databases');
    return new HiveSession(client);
  } catch (error) {
    client.close();
    throw error;
  }
}

class HiveSession implements SourceSession {
  readonly #client: HiveClient;

  constructor(client: HiveClient) {
    this.#client = client;
  }

  async close(): Promise<void> {
    this.#client.close();
  }

  /** Its own word for its version is the same in all of them: calls that came and went tell more. */
  async version(): Promise<string> {
    if (!(await this.#knows('get_table', { 1: 'default', 2: 'liusu asks' })))
      throw new SourceError(
        'VERSION_TOO_NEW',
        'it does not know get_table, as of Hive 4; the Hive client in Flink cannot talk to it',
      );
    return (await this.#knows('get_catalogs')) ? 'Hive Metastore 3' : 'Hive Metastore 2';
  }

  async readable(): Promise<Words> {
    const spaces = await this.namespaces();
    const count = spaces.reduce((sum, { tables }) => sum + tables, 0);
    return words(`${spaces.length} 个库中有 ${count} 张表`, `${count} tables in ${spaces.length} databases`);
  }

  async namespaces(): Promise<SourceNamespace[]> {
    const databases = listOf(await this.#client.call('get_all_databases')).map(String);
    const counts = new Map<string, number>();
    for (const { namespace } of await this.#tables('*')) counts.set(namespace, (counts.get(namespace) ?? 0) + 1);
    return databases.toSorted().map((name) => ({ name, tables: counts.get(name) ?? 0 }));
  }

  async tables({ namespace, search, limit, after }: TableQuery): Promise<TablePage> {
    const part = search?.toLowerCase() ?? '';
    const found = (await this.#tables(namespace ?? '*'))
      .filter((table) => namespace === undefined || table.namespace === namespace)
      .filter(({ name }) => name.includes(part))
      .toSorted((left, right) => compare(placeOf(left), placeOf(right)));
    const rest = after === undefined ? found : found.filter((table) => compare(placeOf(table), after) > 0);
    return { total: found.length, items: rest.slice(0, limit) };
  }

  /** Throws a SourceError with TABLE_NOT_FOUND. */
  async table(namespace: string, name: string): Promise<ReadTable> {
    const found = await this.#table(namespace, name);
    const parameters = mapOf(found.get(tableFields.parameters));
    const storage = found.get(tableFields.storage);
    const own = listOf(isStruct(storage) ? storage.get(storageColumns) : undefined).filter(isStruct);
    const keys = listOf(found.get(tableFields.partitionKeys)).filter(isStruct);
    const generic = genericColumns(parameters);
    const rows = Number(parameters.get('numRows') ?? 0);
    const lake = parameters.get('table_type')?.toLowerCase() ?? parameters.get('storage_handler');
    return {
      namespace,
      name,
      kind: kindOf(found.get(tableFields.type)),
      comment: parameters.get('comment') ?? '',
      rows: rows > 0 ? rows : null,
      partitions: null,
      topic: null,
      files: null,
      columns: generic ?? [...own.map((one) => columnOf(one, false)), ...keys.map((one) => columnOf(one, true))],
      ...(lake === undefined ? {} : { madeBy: lake }),
    };
  }

  async #table(namespace: string, name: string): Promise<ThriftStruct> {
    try {
      const found = await this.#client.call('get_table', { 1: namespace, 2: name });
      if (isStruct(found)) return found;
    } catch (error) {
      if (!(error instanceof MetastoreRefused) || error.field !== noSuchTable) throw error;
    }
    throw new SourceError('TABLE_NOT_FOUND', `the metastore has no table ${namespace}.${name}`);
  }

  async #tables(databases: string): Promise<SourceTable[]> {
    const found = await this.#client.call('get_table_meta', { 1: databases, 2: '*', 3: [] });
    return listOf(found)
      .filter(isStruct)
      .map((meta) => ({
        namespace: String(meta.get(tableMeta.database) ?? ''),
        name: String(meta.get(tableMeta.name) ?? ''),
        kind: kindOf(meta.get(tableMeta.type)),
        comment: String(meta.get(tableMeta.comment) ?? ''),
        rows: null,
        partitions: null,
      }));
  }

  async #knows(call: string, args: Readonly<Record<number, string>> = {}): Promise<boolean> {
    try {
      await this.#client.call(call, args);
      return true;
    } catch (error) {
      if (!(error instanceof MetastoreRefused)) throw error;
      return error.field !== 'unknown-call';
    }
  }
}

function kindOf(type: ThriftValue | undefined): 'table' | 'view' {
  return String(type).endsWith('VIEW') ? 'view' : 'table';
}

function columnOf(field: ThriftStruct, isPartition: boolean): ReadColumn {
  const type = String(field.get(columnFields.type) ?? '');
  const comment = String(field.get(columnFields.comment) ?? '');
  return readColumn(String(field.get(columnFields.name) ?? ''), type, flinkTypeOf(type), { comment, isPartition });
}

/** Columns of a table of another connector, which Flink keeps in the parameters; undefined for a table of Hive's. */
function genericColumns(parameters: ReadonlyMap<string, string>): ReadColumn[] | undefined {
  if (!parameters.has('flink.connector')) return undefined;
  const columns: ReadColumn[] = [];
  for (let i = 0; ; i += 1) {
    const name = parameters.get(`flink.schema.${i}.name`);
    if (name === undefined) return columns;
    const type = parameters.get(`flink.schema.${i}.data-type`) ?? '';
    const plainType = type.replace(/ NOT NULL$/, '');
    columns.push(readColumn(name, plainType, plainType, { nullable: plainType === type }));
  }
}

function readColumn(
  name: string,
  type: string,
  flinkType: string | null,
  more: { comment?: string; isPartition?: boolean; nullable?: boolean },
): ReadColumn {
  const { comment = '', isPartition = false, nullable = true } = more;
  return {
    ...{ name, sqlName: name, type, flinkType, nullable, comment, default: null, keyPosition: null },
    mapped: flinkType === null ? { jdbc: null, cdc: null, jdbcLoss: null } : both(flinkType),
    ...(isPartition ? { isPartition } : {}),
  };
}

function listOf(value: ThriftValue | undefined): readonly ThriftValue[] {
  return Array.isArray(value) ? (value as readonly ThriftValue[]) : [];
}

function mapOf(value: ThriftValue | undefined): ReadonlyMap<string, string> {
  return new Map(listOf(value).flatMap((pair) => (Array.isArray(pair) ? [[String(pair[0]), String(pair[1])]] : [])));
}

function placeOf({ namespace, name }: SourceTable): readonly [string, string] {
  return [namespace, name];
}

function compare(left: readonly [string, string], right: readonly [string, string]): number {
  const [a, b] = left[0] === right[0] ? [left[1], right[1]] : [left[0], right[0]];
  return a < b ? -1 : a > b ? 1 : 0;
}

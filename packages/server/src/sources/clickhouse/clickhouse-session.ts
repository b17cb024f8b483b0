/** ClickHouse: databases, tables and their columns, out of its system tables. */
import type { SourceNamespace, SourceTable } from '@liusu/contract/source';
import { z } from 'zod';

import type { ReadColumn, ReadTable } from '../mapped-type.ts';
import { SourceError } from '../source-error.ts';
import type { ConnectionOf, OpenOptions, SourceSession, TablePage, TableQuery } from '../source-session.ts';
import { ClickhouseClient } from './clickhouse-client.ts';
import { mapClickhouseType, splitList } from './clickhouse-types.ts';
import { type Words, words } from '../../lib/words.ts';

/** Its own, under both spellings of the standard's name. */
const visible = `database not in ('system', 'information_schema', 'INFORMATION_SCHEMA')`;
/** What materialised views keep their rows in is no table of people. */
const relations = `from system.tables where ${visible} and not is_temporary and not startsWith(name, '.inner')`;

const TableRow = z.object({
  database: z.string(),
  name: z.string(),
  engine: z.string(),
  comment: z.string(),
  sorting_key: z.string(),
  rows: z.string(),
});
const ColumnRow = z.object({
  name: z.string(),
  type: z.string(),
  default_kind: z.string(),
  default_expression: z.string(),
  comment: z.string(),
});
const Count = z.object({ n: z.string() });
const tableFields = `database, name, engine, comment, sorting_key, ifNull(toString(total_rows), '') as rows`;

/** Throws what the client throws, and DATABASE_UNKNOWN. */
export async function openClickhouse(
  connection: ConnectionOf<'clickhouse'>,
  options: OpenOptions,
): Promise<SourceSession> {
  const client = new ClickhouseClient(connection, options);
  try {
    const { database } = connection;
    const found = await client.rows(
      z.object({ name: z.string() }),
      'select name from system.databases where name = {d:String}',
      {
        d: database,
      },
    );
    if (found.length === 0) throw new SourceError('DATABASE_UNKNOWN', `there is no database ${database}`);
    return new ClickhouseSession(client);
  } catch (error) {
    await client.close();
    throw error;
  }
}

class ClickhouseSession implements SourceSession {
  readonly #client: ClickhouseClient;

  constructor(client: ClickhouseClient) {
    this.#client = client;
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async version(): Promise<string> {
    const [row] = await this.#client.rows(z.object({ v: z.string() }), 'select version() as v');
    return `ClickHouse ${row?.v ?? '?'}`;
  }

  async readable(): Promise<Words> {
    const [row] = await this.#client.rows(Count, `select toString(count()) as n ${relations}`);
    return words(`可见 ${row?.n ?? '0'} 张表`, `${row?.n ?? '0'} tables can be seen`);
  }

  async namespaces(): Promise<SourceNamespace[]> {
    const rows = await this.#client.rows(
      Count.extend({ database: z.string() }),
      `select database, toString(count()) as n ${relations} group by database order by database`,
    );
    return rows.map(({ database, n }) => ({ name: database, tables: Number(n) }));
  }

  async tables({ namespace, search, limit, after }: TableQuery): Promise<TablePage> {
    const filter =
      `${relations} and ({n:String} = '' or database = {n:String}) ` +
      'and positionCaseInsensitiveUTF8(name, {s:String}) > 0';
    const given = { n: namespace ?? '', s: search ?? '' };
    const [total] = await this.#client.rows(Count, `select toString(count()) as n ${filter}`, given);
    const [database, name] = after ?? ['', ''];
    const rows = await this.#client.rows(
      TableRow,
      `select ${tableFields} ${filter} and (database, name) > ({ad:String}, {an:String}) order by database, name limit ${limit}`,
      { ...given, ad: database, an: name },
    );
    return { total: Number(total?.n ?? 0), items: rows.map(tableOf) };
  }

  async table(namespace: string, name: string): Promise<ReadTable> {
    const given = { d: namespace, t: name };
    const [table] = await this.#client.rows(
      TableRow,
      `select ${tableFields} ${relations} and database = {d:String} and name = {t:String}`,
      given,
    );
    if (table === undefined) throw new SourceError('TABLE_NOT_FOUND', `there is no table ${namespace}.${name}`);
    const columns = await this.#client.rows(
      ColumnRow,
      'select name, type, default_kind, default_expression, comment from system.columns ' +
        'where database = {d:String} and table = {t:String} order by position',
      given,
    );
    const key = keyOf(
      table.sorting_key,
      columns.map((column) => column.name),
    );
    return { ...tableOf(table), columns: columns.map((column) => columnOf(column, key)), topic: null, files: null };
  }
}

function tableOf({ database, name, engine, comment, rows }: z.output<typeof TableRow>): SourceTable {
  return {
    namespace: database,
    name,
    kind: engine.endsWith('View') ? 'view' : 'table',
    comment,
    rows: rows === '' ? null : Number(rows),
    partitions: null,
  };
}

/** The columns that rows are sorted by; none where an expression is among them. */
function keyOf(sortingKey: string, columns: readonly string[]): string[] {
  const parts = splitList(sortingKey).map((part) => part.replaceAll('`', ''));
  return parts.every((part) => columns.includes(part)) ? parts : [];
}

function columnOf(row: z.output<typeof ColumnRow>, key: readonly string[]): ReadColumn {
  const { mapped, nullable } = mapClickhouseType(row.type);
  const position = key.indexOf(row.name) + 1;
  return {
    name: row.name,
    sqlName: row.name,
    type: row.type,
    nullable,
    default: row.default_expression === '' ? null : `${row.default_kind} ${row.default_expression}`,
    keyPosition: position === 0 ? null : position,
    comment: row.comment,
    flinkType: mapped.jdbc,
    mapped,
  };
}

/** PostgreSQL, read through one connection in one transaction that can write nothing. */
import { Socket } from 'node:net';

import type { SourceNamespace, SourceTable } from '@liusu/contract/source';
import type { Client } from 'pg';

import { isPlainInPostgresql } from '../ddl/quoting.ts';
import { capturedAlone, type ReadColumn, type ReadTable } from '../mapped-type.ts';
import { tlsOptionsOf } from '../reach.ts';
import { SourceError } from '../source-error.ts';
import type { ConnectionOf, OpenOptions, SourceSession, TablePage, TableQuery } from '../source-session.ts';
import { mapPostgresqlType } from './postgresql-types.ts';
import { type Words, words } from '../../lib/words.ts';
import { canCaptureChanges, noCapture } from '../change-capture.ts';

/** Ordinary and partitioned tables, views, materialised views, foreign tables; not the parts of a partitioned table. */
const relations = `
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
    and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
    and has_schema_privilege(n.oid, 'USAGE')`;

/** Throws what the client throws. */
export async function openPostgresql(
  connection: ConnectionOf<'postgresql'>,
  { signal, timeoutMs }: OpenOptions,
): Promise<SourceSession> {
  const { default: pg } = await import('pg');
  const socket = new Socket();
  const tls = tlsOptionsOf(connection, connection.host);
  const client = new pg.Client({
    host: connection.host,
    port: connection.port,
    database: connection.database,
    user: connection.username,
    // An absent password would be looked for in the environment and in ~/.pgpass of the platform's own user.
    password: connection.password ?? '',
    ...(tls === undefined ? {} : { ssl: tls }),
    application_name: 'liusu',
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    stream: () => socket,
  });
  // A connection that breaks between two questions is told by the next one.
  client.on('error', () => undefined);
  const abort = () => socket.destroy();
  signal.addEventListener('abort', abort, { once: true });
  const close = async () => {
    signal.removeEventListener('abort', abort);
    await client.end().catch(() => undefined);
    socket.destroy();
  };
  try {
    await client.connect();
    await client.query('begin transaction read only');
    await client.query(`set local statement_timeout = ${timeoutMs}`);
  } catch (error) {
    await close();
    throw error;
  }
  return new PostgresqlSession(client, close);
}

class PostgresqlSession implements SourceSession {
  readonly #client: Client;
  readonly #close: () => Promise<void>;

  constructor(client: Client, close: () => Promise<void>) {
    this.#client = client;
    this.#close = close;
  }

  close(): Promise<void> {
    return this.#close();
  }

  async #rows<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
    return (await this.#client.query<T>(text, values)).rows;
  }

  async version(): Promise<string> {
    const [row] = await this.#rows<{ version: string; level: string }>(
      `select current_setting('server_version') as version, current_setting('wal_level') as level`,
    );
    return `PostgreSQL ${row?.version ?? '?'}`;
  }

  async readable(): Promise<Words> {
    const [row] = await this.#rows<{ all: string; readable: string; level: string }>(
      `select count(*) as all, count(*) filter (where has_table_privilege(c.oid, 'SELECT')) as readable,
         current_setting('wal_level') as level ${relations}`,
    );
    const cdc = row?.level === 'logical' ? canCaptureChanges : noCapture(`wal_level=${row?.level}`);
    return words(
      `${row?.all} 张表和视图中可读 ${row?.readable} 张；${cdc.zh}`,
      `${row?.readable} of ${row?.all} tables and views can be read; ${cdc.en}`,
    );
  }

  async namespaces(): Promise<SourceNamespace[]> {
    const rows = await this.#rows<{ name: string; tables: string }>(
      `select n.nspname as name, count(*) as tables ${relations} group by 1 order by n.nspname collate "C"`,
    );
    return rows.map(({ name, tables }) => ({ name, tables: Number(tables) }));
  }

  async tables({ namespace, search, limit, after }: TableQuery): Promise<TablePage> {
    const matching = `${relations} and ($1::text is null or n.nspname = $1) and ($2 = '' or strpos(lower(c.relname), $2) > 0)`;
    const values = [namespace ?? null, search?.toLowerCase() ?? ''];
    const [count] = await this.#rows<{ total: string }>(`select count(*) as total ${matching}`, values);
    const rows = await this.#rows<TableRow>(
      `select n.nspname as namespace, c.relname as name, c.relkind as kind, c.reltuples as rows,
         coalesce(obj_description(c.oid, 'pg_class'), '') as comment ${matching}
         and ($3::text is null or (n.nspname collate "C", c.relname collate "C") > ($3, $4))
       order by n.nspname collate "C", c.relname collate "C" limit $5`,
      [...values, after?.[0] ?? null, after?.[1] ?? null, limit],
    );
    return { total: Number(count?.total ?? 0), items: rows.map(tableOf) };
  }

  async table(namespace: string, name: string): Promise<ReadTable> {
    const [table] = await this.#rows<TableRow & { oid: number }>(
      `select c.oid, n.nspname as namespace, c.relname as name, c.relkind as kind, c.reltuples as rows,
         coalesce(obj_description(c.oid, 'pg_class'), '') as comment ${relations} and n.nspname = $1 and c.relname = $2`,
      [namespace, name],
    );
    if (table === undefined) throw new SourceError('TABLE_NOT_FOUND', `there is no table ${namespace}.${name}`);
    const columns = await this.#rows<ColumnRow>(columnQuery, [table.oid]);
    const read = tableOf(table);
    return {
      ...read,
      columns: columns.map((column) => columnOf(column, read.kind === 'view')),
      topic: null,
      files: null,
    };
  }
}

interface TableRow {
  namespace: string;
  name: string;
  kind: string;
  rows: number;
  comment: string;
}

function tableOf(row: TableRow): SourceTable {
  return {
    namespace: row.namespace,
    name: row.name,
    kind: row.kind === 'v' || row.kind === 'm' ? 'view' : 'table',
    comment: row.comment,
    // Negative before the first ANALYZE.
    rows: row.rows < 0 || row.kind === 'v' ? null : row.rows,
    partitions: null,
  };
}

interface ColumnRow {
  name: string;
  sql_name: string;
  type: string;
  not_null: boolean;
  default: string | null;
  comment: string;
  key_position: number | null;
  base: string;
  is_array: boolean;
  is_enum: boolean;
  modifier: number;
}

/** A domain stands for its base type, an array for its element; the modifier is that of the base. */
const columnQuery = `
  select a.attname as name, quote_ident(a.attname) as sql_name, format_type(a.atttypid, a.atttypmod) as type,
    a.attnotnull or t.typnotnull as not_null, pg_get_expr(d.adbin, d.adrelid) as default,
    coalesce(col_description(a.attrelid, a.attnum), '') as comment,
    array_position(i.indkey::int2[], a.attnum) as key_position,
    coalesce(e.typname, b.typname, t.typname) as base,
    coalesce(b.typcategory, t.typcategory) = 'A' as is_array,
    coalesce(e.typtype, b.typtype, t.typtype) = 'e' as is_enum,
    case when t.typtype = 'd' then t.typtypmod else a.atttypmod end as modifier
  from pg_attribute a
    join pg_type t on t.oid = a.atttypid
    left join pg_type b on t.typtype = 'd' and b.oid = t.typbasetype
    left join pg_type e on coalesce(b.typcategory, t.typcategory) = 'A' and e.oid = coalesce(b.typelem, t.typelem)
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
  where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
  order by a.attnum`;

function columnOf(row: ColumnRow, isView: boolean): ReadColumn {
  const mapped = mapPostgresqlType({
    name: row.base,
    isArray: row.is_array,
    isEnum: row.is_enum,
    ...modifierOf(row.base, row.modifier),
  });
  return {
    name: row.name,
    // Its quote_ident also quotes what is only not English.
    sqlName: /[^\0-\x7f]/.test(row.name) && isPlainInPostgresql(row.name) ? row.name : row.sql_name,
    type: row.type,
    nullable: !row.not_null,
    default: row.default,
    // The vector counts from 0, PostgreSQL's arrays made of it keep that.
    keyPosition: row.key_position === null ? null : row.key_position + 1,
    comment: row.comment,
    flinkType: mapped.jdbc,
    ...(isView ? {} : capturedAlone(mapped)),
    mapped,
  };
}

/** How PostgreSQL packs lengths and digits into `atttypmod`: -1 for none, and 4 more than it is for some types. */
function modifierOf(base: string, modifier: number): { precision: number | null; scale: number | null } {
  if (modifier < 0) return { precision: null, scale: null };
  switch (base) {
    case 'varchar':
    case 'bpchar':
      return { precision: modifier - 4, scale: null };
    case 'numeric': {
      const packed = modifier - 4;
      // The scale has 11 bits and a sign.
      return { precision: (packed >> 16) & 0xffff, scale: ((packed & 0x7ff) ^ 1024) - 1024 };
    }
    default:
      return { precision: modifier, scale: null };
  }
}

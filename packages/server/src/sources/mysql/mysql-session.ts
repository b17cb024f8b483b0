/** MySQL and MariaDB, read through one connection. */
import { isIP, Socket } from 'node:net';

import type { SourceNamespace, SourceTable } from '@liusu/contract/source';
import type { Connection, RowDataPacket, SslOptions } from 'mysql2/promise';

import { capturedAlone, type ReadColumn, type ReadTable } from '../mapped-type.ts';
import { SourceError } from '../source-error.ts';
import type { ConnectionOf, OpenOptions, SourceSession, TablePage, TableQuery } from '../source-session.ts';
import { mapMysqlType } from './mysql-types.ts';
import { type Words, words } from '../../lib/words.ts';
import { canCaptureChanges, noCapture } from '../change-capture.ts';

const ownSchemas = `('information_schema', 'mysql', 'performance_schema', 'sys')`;

/** Throws what the client throws. */
export async function openMysql(
  connection: ConnectionOf<'mysql'>,
  { signal, timeoutMs }: OpenOptions,
): Promise<SourceSession> {
  const { createConnection } = await import('mysql2/promise');
  // The client checks a certificate by names only, and takes any for an address.
  if (connection.tls === 'verify' && isIP(connection.host) !== 0)
    throw new SourceError(
      'CERTIFICATE_OTHER_HOST',
      `${connection.host} is an address: give the name in the certificate`,
    );
  const socket = new Socket();
  socket.connect({ host: connection.host, port: connection.port });
  const abort = () => socket.destroy(new SourceError('CANCELLED', 'broken off'));
  signal.addEventListener('abort', abort, { once: true });
  const close = async (client?: Connection) => {
    signal.removeEventListener('abort', abort);
    client?.destroy();
    socket.destroy();
  };
  try {
    const client = await createConnection({
      stream: socket,
      host: connection.host,
      user: connection.username,
      password: connection.password ?? '',
      database: connection.database,
      connectTimeout: timeoutMs,
      charset: 'utf8mb4',
      dateStrings: true,
      supportBigNumbers: true,
      bigNumberStrings: true,
      ...(connection.tls === 'off' ? {} : { ssl: sslOf(connection) }),
    });
    client.on('error', () => undefined);
    return new MysqlSession(client, () => close(client), { database: connection.database, timeoutMs });
  } catch (error) {
    await close();
    throw error;
  }
}

function sslOf({ tls, caPem }: ConnectionOf<'mysql'>): SslOptions {
  return {
    rejectUnauthorized: tls === 'verify',
    verifyIdentity: tls === 'verify',
    ...(caPem === undefined ? {} : { ca: caPem }),
  };
}

class MysqlSession implements SourceSession {
  readonly #client: Connection;
  readonly #close: () => Promise<void>;
  readonly #options: { database: string; timeoutMs: number };

  constructor(client: Connection, close: () => Promise<void>, options: { database: string; timeoutMs: number }) {
    this.#client = client;
    this.#close = close;
    this.#options = options;
  }

  close(): Promise<void> {
    return this.#close();
  }

  async #rows<T>(sql: string, values: (string | number)[] = []): Promise<T[]> {
    const [rows] = await this.#client.query<RowDataPacket[]>({ sql, values, timeout: this.#options.timeoutMs });
    return rows as T[];
  }

  async version(): Promise<string> {
    const [row] = await this.#rows<{ version: string }>('select version() as version');
    const version = row?.version ?? '?';
    return version.includes('MariaDB') ? `MariaDB ${version}` : `MySQL ${version}`;
  }

  async readable(): Promise<Words> {
    const [row] = await this.#rows<{ tables: string }>(
      `select count(*) as tables from information_schema.tables where table_schema not in ${ownSchemas}`,
    );
    const [log] = await this.#rows<{ enabled: number; format: string; image: string }>(
      'select @@global.log_bin as enabled, @@global.binlog_format as format, @@global.binlog_row_image as image',
    );
    const canCapture = Number(log?.enabled) === 1 && log?.format === 'ROW' && log.image === 'FULL';
    const cdc = canCapture
      ? canCaptureChanges
      : noCapture(`log_bin=${log?.enabled} binlog_format=${log?.format} binlog_row_image=${log?.image}`);
    const count = row?.tables ?? 0;
    return words(`可见 ${count} 张表和视图；${cdc.zh}`, `${count} tables and views can be seen; ${cdc.en}`);
  }

  async namespaces(): Promise<SourceNamespace[]> {
    const rows = await this.#rows<{ name: string; tables: string }>(
      `select s.schema_name as name, count(t.table_name) as tables from information_schema.schemata s
         left join information_schema.tables t on t.table_schema = s.schema_name
       where s.schema_name not in ${ownSchemas} group by s.schema_name order by binary s.schema_name`,
    );
    return rows.map(({ name, tables }) => ({ name, tables: Number(tables) }));
  }

  async tables({ namespace, search, limit, after }: TableQuery): Promise<TablePage> {
    const conditions = [`table_schema not in ${ownSchemas}`];
    const values: (string | number)[] = [];
    if (namespace !== undefined && namespace !== '') {
      conditions.push('table_schema = ?');
      values.push(namespace);
    }
    if (search !== undefined && search !== '') {
      conditions.push('locate(?, lower(table_name)) > 0');
      values.push(search.toLowerCase());
    }
    const matching = `from information_schema.tables where ${conditions.join(' and ')}`;
    const [count] = await this.#rows<{ total: string }>(`select count(*) as total ${matching}`, values);
    const next =
      after === undefined
        ? ''
        : 'and (binary table_schema > binary ? or (binary table_schema = binary ? and binary table_name > binary ?))';
    const rows = await this.#rows<TableRow>(
      `${tableColumns} ${matching} ${next} order by binary table_schema, binary table_name limit ?`,
      [...values, ...(after === undefined ? [] : [after[0], after[0], after[1]]), limit],
    );
    return { total: Number(count?.total ?? 0), items: rows.map(tableOf) };
  }

  async table(namespace: string, name: string): Promise<ReadTable> {
    const schema = namespace === '' ? this.#options.database : namespace;
    const [table] = await this.#rows<TableRow>(
      `${tableColumns} from information_schema.tables where table_schema = ? and table_name = ?`,
      [schema, name],
    );
    if (table === undefined) throw new SourceError('TABLE_NOT_FOUND', `there is no table ${schema}.${name}`);
    const columns = await this.#rows<ColumnRow>(
      `select c.column_name as name, c.column_type as type, c.is_nullable as nullable, c.column_default as fallback,
         c.column_comment as comment, k.ordinal_position as key_position
       from information_schema.columns c
         left join information_schema.key_column_usage k on k.constraint_name = 'PRIMARY' and k.table_schema = c.table_schema
           and k.table_name = c.table_name and k.column_name = c.column_name
       where c.table_schema = ? and c.table_name = ? order by c.ordinal_position`,
      [schema, name],
    );
    return { ...tableOf(table), columns: columns.map(columnOf), topic: null, files: null };
  }
}

const tableColumns =
  'select table_schema as namespace, table_name as name, table_type as kind, table_rows as estimate, table_comment as comment';

interface TableRow {
  namespace: string;
  name: string;
  kind: string;
  estimate: string | null;
  comment: string;
}

function tableOf(row: TableRow): SourceTable {
  const isView = row.kind.includes('VIEW');
  return {
    namespace: row.namespace,
    name: row.name,
    kind: isView ? 'view' : 'table',
    // A view's comment is the word VIEW.
    comment: isView ? '' : row.comment,
    rows: row.estimate === null ? null : Number(row.estimate),
    partitions: null,
  };
}

interface ColumnRow {
  name: string;
  type: string;
  nullable: string;
  fallback: string | null;
  comment: string;
  key_position: string | null;
}

function columnOf(row: ColumnRow): ReadColumn {
  const mapped = mapMysqlType(row.type);
  return {
    name: row.name,
    sqlName: row.name,
    type: row.type,
    nullable: row.nullable === 'YES',
    // MariaDB writes a default of NULL as the word.
    default: row.fallback === 'NULL' ? null : row.fallback,
    keyPosition: row.key_position === null ? null : Number(row.key_position),
    comment: row.comment,
    flinkType: mapped.jdbc,
    ...capturedAlone(mapped),
    mapped,
  };
}

/** Columns, key and options for a table of PostgreSQL, MySQL or ClickHouse. Pure. */
import type { SourceDdlNote } from '@liusu/contract/source';

import type { ReadColumn } from '../mapped-type.ts';
import { quoteIdentifier } from '../../lib/quoted-name.ts';
import type { DdlTable, Writing } from './connector-choice.ts';
import { isPlainInPostgresql, quoteComment } from './quoting.ts';

/** Flink gives a time attribute 3 digits of a second at most. */
const timeType = /^(TIMESTAMP|TIMESTAMP_LTZ)\((\d)\)$/;

export function databaseDdl(writing: Writing): DdlTable {
  const { table, connector } = writing;
  const reader = connector === 'jdbc' ? 'jdbc' : 'cdc';
  const notes: SourceDdlNote[] = [];
  const note = (code: SourceDdlNote['code'], column: string | null, what: string) => notes.push({ code, column, what });
  const mapped: { column: ReadColumn; name: string; type: string }[] = [];
  for (const column of table.columns) {
    const type = column.mapped[reader];
    if (type === null) {
      note(column.captured === undefined ? 'NOT_MAPPED' : 'ONLY_CAPTURED', column.name, column.type);
      continue;
    }
    // The JDBC connector puts names of PostgreSQL into its queries as they stand, so the quotes belong to the name.
    const name = reader === 'jdbc' ? column.sqlName : column.name;
    if (name !== column.name) note('QUOTED_NAME', column.name, quoteIdentifier(name));
    if (reader === 'jdbc' && column.mapped.jdbcLoss !== null) note('NARROWED', column.name, column.mapped.jdbcLoss);
    mapped.push({ column, name, type });
  }
  const lines = mapped.map(({ column, name, type }) => {
    const isKey = column.keyPosition !== null;
    const required = column.nullable && !isKey ? '' : ' NOT NULL';
    const comment = column.comment === '' ? '' : ` COMMENT ${quoteComment(column.comment)}`;
    return `${quoteIdentifier(name)} ${type}${required}${comment}`;
  });
  const key = table.columns
    .filter((column) => column.keyPosition !== null)
    .sort((left, right) => (left.keyPosition ?? 0) - (right.keyPosition ?? 0))
    .map((column) => ({ column, as: mapped.find((one) => one.column === column)?.name }));
  const lost = key.find(({ as }) => as === undefined);
  if (lost !== undefined) note('KEY_DROPPED', lost.column.name, lost.column.type);
  else if (key.length > 0)
    lines.push(`PRIMARY KEY (${key.map(({ as }) => quoteIdentifier(as ?? '')).join(', ')}) NOT ENFORCED`);
  if (writing.connection.kind === 'clickhouse' && lost === undefined && key.length > 0)
    note('ORDER_IS_KEY', null, key.map(({ column }) => column.name).join(', '));
  const time = mapped.find(({ type }) => timeType.test(type));
  if (time !== undefined) note('WATERMARK', time.column.name, watermarkOf(time.name, time.type));
  if (connector !== 'jdbc') note('CDC_NEEDS', null, connector);
  // ClickHouse's driver always looks at the certificate.
  const isUntold = writing.connection.kind === 'clickhouse' && writing.connection.tls === 'trust';
  if (writing.connection.caPem !== undefined || isUntold) note('NO_TLS_FILE', null, connector);
  return { lines: mapped.length === 0 ? [] : lines, options: optionsOf(writing), notes };
}

/** A proposal, not part of the statement: tables of databases are mostly read as they are, not by the time of their rows. */
function watermarkOf(name: string, type: string): string {
  const [, base, digits] = timeType.exec(type) ?? [];
  const quoted = quoteIdentifier(name);
  const narrowed = Number(digits) > 3 ? `${quoted} ${base ?? 'TIMESTAMP'}(3), ` : '';
  return `${narrowed}WATERMARK FOR ${quoted} AS ${quoted} - INTERVAL '5' SECOND`;
}

function optionsOf({ source, connection, table, connector }: Writing): DdlTable['options'] {
  const ref = (field: string) => `\${source.${source}.${field}}`;
  const account = [['username', ref('username')] as const, ...passwordOf()];
  function passwordOf() {
    return connection.password === undefined ? [] : [['password', ref('password')] as const];
  }
  const isPostgresql = connection.kind === 'postgresql';
  if (connector === 'jdbc') {
    const isDefault = isPostgresql || ('database' in connection && connection.database === table.namespace);
    const url = isDefault ? ref('url') : `${ref('base-url')}/${table.namespace}?${ref('url-parameters')}`;
    const name = isPostgresql ? [table.namespace, table.name].map(quotedForPostgresql).join('.') : table.name;
    return [['connector', 'jdbc'], ['url', url], ['table-name', name], ...account];
  }
  // Both take the database and the table as regular expressions.
  const place = isPostgresql
    ? ([
        ['database-name', ref('database')],
        ['schema-name', table.namespace],
        ['table-name', table.name],
        ['slot.name', slotOf(table.name)],
        ['decoding.plugin.name', 'pgoutput'],
      ] as const)
    : ([
        ['database-name', table.namespace],
        ['table-name', table.name],
      ] as const);
  return [['connector', connector], ['hostname', ref('hostname')], ['port', ref('port')], ...account, ...place];
}

/** The connector puts the name into its queries as it stands; quotes are never wrong around a name written exactly. */
function quotedForPostgresql(name: string): string {
  return isPlainInPostgresql(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** Lower-case letters, digits and underscores, 63 at most: what PostgreSQL allows for a slot. */
function slotOf(table: string): string {
  return `liusu_${table.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_')}`.slice(0, 63);
}

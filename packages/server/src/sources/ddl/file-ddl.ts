/** Columns, partitions and options for a folder or file of a bucket. Pure. */
import type { SourceDdlNote } from '@liusu/contract/source';

import { timeStyleOf } from '../guess/json-columns.ts';
import type { ReadColumn, ReadTable } from '../mapped-type.ts';
import { quoteIdentifier } from '../../lib/quoted-name.ts';
import type { DdlTable, Writing } from './connector-choice.ts';
import { parsedObjects } from './topic-ddl.ts';

type Files = NonNullable<ReadTable['files']>;

export function fileDdl({ source, connection, table }: Writing, files: Files): DdlTable {
  const notes: SourceDdlNote[] = [];
  const columns = table.columns.filter((column) => {
    if (column.flinkType === null) notes.push({ code: 'NOT_MAPPED', column: column.name, what: column.type });
    return column.flinkType !== null;
  });
  // Folders alone are no table: without a file that was understood nothing is known of the columns.
  if (files.format === 'unknown' || columns.every(({ name }) => files.partitionKeys.includes(name)))
    return { lines: [], options: [], notes };
  notes.push({ code: 'GUESSED_FILE', column: null, what: files.sampled ?? '' });
  if (files.hasHeader) notes.push({ code: 'HEADER_LINE', column: null, what: files.lines[0] ?? '' });
  if (files.partitionKeys.length > 0)
    notes.push({ code: 'PARTITIONS', column: null, what: files.partitionKeys.join(', ') });
  if (connection.tls === 'trust' || connection.caPem !== undefined)
    notes.push({ code: 'NO_TLS_FILE', column: null, what: 's3' });
  return {
    lines: columns.map(({ name, flinkType }) => `${quoteIdentifier(name)} ${flinkType}`),
    options: [
      ['connector', 'filesystem'],
      ['path', `\${source.${source}.url}/${table.name === '/' ? '' : table.name}`],
      ...formatOptions(files, table.columns),
    ],
    notes,
    partitionKeys: files.partitionKeys,
  };
}

function formatOptions(
  { format, lines, hasHeader, delimiter }: Files,
  columns: readonly ReadColumn[],
): (readonly [string, string])[] {
  if (format === 'csv')
    return [
      ['format', 'csv'],
      ...(delimiter === ',' ? [] : [['csv.field-delimiter', delimiter] as const]),
      ...(hasHeader ? [['csv.ignore-parse-errors', 'true'] as const] : []),
    ];
  if (format === 'parquet' && columns.some(({ type }) => type.includes('int64 (timestamp')))
    // Numbers since 1970 are read in the time zone of Flink's machine unless this is said.
    return [
      ['format', 'parquet'],
      ['parquet.utc-timezone', 'true'],
    ];
  if (format !== 'json') return [['format', format]];
  const style = timeStyleOf(parsedObjects(lines));
  return [['format', 'json'], ...(style === 'SQL' ? [] : [['json.timestamp-format.standard', style] as const])];
}

/** Which connectors read a table of a source, the usual one first. Pure. */
import type { SourceConnector, SourceDdlNote, SourceKind } from '@liusu/contract/source';

import type { ReadTable } from '../mapped-type.ts';
import type { DdlInput } from './generate-ddl.ts';

export interface Writing extends DdlInput {
  connector: SourceConnector;
}

export interface DdlTable {
  /** Columns and constraints. */
  lines: string[];
  options: (readonly [key: string, value: string])[];
  notes: SourceDdlNote[];
  /** Columns whose values are names of folders. */
  partitionKeys?: readonly string[];
}

export function connectorsFor(
  kind: SourceKind,
  table: Pick<ReadTable, 'kind' | 'columns' | 'topic'>,
): SourceConnector[] {
  const hasKey = table.columns.some((column) => column.keyPosition !== null);
  switch (kind) {
    case 'postgresql':
      return table.kind === 'view' ? ['jdbc'] : ['jdbc', 'postgres-cdc'];
    case 'mysql':
      return table.kind === 'view' ? ['jdbc'] : ['jdbc', 'mysql-cdc'];
    case 'kafka': {
      const isChangelog = table.topic?.format === 'debezium-json' || table.topic?.format === 'canal-json';
      return hasKey && !isChangelog ? ['kafka', 'upsert-kafka'] : ['kafka'];
    }
    case 's3':
      return ['filesystem'];
    case 'clickhouse':
      return ['jdbc'];
    case 'hive':
      return ['hive'];
    case 'redis':
      return [];
  }
}

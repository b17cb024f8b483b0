/** For a table of Hive: its catalog, as the catalog brings the table along, and what is in the table, in comments. Pure. */
import type { SourceDdlNote } from '@liusu/contract/source';

import { quoteIdentifier } from '../../lib/quoted-name.ts';
import type { DdlInput } from './generate-ddl.ts';
import { quoteText } from './quoting.ts';

export function hiveDdl({ source, table, as }: Pick<DdlInput, 'source' | 'table' | 'as'>): {
  ddl: string;
  notes: SourceDdlNote[];
} {
  const notes: SourceDdlNote[] = table.columns
    .filter(({ flinkType }) => flinkType === null)
    .map(({ name, type }) => ({ code: 'NOT_MAPPED', column: name, what: type }));
  const catalog = quoteIdentifier(as ?? source);
  const columns = table.columns.map(({ name, flinkType, type, isPartition }) => {
    const words = flinkType ?? `${type}: no type of Flink`;
    return `--   ${inComment(quoteIdentifier(name))} ${inComment(words)}${isPartition === true ? ', partition' : ''}`;
  });
  return {
    ddl: [
      `CREATE CATALOG ${catalog} WITH (`,
      `  'type'             = 'hive',`,
      `  'hive-conf-dir'    = '\${source.${source}.conf}',`,
      `  'default-database' = ${quoteText(table.namespace)}`,
      `);`,
      ``,
      `-- ${inComment([catalog, quoteIdentifier(table.namespace), quoteIdentifier(table.name)].join('.'))} has these columns:`,
      ...columns,
    ].join('\n'),
    notes,
  };
}

/** One line, and nothing that would be taken for a variable of the script. */
function inComment(text: string): string {
  return text.replaceAll(/\s*\r?\n\s*/g, ' ').replaceAll('${', '$ {');
}

/** Writes a CREATE TABLE of Flink, or a CREATE CATALOG, for a table or topic of a data source. No password is in it: its options refer to the source. Pure. */
import type { SourceConnection, SourceConnector, SourceDdl, SourceDdlNote } from '@liusu/contract/source';

import { LiusuError } from '../../lib/errors.ts';
import { quoteIdentifier } from '../../lib/quoted-name.ts';
import { type Words, words } from '../../lib/words.ts';
import type { ReadTable } from '../mapped-type.ts';
import { connectorsFor, type DdlTable, type Writing } from './connector-choice.ts';
import { databaseDdl } from './database-ddl.ts';
import { fileDdl } from './file-ddl.ts';
import { hiveDdl } from './hive-ddl.ts';
import { topicDdl } from './topic-ddl.ts';
import { quoteComment, quoteText } from './quoting.ts';

export interface DdlInput {
  source: string;
  connection: SourceConnection;
  table: ReadTable;
  /** The first that is available when absent. */
  connector: SourceConnector | undefined;
  /** Name of the table in Flink. */
  as: string | undefined;
  /** The engine that SQL runs on, and those that have a connector. */
  engine: string;
  enginesWith(name: SourceConnector): string[];
}

const kinds: Readonly<Record<ReadTable['kind'], Words>> = {
  table: words('表', 'a table'),
  view: words('视图', 'a view'),
  topic: words('主题', 'a topic'),
  keys: words('键', 'keys'),
  files: words('文件', 'files'),
};

/** Throws SOURCE_DDL_NOT_POSSIBLE when no connector reads it, or no column of it can be read. */
export function generateDdl(input: DdlInput): SourceDdl {
  const { table, connection } = input;
  const connectors = connectorsFor(connection.kind, table).map((name) => ({
    name,
    available: input.enginesWith(name).includes(input.engine),
  }));
  const [first] = connectors;
  if (first === undefined)
    throw notPossible(
      words(
        `平台已知的 Flink 连接器都不能读取 ${connection.kind}（${table.name}）`,
        `no connector of Flink that the platform knows reads ${connection.kind} (${table.name})`,
      ),
    );
  const connector = input.connector ?? connectors.find((one) => one.available)?.name ?? first.name;
  const chosen = connectors.find((one) => one.name === connector);
  if (chosen === undefined)
    throw notPossible(
      words(
        `${connector} 不能读取 ${connection.kind} 的${kinds[table.kind].zh}`,
        `${connector} does not read ${kinds[table.kind].en} of ${connection.kind}`,
      ),
    );
  const others = chosen.available ? [] : input.enginesWith(connector);
  const missing: SourceDdlNote[] = chosen.available
    ? []
    : others.length > 0
      ? [{ code: 'OTHER_ENGINE', column: null, what: others.join(', ') }]
      : [
          {
            code: 'CONNECTOR_MISSING',
            column: null,
            what: connector === 'jdbc' ? `jdbc:${connection.kind}` : connector,
          },
        ];
  if (connection.kind === 'hive') {
    if (table.madeBy !== undefined)
      throw notPossible(
        words(
          `${table.name} 是 ${table.madeBy} 的表，要用它自己类型的目录读取`,
          `${table.name} is a table of ${table.madeBy}, which a catalog of its own type reads`,
        ),
      );
    const { ddl, notes } = hiveDdl(input);
    return { ddl, connector, connectors, notes: [...missing, ...notes] };
  }
  const writing: Writing = { ...input, connector };
  const made = tableDdl(writing);
  if (made.lines.length === 0)
    throw notPossible(
      words(
        `${table.name} 没有任何列能通过 ${connector} 对应到 Flink 类型`,
        `none of the columns of ${table.name} has a type in Flink for ${connector}`,
      ),
    );
  return {
    ddl: textOf(input.as ?? plainName(table), table.comment, made),
    connector,
    connectors,
    notes: [...missing, ...made.notes],
  };
}

function tableDdl(writing: Writing): DdlTable {
  const { topic, files } = writing.table;
  if (topic !== null) return topicDdl(writing, topic);
  return files === null ? databaseDdl(writing) : fileDdl(writing, files);
}

function notPossible({ zh, en }: Words): LiusuError {
  const told = words(`写不出建表语句：${zh}。`, `No CREATE TABLE can be written: ${en}.`);
  return new LiusuError('SOURCE_DDL_NOT_POSSIBLE', told, { params: { why: en } });
}

function textOf(name: string, comment: string, { lines, options, partitionKeys = [] }: DdlTable): string {
  const width = Math.max(...options.map(([key]) => key.length));
  return [
    `CREATE TABLE ${quoteIdentifier(name)} (`,
    lines.map((line) => `  ${line}`).join(',\n'),
    `)${comment === '' ? '' : ` COMMENT ${quoteComment(comment)}`}${partitionsOf(partitionKeys)} WITH (`,
    options.map(([key, value]) => `  ${`'${key}'`.padEnd(width + 2)} = ${quoteText(value)}`).join(',\n'),
    ');\n',
  ].join('\n');
}

/** Of a folder or file, its last part without what marks the format. */
function plainName({ name, files }: ReadTable): string {
  if (files === null) return name;
  const last = name.split('/').findLast((part) => part !== '') ?? '';
  return last.replace(/(\.(csv|json|jsonl|ndjson|parquet|avro|txt|gz))+$/i, '') || 'files';
}

function partitionsOf(keys: readonly string[]): string {
  return keys.length === 0 ? '' : ` PARTITIONED BY (${keys.map(quoteIdentifier).join(', ')})`;
}

/** Columns, watermark and options for a topic of Kafka. Pure. */
import type { SourceDdlNote } from '@liusu/contract/source';

import { carriesSchema } from '../kafka/guess-topic.ts';
import { delimiterOf } from '../guess/csv-columns.ts';
import { type JsonObject, timeStyleOf } from '../guess/json-columns.ts';
import type { ReadColumn, ReadTable } from '../mapped-type.ts';
import { quoteIdentifier } from '../../lib/quoted-name.ts';
import type { DdlTable, Writing } from './connector-choice.ts';

type Topic = NonNullable<ReadTable['topic']>;

const watermarkDelay = "INTERVAL '5' SECOND";
const timeName = /(^|_)(ts|time|timestamp|at|date)$|time$|At$/i;

export function topicDdl(writing: Writing, topic: Topic): DdlTable {
  const { table, connector } = writing;
  const notes: SourceDdlNote[] = [];
  const columns = table.columns.filter((column) => {
    if (column.flinkType === null) notes.push({ code: 'NOT_MAPPED', column: column.name, what: column.type });
    return column.flinkType !== null;
  });
  // Without messages, or with those of a registry, nothing is known of the columns.
  if (columns.length === 0) return { lines: [], options: [], notes };
  notes.push({ code: 'GUESSED', column: null, what: `${topic.format}: ${topic.messages.length}` });
  if (writing.connection.tls === 'trust') notes.push({ code: 'NO_TLS_FILE', column: null, what: connector });
  const lines = columns.map(
    (column) => `${quoteIdentifier(column.name)} ${column.flinkType}${column.keyPosition === null ? '' : ' NOT NULL'}`,
  );
  const isChangelog = topic.format === 'debezium-json' || topic.format === 'canal-json';
  const key = columns
    .filter((column) => column.keyPosition !== null)
    .sort((left, right) => (left.keyPosition ?? 0) - (right.keyPosition ?? 0))
    .map((column) => quoteIdentifier(column.name));
  if (!isChangelog) {
    const { extra, time, from } = timeOf(columns);
    lines.push(...extra, `WATERMARK FOR ${time} AS ${time} - ${watermarkDelay}`);
    notes.push({ code: 'WATERMARK', column: from, what: `${time} - ${watermarkDelay}` });
  } else notes.push({ code: 'NO_WATERMARK', column: null, what: topic.format });
  // A table of plain messages has no key: Flink takes one only where later rows replace earlier ones.
  if (key.length > 0 && (isChangelog || connector === 'upsert-kafka'))
    lines.push(`PRIMARY KEY (${key.join(', ')}) NOT ENFORCED`);
  return { lines, options: optionsOf(writing, topic, columns), notes };
}

/** The time of a row: a column of times, or of milliseconds that is named so, or the time of the message itself. */
function timeOf(columns: readonly ReadColumn[]): { extra: string[]; time: string; from: string | null } {
  const typed = columns.find(({ flinkType }) => /^TIMESTAMP(_LTZ)?\(3\)$/.test(flinkType ?? ''));
  if (typed !== undefined) return { extra: [], time: quoteIdentifier(typed.name), from: typed.name };
  const counted = columns.find(({ name, flinkType }) => flinkType === 'BIGINT' && timeName.test(name));
  const free = (name: string): string => (columns.some((one) => one.name === name) ? free(`${name}_`) : name);
  if (counted !== undefined) {
    const time = quoteIdentifier(free('event_time'));
    return { extra: [`${time} AS TO_TIMESTAMP_LTZ(${quoteIdentifier(counted.name)}, 3)`], time, from: counted.name };
  }
  const time = quoteIdentifier(free('kafka_time'));
  return { extra: [`${time} TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL`], time, from: null };
}

function optionsOf(
  { source, connection, table, connector }: Writing,
  topic: Topic,
  columns: readonly ReadColumn[],
): DdlTable['options'] {
  const ref = (field: string) => `\${source.${source}.${field}}`;
  const head = [
    ['connector', connector],
    ['topic', table.name],
    ['properties.bootstrap.servers', ref('bootstrap-servers')],
  ] as const;
  const formats = formatOptions(topic);
  const tail =
    connector === 'upsert-kafka'
      ? ([
          ['key.format', keyFormatOf(topic, columns)],
          ...formats.map(([name, value]) => [`value.${name}`, value] as const),
        ] as const)
      : ([['scan.startup.mode', 'earliest-offset'], ...formats] as const);
  return [...head, ...securityOf(), ...tail];

  function securityOf(): DdlTable['options'] {
    if (connection.kind !== 'kafka' || (connection.tls === 'off' && connection.sasl === 'none')) return [];
    return [
      ['properties.security.protocol', ref('security-protocol')],
      ...(connection.sasl === 'none'
        ? []
        : ([
            ['properties.sasl.mechanism', ref('sasl-mechanism')],
            ['properties.sasl.jaas.config', ref('jaas-config')],
          ] as const)),
      ...(connection.caPem === undefined
        ? []
        : ([
            ['properties.ssl.truststore.type', 'PEM'],
            ['properties.ssl.truststore.certificates', ref('ca-pem')],
          ] as const)),
    ];
  }
}

function keyFormatOf(topic: Topic, columns: readonly ReadColumn[]): string {
  const isObject = topic.messages.some(({ key }) => key?.trimStart().startsWith('{') === true);
  const keys = columns.filter((column) => column.keyPosition !== null);
  return !isObject && keys.length === 1 && keys[0]?.flinkType === 'STRING' ? 'raw' : 'json';
}

function formatOptions(topic: Topic): (readonly [string, string])[] {
  const values = topic.messages.flatMap(({ value }) => value ?? []);
  switch (topic.format) {
    case 'json': {
      const style = timeStyleOf(parsedObjects(values));
      return [['format', 'json'], ...(style === 'SQL' ? [] : [['json.timestamp-format.standard', style] as const])];
    }
    case 'debezium-json':
      return [
        ['format', 'debezium-json'],
        ...(values.some(carriesSchema) ? [['debezium-json.schema-include', 'true'] as const] : []),
      ];
    case 'csv': {
      const delimiter = delimiterOf(values) ?? ',';
      return [['format', 'csv'], ...(delimiter === ',' ? [] : [['csv.field-delimiter', delimiter] as const])];
    }
    default:
      return [['format', topic.format]];
  }
}

/** Objects of lines that are whole. */
export function parsedObjects(lines: readonly string[]): JsonObject[] {
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as JsonObject];
    } catch {
      // Cut at its end because it was too long to show.
      return [];
    }
  });
}

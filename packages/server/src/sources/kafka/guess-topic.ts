/** Guesses the format of a topic and its columns from some of its messages. Pure. */
import type { TopicFormat } from '@liusu/contract/source';

import { fromGuess, guessedColumn } from '../guess/guessed-column.ts';
import type { ReadColumn } from '../mapped-type.ts';
import { mapMysqlType } from '../mysql/mysql-types.ts';
import { columnsOfObjects, type JsonObject } from '../guess/json-columns.ts';
import { columnsOfLines, delimiterOf } from '../guess/csv-columns.ts';
import { textOfBytes } from '../guess/shown-bytes.ts';

export interface RawMessage {
  partition: number;
  offset: bigint;
  /** Negative when the message has no time. */
  atMs: number;
  key: Uint8Array | null;
  /** Null: a tombstone. */
  value: Uint8Array | null;
}

export interface TopicGuess {
  format: TopicFormat;
  columns: ReadColumn[];
}

/** A schema registry's id stands behind a zero. */
const registryHeaderBytes = 5;

export function guessTopic(messages: readonly RawMessage[]): TopicGuess {
  const filled = messages.filter((one): one is RawMessage & { value: Uint8Array } => (one.value?.length ?? 0) > 0);
  if (filled.length === 0) return { format: 'unknown', columns: [] };
  const isRegistered = filled.every(({ value }) => value[0] === 0 && value.length > registryHeaderBytes);
  if (isRegistered) return { format: 'avro-confluent', columns: [] };
  const texts = filled.map(({ value }) => textOfBytes(value));
  if (texts.some((text) => text === undefined))
    return { format: 'raw', columns: [guessedColumn('payload', 'bytes', 'BYTES')] };
  const lines = texts as string[];
  const objects = lines.map(objectOf);
  if (objects.every((one) => one !== undefined)) return guessJson(objects as JsonObject[], filled);
  const delimiter = delimiterOf(lines);
  if (delimiter !== undefined) return { format: 'csv', columns: columnsOfLines(lines, delimiter).map(fromGuess) };
  return { format: 'raw', columns: [guessedColumn('payload', 'text', 'STRING')] };
}

function guessJson(objects: JsonObject[], messages: readonly RawMessage[]): TopicGuess {
  const changes = objects.map(debeziumChangeOf);
  if (changes.every((one) => one !== undefined)) {
    const rows = changes.flatMap(({ before, after }) => [before, after]).filter((row) => row !== null);
    return { format: 'debezium-json', columns: withKeys(columnsOfObjects(rows).map(fromGuess), messages) };
  }
  if (objects.every(isCanalChange)) return { format: 'canal-json', columns: canalColumns(objects) };
  return { format: 'json', columns: withKeys(columnsOfObjects(objects).map(fromGuess), messages) };
}

/** The change of a row as Debezium writes it, with or without its schema around it. */
function debeziumChangeOf(object: JsonObject): { before: JsonObject | null; after: JsonObject | null } | undefined {
  const payload = isObject(object['payload']) && 'schema' in object ? object['payload'] : object;
  if (typeof payload['op'] !== 'string' || !('after' in payload)) return undefined;
  const rowAt = (name: string) => (isObject(payload[name]) ? payload[name] : null);
  return { before: rowAt('before'), after: rowAt('after') };
}

/** True when the messages carry their schema, which the format has to be told. */
export function carriesSchema(text: string): boolean {
  const object = objectOf(text);
  return object !== undefined && 'schema' in object && 'payload' in object;
}

function isCanalChange(object: JsonObject): boolean {
  return 'data' in object && typeof object['type'] === 'string' && 'database' in object && 'table' in object;
}

/** Canal tells the types of MySQL and the key itself. */
function canalColumns(objects: readonly JsonObject[]): ReadColumn[] {
  const types = objects.map((one) => one['mysqlType']).find(isObject);
  if (types === undefined) {
    const rows = objects.flatMap((one) => (Array.isArray(one['data']) ? one['data'] : [])).filter(isObject);
    return columnsOfObjects(rows).map(fromGuess);
  }
  const found = objects.map((one) => one['pkNames']).find(Array.isArray) ?? [];
  return Object.entries(types).map(([name, type]) => {
    const mapped = mapMysqlType(String(type));
    const keyPosition = found.indexOf(name) + 1;
    return {
      ...guessedColumn(name, String(type), mapped.cdc),
      mapped,
      keyPosition: keyPosition === 0 ? null : keyPosition,
      nullable: keyPosition === 0,
    };
  });
}

/** Columns whose values, in the same order, make up the keys of the messages. */
function withKeys(columns: ReadColumn[], messages: readonly RawMessage[]): ReadColumn[] {
  const names = keyNamesOf(columns, messages);
  return columns.map((one) => {
    const position = names.indexOf(one.name) + 1;
    return position === 0 ? one : { ...one, keyPosition: position, nullable: false };
  });
}

function keyNamesOf(columns: readonly ReadColumn[], messages: readonly RawMessage[]): string[] {
  const keys = messages.map(({ key }) => (key === null ? undefined : textOfBytes(key)));
  if (keys.length === 0 || keys.some((key) => key === undefined || key === '')) return [];
  const known = new Set(columns.map((one) => one.name));
  const objects = (keys as string[]).map((key) => {
    const object = objectOf(key);
    return object !== undefined && isObject(object['payload']) ? object['payload'] : object;
  });
  if (objects.every((one) => one !== undefined)) {
    const names = Object.keys(objects[0] ?? {});
    const isSame = objects.every((one) => Object.keys(one).join('\n') === names.join('\n'));
    return isSame && names.every((name) => known.has(name)) ? names : [];
  }
  const rows = messages.map(({ value }) => objectOf(value === null ? '' : (textOfBytes(value) ?? '')));
  const single = columns.find((one) =>
    rows.every((row, i) => row !== undefined && row[one.name] !== null && String(row[one.name]) === keys[i]),
  );
  return single === undefined ? [] : [single.name];
}

function objectOf(text: string): JsonObject | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    // Not JSON, which is the question.
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

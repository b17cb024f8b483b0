/** Columns of an avro file by its schema, as Flink's filesystem connector reads them. Types were tried on Flink 1.20 and 2.2. Pure. */
import { maxDecimalDigits } from '../mapped-type.ts';
import { rowType, type WrittenColumn } from '../guess/written-column.ts';
import { readAvroHeader } from './avro-header.ts';

type Schema = string | Schema[] | Named;
interface Named {
  type: Schema;
  name?: string;
  logicalType?: string;
  precision?: number;
  scale?: number;
  fields?: { name: string; type: Schema }[];
  items?: Schema;
  values?: Schema;
}

/** Columns of the file that begins with these bytes; none when they hold no whole header, or it keeps no records. */
export function columnsOfAvro(bytes: Buffer): WrittenColumn[] {
  const text = readAvroHeader(bytes)?.get('avro.schema')?.toString('utf8');
  if (text === undefined) return [];
  return (fieldsOf(JSON.parse(text) as Schema) ?? []).map(({ name, type }) => ({
    name,
    type: wordsOf(type),
    flinkType: typeOf(type),
  }));
}

/** Flink itself writes a record that may be null. */
function fieldsOf(schema: Schema): Named['fields'] {
  if (typeof schema === 'string') return undefined;
  return Array.isArray(schema) ? withoutNull(schema).map(fieldsOf)[0] : schema.fields;
}

function wordsOf(schema: Schema): string {
  if (typeof schema === 'string') return schema;
  if (Array.isArray(schema)) {
    const given = withoutNull(schema);
    return given.length === 1 ? given.map(wordsOf).join('') : `union of ${schema.map(wordsOf).join(', ')}`;
  }
  return `${wordsOf(schema.type)}${schema.logicalType === undefined ? '' : ` (${schema.logicalType})`}`;
}

function withoutNull(union: Schema[]): Schema[] {
  return union.filter((one) => one !== 'null');
}

const plainTypes: Partial<Record<string, string>> = {
  boolean: 'BOOLEAN',
  int: 'INT',
  long: 'BIGINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  bytes: 'BYTES',
  string: 'STRING',
};

/** Null: no type of Flink reads it. */
function typeOf(schema: Schema): string | null {
  if (typeof schema === 'string') return plainTypes[schema] ?? null;
  if (Array.isArray(schema)) {
    const [one, ...more] = withoutNull(schema);
    return one === undefined || more.length > 0 ? null : typeOf(one);
  }
  const logical = logicalType(schema);
  if (logical !== undefined) return logical;
  if (schema.type === 'array') return inner('ARRAY<', schema.items);
  if (schema.type === 'map') return inner('MAP<STRING, ', schema.values);
  if (schema.type === 'record') return rowType((schema.fields ?? []).map(({ name, type }) => [name, typeOf(type)]));
  return typeof schema.type === 'string' ? (plainTypes[schema.type] ?? null) : typeOf(schema.type);
}

function inner(head: string, schema: Schema | undefined): string | null {
  const type = schema === undefined ? null : typeOf(schema);
  return type === null ? null : `${head}${type}>`;
}

/** Undefined where the logical type says nothing to Flink, which then reads the number. */
function logicalType({ type, logicalType: logical, precision, scale = 0 }: Named): string | null | undefined {
  if (logical === 'date') return 'DATE';
  if (logical === 'time-millis') return 'TIME';
  if (logical === 'timestamp-millis' || logical === 'local-timestamp-millis') return 'TIMESTAMP(3)';
  if (logical === 'decimal' && type === 'bytes' && precision !== undefined && precision <= maxDecimalDigits)
    return `DECIMAL(${precision}, ${scale})`;
  return undefined;
}

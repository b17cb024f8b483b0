/** Types of Flink, and what people of other systems call them. Pure. */
import { nearestNames } from './nearest.ts';

const types = [
  'STRING', 'VARCHAR', 'CHAR', 'BOOLEAN', 'TINYINT', 'SMALLINT', 'INT', 'INTEGER', 'BIGINT', 'FLOAT', 'DOUBLE', 'DECIMAL', 'NUMERIC', 'DATE',
  'TIME', 'TIMESTAMP', 'TIMESTAMP_LTZ', 'INTERVAL', 'BYTES', 'BINARY', 'VARBINARY', 'ARRAY', 'MAP', 'MULTISET', 'ROW', 'RAW',
] as const; // prettier-ignore

const elsewhere: Readonly<Record<string, string>> = {
  LONG: 'BIGINT', INT64: 'BIGINT', INT8: 'TINYINT', INT16: 'SMALLINT', INT32: 'INT', INT4: 'INT', SHORT: 'SMALLINT', BYTE: 'TINYINT', NUMBER: 'DECIMAL',
  MONEY: 'DECIMAL', FLOAT64: 'DOUBLE', FLOAT8: 'DOUBLE', FLOAT4: 'FLOAT', REAL: 'FLOAT', BOOL: 'BOOLEAN', BIT: 'BOOLEAN', TEXT: 'STRING', STR: 'STRING',
  LONGTEXT: 'STRING', NVARCHAR: 'STRING', VARCHAR2: 'STRING', UUID: 'STRING', JSON: 'STRING', JSONB: 'STRING', ENUM: 'STRING', DATETIME: 'TIMESTAMP',
  TIMESTAMPTZ: 'TIMESTAMP_LTZ', BLOB: 'BYTES', BYTEA: 'BYTES', LIST: 'ARRAY', STRUCT: 'ROW', OBJECT: 'MAP',
}; // prettier-ignore

/** What Flink calls a type of other systems; undefined for a name that is none. */
export function typeElsewhere(name: string): string | undefined {
  const upper = name.toUpperCase();
  return Object.hasOwn(elsewhere, upper) ? elsewhere[upper] : undefined;
}

/** Types that were probably meant, the likeliest first. */
export function nearTypes(name: string): string[] {
  const meant = typeElsewhere(name);
  return meant === undefined ? nearestNames(name, types) : [meant];
}

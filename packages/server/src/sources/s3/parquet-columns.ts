/**
 * Columns of a parquet file, as Flink's filesystem connector reads them: by physical type, so that a wider type of Flink does not
 * do. Types were tried on Flink 1.20 and 2.2. Pure.
 */
import { parquetMetadata, parquetSchema, type SchemaElement, type SchemaTree } from 'hyparquet';
import { isListLike, isMapLike } from 'hyparquet/src/schema.js';

import { maxDecimalDigits } from '../mapped-type.ts';
import { rowType, type WrittenColumn } from '../guess/written-column.ts';

/** Bytes at the end of a file that describe it, by its last eight: their number, and a mark. 0 where there are no eight. */
export function footerLength(tail: Buffer): number {
  return tail.length < 8 ? 0 : tail.readUInt32LE(tail.length - 8) + 8;
}

/** The columns of the file that ends with these bytes, in its order. Throws what its reader throws, for what is no footer. */
export function columnsOfParquet(footer: Buffer): WrittenColumn[] {
  const { children } = parquetSchema(parquetMetadata(footer, { geoparquet: false }));
  return columnsOfTree(children);
}

/** The same, of what lies below the root of a schema. */
export function columnsOfTree(children: readonly SchemaTree[]): WrittenColumn[] {
  return children.map((node) => ({ name: node.element.name, type: wordsOf(node), flinkType: typeOf(node) }));
}

function wordsOf(node: SchemaTree): string {
  const { element, children } = node;
  const { type, logical_type: logical, converted_type: converted } = element;
  if (children.length > 0) {
    const inner = isListLike(node) || isMapLike(node) ? (children[0]?.children ?? []) : children;
    return `${(converted ?? logical?.type ?? 'group').toLowerCase()} of ${inner.map(wordsOf).join(', ')}`;
  }
  const meant = logical?.type ?? converted;
  return `${type?.toLowerCase() ?? 'unknown'}${meant === undefined ? '' : ` (${meant.toLowerCase()})`}`;
}

/** Null: no type of Flink reads it. */
function typeOf(node: SchemaTree): string | null {
  const { element, children } = node;
  if (children.length > 0) return nestedType(node);
  // A repeated field is a list of the old kind, which Flink does not read.
  if (element.repetition_type === 'REPEATED') return null;
  switch (element.type) {
    case 'BOOLEAN':
      return 'BOOLEAN';
    case 'FLOAT':
      return 'FLOAT';
    case 'DOUBLE':
      return 'DOUBLE';
    case 'INT32':
      return typeOfInt32(element);
    case 'INT64':
      return typeOfInt64(element);
    case 'INT96':
      return 'TIMESTAMP(9)';
    case 'BYTE_ARRAY':
      return typeOfBytes(element);
    case 'FIXED_LEN_BYTE_ARRAY':
      return decimalOf(element);
    default:
      return null;
  }
}

function nestedType(node: SchemaTree): string | null {
  if (isListLike(node)) {
    const item = node.children[0]?.children[0];
    const type = item === undefined ? null : typeOf(item);
    return type === null ? null : `ARRAY<${type}>`;
  }
  if (isMapLike(node)) {
    const [key, value] = (node.children[0]?.children ?? []).map(typeOf);
    return key == null || value == null ? null : `MAP<${key}, ${value}>`;
  }
  const isGroup = node.element.converted_type === undefined && node.element.repetition_type !== 'REPEATED';
  return isGroup ? rowType(node.children.map((child) => [child.element.name, typeOf(child)])) : null;
}

function typeOfInt32(element: SchemaElement): string | null {
  const { logical_type: logical, converted_type: converted } = element;
  if (logical?.type === 'INTEGER') return integerOf(logical.bitWidth, logical.isSigned);
  switch (converted) {
    case undefined:
      return 'INT';
    case 'INT_8':
    case 'INT_16':
    case 'INT_32':
      return integerOf(Number(converted.slice(4)), true);
    case 'UINT_8':
    case 'UINT_16':
    case 'UINT_32':
      return integerOf(Number(converted.slice(5)), false);
    case 'DATE':
      return 'DATE';
    case 'TIME_MILLIS':
      return 'TIME';
    case 'DECIMAL':
      return decimalOf(element);
    default:
      return null;
  }
}

/** In 32 bits; an unsigned number of all of these would be read as negative. */
function integerOf(bits: number, isSigned: boolean): string | null {
  if (bits === 8) return isSigned ? 'TINYINT' : 'SMALLINT';
  if (bits === 16) return isSigned ? 'SMALLINT' : 'INT';
  return isSigned ? 'INT' : null;
}

const digitsOfUnit = { MILLIS: 3, MICROS: 6, NANOS: 9 };

function typeOfInt64(element: SchemaElement): string | null {
  const { logical_type: logical, converted_type: converted } = element;
  if (logical?.type === 'TIMESTAMP') return `TIMESTAMP(${digitsOfUnit[logical.unit]})`;
  if (converted === 'TIMESTAMP_MILLIS') return 'TIMESTAMP(3)';
  if (converted === 'TIMESTAMP_MICROS') return 'TIMESTAMP(6)';
  if (converted === 'DECIMAL') return decimalOf(element);
  const isWhole = logical === undefined || (logical.type === 'INTEGER' && logical.isSigned);
  return isWhole && (converted === undefined || converted === 'INT_64') ? 'BIGINT' : null;
}

function typeOfBytes(element: SchemaElement): string | null {
  const { logical_type: logical, converted_type: converted } = element;
  if (converted === 'DECIMAL') return decimalOf(element);
  if (converted === 'UTF8' || converted === 'ENUM' || converted === 'JSON' || logical?.type === 'STRING')
    return 'STRING';
  return converted === undefined && logical === undefined ? 'BYTES' : null;
}

function decimalOf({ converted_type: converted, precision, scale = 0 }: SchemaElement): string | null {
  if (converted !== 'DECIMAL' || precision === undefined || precision > maxDecimalDigits) return null;
  return `DECIMAL(${precision}, ${scale})`;
}

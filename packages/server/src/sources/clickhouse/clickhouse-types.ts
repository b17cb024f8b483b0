/** Types of ClickHouse, as it writes them, and what they are in Flink by JDBC. Pure. */
import { type MappedType, maxDecimalDigits, notMapped } from '../mapped-type.ts';

export interface ClickhouseType {
  mapped: MappedType;
  nullable: boolean;
}

/** Unsigned numbers take the next larger type. What is absent here and below is not mapped. */
const plainTypes: Readonly<Record<string, string>> = {
  Int8: 'TINYINT',
  Int16: 'SMALLINT',
  Int32: 'INT',
  Int64: 'BIGINT',
  UInt8: 'SMALLINT',
  UInt16: 'INT',
  UInt32: 'BIGINT',
  UInt64: 'DECIMAL(20, 0)',
  Float32: 'FLOAT',
  Float64: 'DOUBLE',
  Bool: 'BOOLEAN',
  String: 'STRING',
  UUID: 'STRING',
  IPv4: 'STRING',
  IPv6: 'STRING',
  Date: 'DATE',
  Date32: 'DATE',
};

/** Never a guess: a type without a counterpart is not mapped. */
export function mapClickhouseType(type: string): ClickhouseType {
  const { name, inner } = partsOf(type);
  if (name === 'Nullable' && inner.length === 1) return { ...mapClickhouseType(inner[0] ?? ''), nullable: true };
  if (name === 'LowCardinality' && inner.length === 1) return mapClickhouseType(inner[0] ?? '');
  return { mapped: mappedOf(name, inner), nullable: false };
}

function mappedOf(name: string, inner: readonly string[]): MappedType {
  const plain = inner.length === 0 && Object.hasOwn(plainTypes, name) ? plainTypes[name] : undefined;
  if (plain !== undefined) return jdbc(plain);
  switch (name) {
    case 'FixedString':
    case 'Enum8':
    case 'Enum16':
      return jdbc('STRING');
    case 'Decimal': {
      const [digits, scale] = inner.map(Number);
      return digits === undefined || digits > maxDecimalDigits ? notMapped : jdbc(`DECIMAL(${digits}, ${scale ?? 0})`);
    }
    case 'DateTime':
      return { jdbc: 'TIMESTAMP(0)', cdc: null, jdbcLoss: 'COLUMN_ZONE' };
    case 'DateTime64': {
      const digits = Number(inner[0] ?? 3);
      return { jdbc: `TIMESTAMP(${digits})`, cdc: null, jdbcLoss: 'COLUMN_ZONE' };
    }
    case 'Array': {
      const element = mapClickhouseType(inner[0] ?? '').mapped.jdbc;
      return element === null ? notMapped : jdbc(`ARRAY<${element}>`);
    }
    case 'Map': {
      const [key, value] = inner.map((one) => mapClickhouseType(one).mapped.jdbc);
      return key == null || value == null ? notMapped : jdbc(`MAP<${key}, ${value}>`);
    }
    default:
      return notMapped;
  }
}

function jdbc(type: string): MappedType {
  return { jdbc: type, cdc: null, jdbcLoss: null };
}

/** `Map(String, Array(Int8))` is Map with String and Array(Int8). */
function partsOf(type: string): { name: string; inner: string[] } {
  const open = type.indexOf('(');
  if (open < 0 || !type.endsWith(')')) return { name: type.trim(), inner: [] };
  return { name: type.slice(0, open).trim(), inner: splitList(type.slice(open + 1, -1)) };
}

/** Parts of a list between commas that stand in no parentheses and no quotes. */
export function splitList(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  let quote = '';
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] ?? '';
    if (char === '\\' && quote !== '') {
      part += char + (text[i + 1] ?? '');
      i += 1;
      continue;
    }
    if (quote === '' ? char === "'" || char === '`' : char === quote) quote = quote === '' ? char : '';
    else if (quote === '' && char === '(') depth += 1;
    else if (quote === '' && char === ')') depth -= 1;
    if (char === ',' && depth === 0 && quote === '') {
      parts.push(part.trim());
      part = '';
    } else part += char;
  }
  return part.trim() === '' && parts.length === 0 ? [] : [...parts, part.trim()];
}

/** From the gateway's rows to the console's: kinds of change, type names, and cells that JSON can carry without loss. Pure. */
import type { Cell, ChangeKind, Column } from '@liusu/contract/sql';

import type { LogicalType } from '../flink/gateway-answers.ts';
import { RawNumber } from '../flink/raw-number.ts';
import type { ResultColumn } from '../flink/sql-gateway-client.ts';

const kinds: Readonly<Record<string, ChangeKind>> = {
  INSERT: '+I',
  UPDATE_BEFORE: '-U',
  UPDATE_AFTER: '+U',
  DELETE: '-D',
};

/** The short form of a RowKind. Anything else is shown as an insert: batch results carry no kind of their own. */
export function changeKindOf(kind: string): ChangeKind {
  return kinds[kind] ?? '+I';
}

/** The first rows, as many as `room`; one less where the last would be an update's first half, so that a table of them stays whole. */
export function withinLimit<R extends { kind: string }>(rows: readonly R[], room: number): R[] {
  const isHalf = rows.length >= room && changeKindOf(rows[room - 1]?.kind ?? '') === '-U';
  return rows.slice(0, isHalf ? room - 1 : room);
}

export function columnOf(column: ResultColumn): Column {
  return { name: column.name, type: typeText(column.type), nullable: column.type.nullable };
}

const plainNames: Readonly<Record<string, string>> = {
  INTEGER: 'INT',
  TIMESTAMP_WITHOUT_TIME_ZONE: 'TIMESTAMP',
  TIMESTAMP_WITH_LOCAL_TIME_ZONE: 'TIMESTAMP_LTZ',
  TIMESTAMP_WITH_TIME_ZONE: 'TIMESTAMP_TZ',
  TIME_WITHOUT_TIME_ZONE: 'TIME',
};

const longest = 2_147_483_647;

/** A type as SQL writes it. */
export function typeText(type: LogicalType): string {
  const name = plainNames[type.type] ?? type.type;
  switch (type.type) {
    case 'VARCHAR':
      return type.length === undefined || type.length === longest ? 'STRING' : `VARCHAR(${type.length})`;
    case 'VARBINARY':
      return type.length === undefined || type.length === longest ? 'BYTES' : `VARBINARY(${type.length})`;
    case 'CHAR':
    case 'BINARY':
      return type.length === undefined ? name : `${name}(${type.length})`;
    case 'DECIMAL':
      return `DECIMAL(${type.precision ?? 10}, ${type.scale ?? 0})`;
    case 'TIMESTAMP_WITHOUT_TIME_ZONE':
    case 'TIMESTAMP_WITH_LOCAL_TIME_ZONE':
    case 'TIMESTAMP_WITH_TIME_ZONE':
    case 'TIME_WITHOUT_TIME_ZONE':
      return type.precision === undefined ? name : `${name}(${type.precision})`;
    case 'ARRAY':
    case 'MULTISET':
      return type.elementType === undefined ? name : `${name}<${typeText(type.elementType)}>`;
    case 'MAP':
      return type.keyType === undefined || type.valueType === undefined
        ? name
        : `MAP<${typeText(type.keyType)}, ${typeText(type.valueType)}>`;
    case 'ROW':
      return `ROW<${(type.fields ?? []).map((field) => `${field.name} ${typeText(field.fieldType)}`).join(', ')}>`;
    default:
      return name;
  }
}

/** A cell by its column's type: integers beyond 2^53 and all decimals are strings, times as Flink writes them. */
export function cellOf(value: unknown, type: LogicalType | undefined): Cell {
  if (value === null || value === undefined) return null;
  if (type?.type === 'DECIMAL') return decimalText(value, type.scale ?? 0);
  if ((type?.type === 'BINARY' || type?.type === 'VARBINARY') && typeof value === 'string') return bytesText(value);
  if (value instanceof RawNumber) return numberOf(value);
  if (Array.isArray(value)) return value.map((item) => cellOf(item, type?.elementType));
  if (typeof value === 'object') return objectOf(value, type);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return String(value);
}

function numberOf(raw: RawNumber): string | number {
  return /^-?\d+$/.test(raw.source) ? raw.source : Number(raw.source);
}

function objectOf(value: object, type: LogicalType | undefined): Record<string, unknown> {
  const cells: Record<string, unknown> = {};
  const fields = new Map(type?.fields?.map((field) => [field.name, field.fieldType]));
  for (const [key, item] of Object.entries(value)) cells[key] = cellOf(item, fields.get(key) ?? type?.valueType);
  return cells;
}

/** The gateway sends bytes in Base64; people write and read them as `X'00FF'`. */
function bytesText(base64: string): string {
  return `X'${Buffer.from(base64, 'base64').toString('hex').toUpperCase()}'`;
}

/** The gateway drops trailing zeros of decimals; their scale says how many there are. */
function decimalText(value: unknown, scale: number): string {
  const text = withoutExponent(value instanceof RawNumber ? value.source : String(value));
  const plain = /^(-?\d+)(?:\.(\d+))?$/.exec(text);
  if (plain === null || scale === 0) return text;
  return `${plain[1]}.${(plain[2] ?? '').padEnd(scale, '0')}`;
}

/** Java writes very small decimals, and those with zeros at the end of a whole number, with an exponent. */
function withoutExponent(text: string): string {
  const found = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d+)$/.exec(text);
  if (found === null) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = found;
  const point = whole.length + Number(exponent);
  const digits = `${'0'.repeat(Math.max(0, 1 - point))}${whole}${fraction}`.padEnd(point, '0');
  const at = Math.max(1, point);
  const rest = digits.slice(at);
  return `${sign}${digits.slice(0, at)}${rest === '' ? '' : `.${rest}`}`;
}

/** Every type of MySQL and MariaDB, as written in `COLUMN_TYPE`, and what it is in Flink. Pure. */
import { both, type MappedType, maxDecimalDigits, notMapped, onlyCdc } from '../mapped-type.ts';

interface MysqlType {
  /** In lower case, without brackets and attributes. */
  name: string;
  precision: number | null;
  scale: number | null;
  isUnsigned: boolean;
}

type Rule = (type: MysqlType) => MappedType;

const signed = (plain: string, unsigned: string): Rule => {
  return ({ isUnsigned }) => both(isUnsigned ? unsigned : plain);
};
const always = (mapped: MappedType): Rule => {
  return () => mapped;
};
const text = always(both('STRING'));
const bytes = always(both('BYTES'));

/** The table of types. What is absent is not mapped. */
const rules: Readonly<Record<string, Rule>> = {
  // tinyint(1) is how these systems write a boolean, and what both readers hand over as one.
  tinyint: ({ precision, isUnsigned }) =>
    precision === 1 && !isUnsigned ? both('BOOLEAN') : both(isUnsigned ? 'SMALLINT' : 'TINYINT'),
  smallint: signed('SMALLINT', 'INT'),
  mediumint: signed('INT', 'INT'),
  int: signed('INT', 'BIGINT'),
  integer: signed('INT', 'BIGINT'),
  bigint: signed('BIGINT', 'DECIMAL(20, 0)'),
  float: always(both('FLOAT')),
  double: always(both('DOUBLE')),
  decimal: decimalOf,
  numeric: decimalOf,
  bit: ({ precision }) =>
    (precision ?? 1) === 1 ? both('BOOLEAN') : { jdbc: 'BYTES', cdc: `BINARY(${bytesOf(precision)})`, jdbcLoss: null },
  date: always(both('DATE')),
  time: ({ precision }) => ({
    jdbc: 'TIME(0)',
    cdc: `TIME(${Math.min(precision ?? 0, 3)})`,
    jdbcLoss: (precision ?? 0) > 0 ? 'FRACTION' : null,
  }),
  datetime: ({ precision }) => both(`TIMESTAMP(${precision ?? 0})`),
  timestamp: ({ precision }) => ({
    jdbc: `TIMESTAMP(${precision ?? 0})`,
    cdc: `TIMESTAMP_LTZ(${precision ?? 0})`,
    jdbcLoss: 'ZONE',
  }),
  // With yearIsDateType=false, as the address of the source says.
  year: always({ jdbc: 'SMALLINT', cdc: 'INT', jdbcLoss: null }),
  char: ({ precision }) => both(`CHAR(${precision ?? 1})`),
  varchar: ({ precision }) => both(precision === null ? 'STRING' : `VARCHAR(${precision})`),
  tinytext: text,
  text,
  mediumtext: text,
  longtext: text,
  enum: text,
  json: text,
  set: always({ jdbc: 'STRING', cdc: 'ARRAY<STRING>', jdbcLoss: null }),
  // MariaDB's own
  uuid: text,
  inet4: text,
  inet6: text,
  // The JDBC connector takes bytes without a length only.
  binary: ({ precision }) => ({ jdbc: 'BYTES', cdc: `BINARY(${precision ?? 1})`, jdbcLoss: null }),
  varbinary: ({ precision }) => ({ jdbc: 'BYTES', cdc: `VARBINARY(${precision ?? 65_535})`, jdbcLoss: null }),
  tinyblob: bytes,
  blob: bytes,
  mediumblob: bytes,
  longblob: bytes,
  // Captured as GeoJSON.
  geometry: always(onlyCdc('STRING')),
  point: always(onlyCdc('STRING')),
  linestring: always(onlyCdc('STRING')),
  polygon: always(onlyCdc('STRING')),
  multipoint: always(onlyCdc('STRING')),
  multilinestring: always(onlyCdc('STRING')),
  multipolygon: always(onlyCdc('STRING')),
  geometrycollection: always(onlyCdc('STRING')),
  geomcollection: always(onlyCdc('STRING')),
  vector: always(notMapped),
};

/** `columnType` such as `decimal(10,2) unsigned`. Never a guess: a type without a counterpart is not mapped. */
export function mapMysqlType(columnType: string): MappedType {
  const type = parse(columnType);
  return type === undefined ? notMapped : (rules[type.name]?.(type) ?? notMapped);
}

function parse(columnType: string): MysqlType | undefined {
  const match = /^\s*([a-z0-9]+)\s*(?:\(([^)]*)\))?(.*)$/is.exec(columnType);
  if (match === null) return undefined;
  const [, name = '', inside = '', attributes = ''] = match;
  const numbers = /^\s*(\d+)\s*(?:,\s*(\d+)\s*)?$/.exec(inside);
  const numberAt = (group: number) => (numbers?.[group] === undefined ? null : Number(numbers[group]));
  return {
    name: name.toLowerCase(),
    precision: numberAt(1),
    scale: numberAt(2),
    isUnsigned: /\bunsigned\b/i.test(attributes),
  };
}

function decimalOf({ precision, scale }: MysqlType): MappedType {
  const digits = precision ?? 10;
  // Captured changes hold longer numbers as text.
  if (digits > maxDecimalDigits) return onlyCdc('STRING');
  return both(`DECIMAL(${digits}, ${scale ?? 0})`);
}

function bytesOf(bits: number | null): number {
  return Math.ceil((bits ?? 1) / 8);
}

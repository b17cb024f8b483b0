/** Every type of PostgreSQL, by the name in `pg_type`, and what it is in Flink. Pure. */
import { both, type MappedType, maxDecimalDigits, notMapped, onlyCdc } from '../mapped-type.ts';

export interface PostgresqlType {
  /** `pg_type.typname`, of the base type for a domain, of the element for an array. */
  name: string;
  isArray: boolean;
  isEnum: boolean;
  /** Length, or number of digits, or of digits of a second; null when not given. */
  precision: number | null;
  /** Of numeric; may be negative. */
  scale: number | null;
}

/** The table of types that need no look at their modifiers. What is absent here and below is not mapped. */
const plainTypes: Readonly<Record<string, MappedType>> = {
  int2: both('SMALLINT'),
  int4: both('INT'),
  int8: both('BIGINT'),
  oid: both('BIGINT'),
  float4: both('FLOAT'),
  float8: both('DOUBLE'),
  bool: both('BOOLEAN'),
  text: both('STRING'),
  name: both('STRING'),
  bytea: both('BYTES'),
  date: both('DATE'),
  // The driver hands these over as objects of its own; captured changes hold their text.
  uuid: onlyCdc('STRING'),
  json: onlyCdc('STRING'),
  jsonb: onlyCdc('STRING'),
  xml: onlyCdc('STRING'),
  inet: onlyCdc('STRING'),
  cidr: onlyCdc('STRING'),
  macaddr: onlyCdc('STRING'),
  macaddr8: onlyCdc('STRING'),
  citext: onlyCdc('STRING'),
  timetz: notMapped,
  interval: notMapped,
  money: notMapped,
  varbit: notMapped,
  point: notMapped,
  line: notMapped,
  lseg: notMapped,
  box: notMapped,
  path: notMapped,
  polygon: notMapped,
  circle: notMapped,
  tsvector: notMapped,
  tsquery: notMapped,
  int4range: notMapped,
  int8range: notMapped,
  numrange: notMapped,
  tsrange: notMapped,
  tstzrange: notMapped,
  daterange: notMapped,
  pg_lsn: notMapped,
  hstore: notMapped,
};

/** Elements of arrays that the JDBC connector reads; captured changes of arrays are read by none. */
const arrayElements: ReadonlySet<string> = new Set([
  'int2',
  'int4',
  'int8',
  'float4',
  'float8',
  'bool',
  'text',
  'varchar',
  'bpchar',
  'date',
  'timestamp',
  'numeric',
]);

/** Never a guess: a type without a counterpart is not mapped. */
export function mapPostgresqlType(type: PostgresqlType): MappedType {
  if (type.isArray) return arrayOf(type);
  if (type.isEnum) return both('STRING');
  const known = plainTypes[type.name];
  if (known !== undefined) return known;
  const { precision, scale } = type;
  switch (type.name) {
    case 'varchar':
      return both(precision === null ? 'STRING' : `VARCHAR(${precision})`);
    case 'bpchar':
      return both(precision === null ? 'STRING' : `CHAR(${precision})`);
    case 'bit':
      return precision === 1 ? both('BOOLEAN') : notMapped;
    case 'numeric':
      return numericOf(precision, scale ?? 0);
    case 'time':
      return { jdbc: 'TIME(0)', cdc: `TIME(${Math.min(precision ?? 6, 3)})`, jdbcLoss: lostFraction(precision) };
    case 'timestamp':
      // The connector takes 1 to 6 digits of a second.
      return both(`TIMESTAMP(${Math.max(precision ?? 6, 1)})`);
    case 'timestamptz': {
      const digits = Math.max(precision ?? 6, 1);
      return {
        jdbc: `TIMESTAMP(${digits})`,
        cdc: `TIMESTAMP_LTZ(${digits})`,
        jdbcLoss: 'ZONE',
      };
    }
    default:
      return notMapped;
  }
}

function lostFraction(precision: number | null): MappedType['jdbcLoss'] {
  return precision === 0 ? null : 'FRACTION';
}

function numericOf(precision: number | null, scale: number): MappedType {
  if (precision === null) {
    return {
      jdbc: `DECIMAL(${maxDecimalDigits}, 18)`,
      cdc: `DECIMAL(${maxDecimalDigits}, 18)`,
      jdbcLoss: 'DIGITS',
    };
  }
  // numeric(3, -2) counts in hundreds; numeric(2, 4) has zeros behind the point.
  const digits = scale < 0 ? precision - scale : Math.max(precision, scale);
  if (digits > maxDecimalDigits) return notMapped;
  const type = `DECIMAL(${digits}, ${Math.max(scale, 0)})`;
  // Whether capture reads a negative scale right is not known.
  return scale < 0 ? { jdbc: type, cdc: null, jdbcLoss: null } : both(type);
}

function arrayOf(type: PostgresqlType): MappedType {
  if (type.isEnum || !arrayElements.has(type.name)) return notMapped;
  const { jdbc, jdbcLoss } = mapPostgresqlType({ ...type, isArray: false });
  return jdbc === null ? notMapped : { jdbc: `ARRAY<${jdbc}>`, cdc: null, jdbcLoss };
}

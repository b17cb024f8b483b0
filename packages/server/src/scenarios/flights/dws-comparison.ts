/**
 * Compares the summary tables of the flights scenario row by row, whoever computed them: the streaming jobs, batch SQL or the
 * direct computation. Differences become text that names the rows. Pure.
 */
import type { ReferenceTotals } from './reference-totals.ts';

/** `instant`: a TIMESTAMP in UTC, as Flink writes it. `integer`: a whole number that a double holds exactly. */
type CellKind = 'text' | 'instant' | 'integer';

/** One summary table as `scenarios/flights/sql/dws.sql` defines it. */
export interface DwsTable {
  /** Its name below `lake.flights`. */
  name: string;
  rowsOf: keyof ReferenceTotals;
  columns: readonly { name: string; kind: CellKind }[];
  /** How many of the leading columns are the primary key. */
  keySize: number;
}

/** A row in the order of the table's columns. A cell that is not of its column's kind stays as it came. */
export type DwsRow = (string | number | null)[];

const text = (name: string) => ({ name, kind: 'text' as const });
const integer = (name: string) => ({ name, kind: 'integer' as const });

const measures = [
  'scheduled',
  'departed',
  'cancelled',
  'arrived',
  'dep_delay_min',
  'arr_delay_min',
  'distance_mi',
  'air_time_min',
  'delay_le_0',
  'delay_1_15',
  'delay_16_30',
  'delay_31_60',
  'delay_61_120',
  'delay_gt_120',
].map(integer);

export const dwsTables: readonly DwsTable[] = [
  {
    name: 'dws_carrier_hour',
    rowsOf: 'carrierHour',
    columns: [text('carrier'), { name: 'hour_utc', kind: 'instant' }, ...measures],
    keySize: 2,
  },
  {
    name: 'dws_route',
    rowsOf: 'route',
    columns: [
      text('origin'),
      text('dest'),
      ...measures,
      integer('with_airport'),
      integer('with_plane'),
      integer('with_weather'),
    ],
    keySize: 2,
  },
  {
    name: 'dws_delay_minute',
    rowsOf: 'delayMinute',
    columns: [text('carrier'), text('origin'), integer('dep_delay'), integer('flights')],
    keySize: 3,
  },
];

/** The query that reads a whole summary table, columns in the order of `DwsTable.columns`. */
export function selectTable(table: DwsTable): string {
  return `SELECT ${table.columns.map((column) => column.name).join(', ')} FROM lake.flights.${table.name};`;
}

/** Brings rows from any source to one form: numbers as numbers, instants as `YYYY-MM-DDTHH:MM:SS`, without changing their order. */
export function normaliseRows(table: DwsTable, rows: readonly (readonly unknown[])[]): DwsRow[] {
  return rows.map((row) => row.map((cell, i) => normaliseCell(cell, table.columns[i]?.kind)));
}

function normaliseCell(cell: unknown, kind: CellKind | undefined): string | number | null {
  if (cell === null || cell === undefined) return null;
  if (kind === 'integer' && typeof cell === 'string' && /^-?\d+$/.test(cell)) {
    // Beyond 2^53 two different sums could become the same double: such a number stays text, which equals nothing else.
    return Number.isSafeInteger(Number(cell)) ? Number(cell) : cell;
  }
  if (kind === 'instant' && typeof cell === 'string') {
    const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.0+)?Z?$/.exec(cell);
    return match === null ? cell : `${match[1]}T${match[2]}`;
  }
  return typeof cell === 'string' || typeof cell === 'number' ? cell : JSON.stringify(cell);
}

const shownRows = 10;

/**
 * What differs between two readings of one table, as text that names the first differing rows; undefined when they are exactly
 * equal. The order of rows does not matter; a key that occurs twice is a difference.
 */
export function describeDifference(
  table: DwsTable,
  expected: readonly (readonly unknown[])[],
  actual: readonly (readonly unknown[])[],
): string | undefined {
  const wanted = byKey(table, expected);
  const found = byKey(table, actual);
  const keys = [...new Set([...wanted.keys(), ...found.keys()])].sort();
  const lines = keys.flatMap((key) => {
    const line = describeRow(table, wanted.get(key) ?? [], found.get(key) ?? []);
    return line === undefined ? [] : [`  ${key}: ${line}`];
  });
  if (lines.length === 0) return undefined;
  const left = lines.length - shownRows;
  return [
    `${table.name}: ${lines.length} of ${keys.length} keys differ (${expected.length} rows expected, ${actual.length} found)`,
    ...lines.slice(0, shownRows),
    ...(left > 0 ? [`  and ${left} more`] : []),
  ].join('\n');
}

/** The differences of all three tables, one text each; empty when all are exactly equal. */
export function describeDifferences(
  expected: ReferenceTotals,
  actual: Readonly<Record<keyof ReferenceTotals, readonly (readonly unknown[])[]>>,
): string[] {
  return dwsTables.flatMap((table) => {
    const difference = describeDifference(table, expected[table.rowsOf], actual[table.rowsOf]);
    return difference === undefined ? [] : [difference];
  });
}

/** Rows by their key as people read it. A key should have one row; the comparison tells when it has more. */
function byKey(table: DwsTable, rows: readonly (readonly unknown[])[]): Map<string, DwsRow[]> {
  const found = new Map<string, DwsRow[]>();
  for (const row of normaliseRows(table, rows)) {
    const key = row.slice(0, table.keySize).map(String).join(' ');
    const same = found.get(key);
    if (same === undefined) found.set(key, [row]);
    else same.push(row);
  }
  return found;
}

function describeRow(table: DwsTable, expected: readonly DwsRow[], actual: readonly DwsRow[]): string | undefined {
  const [wanted] = expected;
  const [found] = actual;
  if (expected.length > 1 || actual.length > 1) return `${actual.length} rows instead of ${expected.length}`;
  if (found === undefined) return 'missing';
  if (wanted === undefined) return `not expected: ${found.slice(table.keySize).join(', ')}`;
  const width = Math.max(table.columns.length, wanted.length, found.length);
  const cells = Array.from({ length: width }, (_, i) => {
    const [left, right] = [wanted[i], found[i]];
    return left === right ? [] : [`${table.columns[i]?.name ?? `column ${i}`} ${show(right)} instead of ${show(left)}`];
  }).flat();
  return cells.length === 0 ? undefined : cells.join(', ');
}

function show(cell: string | number | null | undefined): string {
  return cell === undefined ? 'absent' : JSON.stringify(cell);
}

import { DatabaseSync } from 'node:sqlite';
import { parse } from 'csv-parse/sync';

/** One row of a summary table, in the order of the table's columns. Instants are `YYYY-MM-DDTHH:MM:SS`, UTC. */
export type TotalsRow = (string | number)[];

/** The rows of the three summary tables, each sorted by its key. */
export interface ReferenceTotals {
  carrierHour: TotalsRow[];
  route: TotalsRow[];
  delayMinute: TotalsRow[];
}

/** The texts the totals are computed from: flights as published or as slices joined, dimensions as `toHeaderlessCsv` writes them. */
export interface ReferenceInput {
  /** Lines of flights without header. */
  flightLines: string;
  airportsCsv: string;
  planesCsv: string;
  weatherCsv: string;
}

const measures = `
  COUNT(*),
  SUM(dep_time IS NOT NULL),
  SUM(dep_time IS NULL),
  COUNT(arr_delay),
  COALESCE(SUM(dep_delay), 0),
  COALESCE(SUM(arr_delay), 0),
  COALESCE(SUM(distance), 0),
  COALESCE(SUM(air_time), 0),
  TOTAL(dep_delay <= 0),
  TOTAL(dep_delay BETWEEN 1 AND 15),
  TOTAL(dep_delay BETWEEN 16 AND 30),
  TOTAL(dep_delay BETWEEN 31 AND 60),
  TOTAL(dep_delay BETWEEN 61 AND 120),
  TOTAL(dep_delay > 120)`;

/** Computes the summary tables directly from the CSV texts in an in-memory database, independently of Flink. Throws `Error` on broken CSV. */
export function computeReferenceTotals(input: ReferenceInput): ReferenceTotals {
  const database = new DatabaseSync(':memory:');
  try {
    load(database, 'flights', flightColumns, input.flightLines);
    load(database, 'airports', ['faa TEXT PRIMARY KEY'], input.airportsCsv);
    load(database, 'planes', ['tailnum TEXT PRIMARY KEY'], input.planesCsv);
    load(database, 'weather', weatherColumns, input.weatherCsv);
    database.exec('CREATE INDEX weather_hour ON weather (origin, time_hour)');
    return {
      carrierHour: select(
        database,
        `SELECT carrier, REPLACE(time_hour, 'Z', ''), ${measures} FROM flights GROUP BY 1, 2 ORDER BY 1, 2`,
      ),
      route: select(
        database,
        `SELECT f.origin, f.dest, ${measures}, COUNT(a.faa), COUNT(p.tailnum), COUNT(w.origin)
         FROM flights f
         LEFT JOIN airports a ON a.faa = f.dest
         LEFT JOIN planes p ON p.tailnum = f.tailnum
         LEFT JOIN weather w ON w.origin = f.origin AND w.time_hour = f.time_hour
         GROUP BY 1, 2 ORDER BY 1, 2`,
      ),
      delayMinute: select(
        database,
        `SELECT carrier, origin, dep_delay, COUNT(*) FROM flights WHERE dep_delay IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
      ),
    };
  } finally {
    database.close();
  }
}

const flightColumns = [
  'year INTEGER',
  'month INTEGER',
  'day INTEGER',
  'dep_time INTEGER',
  'sched_dep_time INTEGER',
  'dep_delay INTEGER',
  'arr_time INTEGER',
  'sched_arr_time INTEGER',
  'arr_delay INTEGER',
  'carrier TEXT',
  'flight INTEGER',
  'tailnum TEXT',
  'origin TEXT',
  'dest TEXT',
  'air_time INTEGER',
  'distance INTEGER',
  'hour INTEGER',
  'minute INTEGER',
  'time_hour TEXT',
];

const weatherColumns = [
  'origin TEXT',
  ...[
    'year',
    'month',
    'day',
    'hour',
    'temp',
    'dewp',
    'humid',
    'wind_dir',
    'wind_speed',
    'wind_gust',
    'precip',
    'pressure',
    'visib',
  ].map((name) => `${name} REAL`),
  'time_hour TEXT',
];

/** Loads the leading columns of a header-less CSV; `NA` and empty become NULL. */
function load(database: DatabaseSync, table: string, columns: string[], csv: string): void {
  database.exec(`CREATE TABLE ${table} (${columns.join(', ')})`);
  const insert = database.prepare(`INSERT INTO ${table} VALUES (${columns.map(() => '?').join(', ')})`);
  const rows: string[][] = parse(csv);
  database.exec('BEGIN');
  for (const row of rows) {
    insert.run(...row.slice(0, columns.length).map((value) => (value === 'NA' || value === '' ? null : value)));
  }
  database.exec('COMMIT');
}

function select(database: DatabaseSync, query: string): TotalsRow[] {
  return database
    .prepare(query)
    .all()
    .map((row) => Object.values(row).map(toCell));
}

function toCell(value: unknown): string | number {
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw new TypeError(`unexpected value in totals: ${String(value)}`);
}

/** One flight: its original CSV line and the fields that decide where it stands. */
export interface FlightLine {
  /** The line as it stands in the data set, without line end. */
  line: string;
  /** Scheduled departure, milliseconds since the epoch, UTC. */
  scheduledDepartureMs: number;
  /** The scheduled hour as the data set writes it, e.g. `2013-01-01T10:00:00Z`. */
  timeHour: string;
  /** The local calendar day at the origin, `YYYY-MM-DD`: the unit in which replay speed and limits are given. */
  localDay: string;
  carrier: string;
  flightNumber: number;
}

/** All flights scheduled in one hour: one file of the stream. The same hour always has the same name and content. */
export interface FlightSlice {
  /** File name, ordered by time: `flights-20130101T10Z.csv`. */
  fileName: string;
  timeHour: string;
  /** Start of the hour, milliseconds since the epoch. */
  hourStartMs: number;
  localDay: string;
  flightCount: number;
  /** The file's text: original lines in order of scheduled departure, each ended by a line feed, without header. */
  content: string;
}

const columnCount = 19;

/**
 * Reads one line of flights.csv. The file contains no quoted fields, so commas always separate.
 * Throws `Error` when the line does not have the known 19 columns or its times cannot be read.
 */
export function parseFlightLine(line: string): FlightLine {
  const fields = line.split(',');
  const [year, month, day] = fields;
  const carrier = fields[9];
  const flightNumber = Number(fields[10]);
  const minute = Number(fields[17]);
  const timeHour = fields[18];
  const hourMs = timeHour === undefined ? Number.NaN : Date.parse(timeHour);
  if (
    fields.length !== columnCount ||
    year === undefined ||
    month === undefined ||
    day === undefined ||
    carrier === undefined ||
    timeHour === undefined ||
    !Number.isInteger(flightNumber) ||
    !Number.isInteger(minute) ||
    Number.isNaN(hourMs)
  ) {
    throw new Error(`not a line of flights.csv: ${line.slice(0, 120)}`);
  }
  return {
    line,
    scheduledDepartureMs: hourMs + minute * 60_000,
    timeHour,
    localDay: `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`,
    carrier,
    flightNumber,
  };
}

/**
 * Cuts flights.csv (with its header line) into hourly slices in order of scheduled departure.
 * Flights of one minute are ordered by carrier and number, which are unique within an hour, so the result is independent of the input's order.
 * `dayLimit` keeps only the first that many local days. Throws `Error` on a line that cannot be read.
 */
export function cutSlices(flightsCsv: string, dayLimit?: number): FlightSlice[] {
  const byHour = new Map<string, FlightLine[]>();
  for (const line of flightsCsv.split(/\r?\n/).slice(1)) {
    if (line === '') continue;
    const flight = parseFlightLine(line);
    const hour = byHour.get(flight.timeHour);
    if (hour === undefined) byHour.set(flight.timeHour, [flight]);
    else hour.push(flight);
  }
  const slices = [...byHour.entries()]
    .map(([timeHour, flights]) => toSlice(timeHour, flights))
    .sort((left, right) => left.hourStartMs - right.hourStartMs);
  if (dayLimit === undefined) return slices;
  const days = [...new Set(slices.map((slice) => slice.localDay))].sort().slice(0, dayLimit);
  const kept = new Set(days);
  return slices.filter((slice) => kept.has(slice.localDay));
}

/** Name of the file that holds the flights scheduled in the given hour (`2013-01-01T10:00:00Z`). */
export function sliceFileName(timeHour: string): string {
  return `flights-${timeHour.slice(0, 13).replaceAll('-', '')}Z.csv`;
}

function toSlice(timeHour: string, flights: FlightLine[]): FlightSlice {
  const ordered = flights.toSorted(compareFlights);
  const [first] = ordered;
  if (first === undefined) throw new Error(`no flights in hour ${timeHour}`);
  return {
    fileName: sliceFileName(timeHour),
    timeHour,
    hourStartMs: Date.parse(timeHour),
    localDay: first.localDay,
    flightCount: ordered.length,
    content: ordered.map((flight) => `${flight.line}\n`).join(''),
  };
}

function compareFlights(left: FlightLine, right: FlightLine): number {
  return (
    left.scheduledDepartureMs - right.scheduledDepartureMs ||
    compareText(left.carrier, right.carrier) ||
    left.flightNumber - right.flightNumber
  );
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

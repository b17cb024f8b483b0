/** What the summary tables must hold, computed from the published files alone: neither Flink nor the feeder has a part in it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { datasetFolder } from '../flights-input.ts';
import { readScenarios } from '../scenario-file.ts';
import { datasetIn } from './dataset.ts';
import { computeReferenceTotals, type ReferenceTotals } from './reference-totals.ts';

export interface FlightsReference {
  totals: ReferenceTotals;
  /** What `countFlights` answers once every flight is in: all that were scheduled, twice, then those that took off and so have a delay. */
  counts: [byHour: number, byRoute: number, byDelay: number];
}

/** Counts the flights in each of the three summary tables; one row. */
export const countFlights = `
SELECT
  (SELECT COALESCE(SUM(scheduled), 0) FROM lake.flights.dws_carrier_hour),
  (SELECT COALESCE(SUM(scheduled), 0) FROM lake.flights.dws_route),
  (SELECT COALESCE(SUM(flights), 0) FROM lake.flights.dws_delay_minute);
`;

const scenariosFolder = join(import.meta.dirname, '../../../../../scenarios');

/**
 * The totals of the first days of the data, all days when `days` is undefined. Reads the data set the platform unpacked into its
 * cache. Throws Error when it is not there.
 */
export function readFlightsReference(cacheDir: string, days: number | undefined): FlightsReference {
  const scenario = readScenarios(scenariosFolder).get('flights');
  if (scenario === undefined) throw new Error('there is no scenario flights');
  const { flightsCsvPath, dimsDir } = datasetIn(datasetFolder(cacheDir, scenario.file));
  const readDimension = (name: string) => readFileSync(join(dimsDir, `${name}.csv`), 'utf8');
  const totals = computeReferenceTotals({
    flightLines: firstDays(readFileSync(flightsCsvPath, 'utf8'), days),
    airportsCsv: readDimension('airports'),
    planesCsv: readDimension('planes'),
    weatherCsv: readDimension('weather'),
  });
  const sum = (column: number) => totals.route.reduce((total, row) => total + Number(row[column]), 0);
  return { totals, counts: [sum(2), sum(2), sum(3)] };
}

/** The published lines, without header, of the first `days` calendar days. */
function firstDays(flightsCsv: string, days: number | undefined): string {
  const lines = flightsCsv.split(/\r?\n/).slice(1);
  const dayOf = (line: string) => {
    const [year = '', month = '', day = ''] = line.split(',', 3);
    return Number(year) * 10_000 + Number(month) * 100 + Number(day);
  };
  const all = lines.filter((line) => line !== '');
  const kept = new Set([...new Set(all.map(dayOf))].sort((a, b) => a - b).slice(0, days));
  return all.filter((line) => kept.has(dayOf(line))).join('\n');
}

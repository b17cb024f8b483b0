/**
 * The proof of the flights scenario, through the platform alone: what its streaming jobs leave in the lake, what batch SQL makes
 * of the same files, and what a direct computation makes of the published data are equal, row by row.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { isLongTest, testCacheDir, testEngines } from '../../drivers/test-engines.ts';
import { eventually, previewRows, TestPlatform } from '../../testing/test-platform.ts';
import { scenarioVariable } from '../scenario-file.ts';
import { describeDifference, type DwsTable, dwsTables, selectTable } from './dws-comparison.ts';
import { countFlights, type FlightsReference, readFlightsReference } from './test-reference.ts';

const scenarioId = 'flights';
const checksFolder = join(import.meta.dirname, '../../../../../scenarios/flights/batch-check');
const startTimeoutMs = 600_000;
const feedTimeoutMs = isLongTest ? 2_400_000 : 600_000;
/** Each count is a Flink job, which competes with those it waits for. */
const countPollMs = 2000;
const queryTimeoutMs = isLongTest ? 900_000 : 240_000;

/** Days of data: four weeks on the first engine, one on the others; the whole year in the long form. */
function daysOn(engine: string): number | undefined {
  if (isLongTest) return undefined;
  return engine === 'flink-2.2' ? 28 : 7;
}

/** The batch computation of a table, as the scenario's readme offers it. */
function batchCheckOf(table: DwsTable): string {
  const file = `${table.name.replaceAll('_', '-')}.sql`;
  return readFileSync(join(checksFolder, file), 'utf8').replaceAll(
    '${scenario.dir}',
    `\${${scenarioVariable(scenarioId)}}`,
  );
}

describe.each(testEngines)('the flights scenario on %s', (engine) => {
  const days = daysOn(engine);
  let platform: TestPlatform;
  let projectId: string;
  let reference: FlightsReference;

  beforeAll(async () => {
    platform = await TestPlatform.start(engine);
    projectId = await platform.projectId();
  }, startTimeoutMs);
  afterAll(async () => {
    await platform?.dispose();
  }, startTimeoutMs);

  const query = (script: string) => previewRows(platform.client, projectId, script, queryTimeoutMs);

  async function phasesOfJobs(): Promise<string> {
    const { items } = await platform.client.call('listJobs', { params: { projectId } });
    return items.map((job) => `${job.name} ${job.phase}`).join(', ');
  }

  it(
    `feeds ${days ?? 'all'} days as fast as it can, until the tables hold every flight`,
    async () => {
      const params = { projectId, scenarioId };
      await platform.client.call('importScenario', {
        params,
        body: { speed: 'max', ...(days === undefined ? {} : { days }) },
      });
      const recordsTotal = await eventually(
        'the end of the feeder',
        async () => {
          const { feeder } = await platform.client.call('getScenario', { params });
          if (feeder?.state === 'finished') return feeder.recordsTotal;
          throw new Error(`feeder ${feeder?.state} ${feeder?.error ?? ''}; ${await phasesOfJobs()}`);
        },
        feedTimeoutMs,
      );
      // The data set is unpacked by the import: it cannot be read earlier.
      reference = readFlightsReference(testCacheDir, days);
      expect(recordsTotal).toBe(reference.counts[0]);

      const counts = await eventually(
        'every flight in the tables',
        async () => {
          const [row = []] = await query(countFlights);
          const found = row.map(Number);
          if (reference.counts.every((count, i) => (found[i] ?? 0) >= count)) return found;
          throw new Error(`${found.join(', ')} of ${reference.counts.join(', ')}; ${await phasesOfJobs()}`);
        },
        feedTimeoutMs,
        countPollMs,
      );
      expect(counts).toEqual(reference.counts);
    },
    2 * feedTimeoutMs,
  );

  it.each(dwsTables.map((table) => [table.name, table] as const))(
    'the jobs left exactly the rows of the direct computation in %s',
    async (_, table) => {
      const rows = await query(selectTable(table));

      expect(rows.length).toBeGreaterThan(0);
      expect(describeDifference(table, reference.totals[table.rowsOf], rows)).toBeUndefined();
    },
    queryTimeoutMs,
  );

  it.each(dwsTables.map((table) => [table.name, table] as const))(
    'batch SQL over the same files gives the rows of %s',
    async (_, table) => {
      const rows = await query(batchCheckOf(table));

      expect(describeDifference(table, reference.totals[table.rowsOf], rows)).toBeUndefined();
    },
    queryTimeoutMs,
  );

  it(
    'has windows for the live charts',
    async () => {
      const windows = await eventually(
        'a closed window',
        async () => {
          const [[count] = []] = await query('SELECT COUNT(*) FROM lake.flights.live_origin_hour;');
          return Number(count) > 0 ? Number(count) : undefined;
        },
        queryTimeoutMs,
      );
      expect(windows).toBeGreaterThan(0);
    },
    2 * queryTimeoutMs,
  );

  it('ends with all of its processes', async () => {
    expect(await platform.shutDown()).toEqual({ exitCode: 0, left: [] });
  });
});

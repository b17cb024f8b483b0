/** The input of the flights scenario: its data set, fetched and laid out where the jobs read it, and the feeder that replays it. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

import type { FeederSpeed, FeederStatus } from '@liusu/contract/scenario';

import { toFileError } from '../lib/data-folder.ts';
import { prepareDataset, readFlightsCsv } from './flights/dataset.ts';
import { FlightFeeder } from './flights/feeder.ts';
import { cutSlices } from './flights/slices.ts';
import type { ScenarioFile } from './scenario-file.ts';

export interface InputOptions {
  file: ScenarioFile;
  /** Where the jobs read. */
  folder: string;
  cacheDir: string;
  speed: FeederSpeed;
  days: number | null;
  /** Fetches the data set's archive and returns its path. */
  fetchDataset(dataset: ScenarioFile['dataset']): Promise<string>;
}

export interface ScenarioFeeder {
  start(): void;
  stop(): Promise<void>;
  settled(): Promise<void>;
  status(): FeederStatus;
}

/** Lays out what the jobs read before the feeder starts. Repeating it changes nothing. */
export async function prepareInput({ file, folder, cacheDir, fetchDataset }: InputOptions): Promise<void> {
  const dims = join(folder, file.feeder.dimsFolder);
  const dataset = await prepareDataset({
    archivePath: await fetchDataset(file.dataset),
    targetDir: datasetFolder(cacheDir, file),
    sha256: file.dataset.sha256,
  });
  try {
    mkdirSync(join(folder, file.feeder.inputFolder), { recursive: true });
    mkdirSync(dims, { recursive: true });
    for (const name of readdirSync(dataset.dimsDir)) {
      if (existsSync(join(dims, name))) continue;
      copyFileSync(join(dataset.dimsDir, name), join(dims, `.writing-${name}`));
      renameSync(join(dims, `.writing-${name}`), join(dims, name));
    }
  } catch (error) {
    throw toFileError(error, folder);
  }
}

/** Where the unpacked data set of a scenario is kept. */
export function datasetFolder(cacheDir: string, file: Pick<ScenarioFile, 'id' | 'dataset'>): string {
  return join(cacheDir, 'datasets', `${file.id}-${file.dataset.version}`);
}

/** A feeder for an input that `prepareInput` has laid out. */
export async function createFeeder({ file, folder, cacheDir, speed, days }: InputOptions): Promise<ScenarioFeeder> {
  const dir = datasetFolder(cacheDir, file);
  const csv = await readFlightsCsv({ dir, flightsCsvPath: join(dir, 'flights.csv'), dimsDir: join(dir, 'dims') });
  const feeder = new FlightFeeder({
    targetDir: join(folder, file.feeder.inputFolder),
    slices: cutSlices(csv, days ?? undefined),
    speed,
  });
  return {
    start: () => feeder.start(),
    stop: () => feeder.stop(),
    settled: () => feeder.settled(),
    status: () => {
      const status = feeder.status();
      return {
        state: status.state,
        slicesDone: status.slicesDone,
        slicesTotal: status.slicesTotal,
        simulatedTime: status.simulatedTime ?? null,
        recordsEmitted: status.flightsEmitted,
        recordsTotal: status.flightsTotal,
        speed,
        error: status.error ?? null,
      };
    },
  };
}

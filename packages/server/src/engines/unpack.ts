/**
 * Turns a fetched archive into a folder of the cache, all or nothing: it is unpacked beside its place and renamed into it. A
 * list of the files and their sizes lies in it, so that a folder damaged later is noticed and made again.
 */
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { x as extractTar } from 'tar';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';

import { convertingFileErrors } from './file-error.ts';

const listFile = 'liusu-files.json';

/** True when the folder is there with every file it was unpacked with, at its size. */
export async function isUnpacked(folder: string): Promise<boolean> {
  try {
    const files = JSON.parse(await readFile(join(folder, listFile), 'utf8')) as Record<string, number>;
    for (const [path, sizeBytes] of Object.entries(files))
      if ((await stat(join(folder, path))).size !== sizeBytes) return false;
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return false;
    throw error;
  }
}

/** Makes `folder` from what `fill` writes into an empty folder. Replaces a damaged one. The caller holds a lock. */
export async function unpackInto(folder: string, fill: (into: string) => Promise<void>): Promise<void> {
  await convertingFileErrors(folder, async () => {
    await mkdir(dirname(folder), { recursive: true });
    const into = await mkdtemp(`${folder}.new-`);
    try {
      await fill(into);
      await writeFile(join(into, listFile), JSON.stringify(await sizesBelow(into)));
      await rm(folder, { recursive: true, force: true });
      await rename(into, folder);
    } catch (error) {
      await rm(into, { recursive: true, force: true });
      throw error;
    }
  });
}

/** The class path, plug-ins and shell helper of Flink's own Python package; nothing of its Python. */
export async function unpackFlink(archive: string, into: string): Promise<void> {
  await extractTar({
    file: archive,
    cwd: into,
    // apache_flink_libraries-V/deps/lib/… -> lib/…
    strip: 2,
    filter: (path) => /^[^/]+\/deps\/(lib\/|licenses\/|bin\/bash-java-utils|plugins\/metrics-prometheus\/)/.test(path),
  });
}

/** Everything of a Python wheel (a zip) below `prefix`. Names that would leave the folder are an error. */
export async function unpackWheel(archive: string, prefix: string, into: string): Promise<void> {
  const zip = await openZip(await readFile(archive));
  await new Promise<void>((done, fail) => {
    zip.on('error', fail);
    zip.on('end', done);
    zip.on('entry', (entry: Entry) => {
      extractEntry(zip, entry, prefix, into).then(() => zip.readEntry(), fail);
    });
    zip.readEntry();
  });
}

function openZip(bytes: Buffer): Promise<ZipFile> {
  return new Promise((done, fail) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => (error === null ? done(zip) : fail(error)));
  });
}

async function extractEntry(zip: ZipFile, entry: Entry, prefix: string, into: string): Promise<void> {
  if (!entry.fileName.startsWith(prefix) || entry.fileName.endsWith('/')) return;
  const path = resolve(into, entry.fileName);
  if (!path.startsWith(resolve(into) + sep)) throw new Error(`the archive names ${entry.fileName}, outside its folder`);
  await mkdir(dirname(path), { recursive: true });
  const stream = await new Promise<NodeJS.ReadableStream>((done, fail) => {
    zip.openReadStream(entry, (error, readable) => (error === null ? done(readable) : fail(error)));
  });
  await pipeline(stream, createWriteStream(path));
  const mode = (entry.externalFileAttributes >>> 16) & 0o777;
  // Wheels keep Unix modes here; java itself must be executable whoever packed it.
  await chmod(path, /\/(bin\/[^/]+|lib\/(jspawnhelper|jexec))$/.test(entry.fileName) ? 0o755 : mode || 0o644);
}

async function sizesBelow(folder: string): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    sizes[path.slice(folder.length + 1)] = (await stat(path)).size;
  }
  return sizes;
}

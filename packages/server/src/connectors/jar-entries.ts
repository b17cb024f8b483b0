/** Reads files out of a jar without unpacking it. */
import { buffer } from 'node:stream/consumers';

import { type Entry, open, type ZipFile } from 'yauzl';

import { LiusuError } from '../lib/errors.ts';
import type { Words } from '../lib/words.ts';
import { words } from '../lib/words.ts';

const maxEntries = 200_000;

/** `why`: a clause, without a full stop. */
export function refused(why: Words, cause?: unknown): LiusuError {
  const told = words(`文件未被接受：${why.zh}。`, `The file was not taken: ${why.en}.`);
  return new LiusuError('CONNECTOR_FILE_REFUSED', told, { params: { reason: why.en }, cause });
}

/**
 * Names of all files, and the contents of those wanted. Throws CONNECTOR_FILE_REFUSED, also for a wanted file above `maxBytes`
 * unless it may be passed over. yauzl itself refuses names that are absolute or lead upwards.
 */
export async function readEntries(
  path: string,
  isWanted: (name: string) => boolean,
  maxBytes: number,
  options: { passOverLarge?: boolean } = {},
): Promise<{ names: Set<string>; texts: Map<string, Buffer> }> {
  const zip = await openZip(path);
  const names = new Set<string>();
  const texts = new Map<string, Buffer>();
  if (zip.entryCount > maxEntries) {
    zip.close();
    throw refused(
      words(
        `其中有 ${zip.entryCount} 个条目，超过上限 ${maxEntries}`,
        `it has ${zip.entryCount} entries, more than ${maxEntries}`,
      ),
    );
  }
  const look = async (entry: Entry): Promise<void> => {
    names.add(entry.fileName);
    if (!isWanted(entry.fileName)) return;
    if (entry.uncompressedSize > maxBytes && options.passOverLarge === true) return;
    if (entry.uncompressedSize > maxBytes)
      throw refused(
        words(`${entry.fileName} 超过 ${maxBytes} 字节`, `${entry.fileName} is larger than ${maxBytes} bytes`),
      );
    texts.set(entry.fileName, await buffer(await streamOf(zip, entry)));
  };
  try {
    await new Promise<void>((done, fail) => {
      zip.on('error', fail);
      zip.on('end', done);
      zip.on('entry', (entry: Entry) => void look(entry).then(() => zip.readEntry(), fail));
      zip.readEntry();
    });
  } finally {
    zip.close();
  }
  return { names, texts };
}

function openZip(path: string): Promise<ZipFile> {
  return new Promise((done, fail) => {
    const options = { lazyEntries: true, autoClose: false, strictFileNames: true, validateEntrySizes: true };
    open(path, options, (error, zip) => (error === null ? done(zip) : fail(error)));
  });
}

function streamOf(zip: ZipFile, entry: Entry): Promise<NodeJS.ReadableStream> {
  return new Promise((done, fail) => {
    zip.openReadStream(entry, (error, stream) => (error === null ? done(stream) : fail(error)));
  });
}

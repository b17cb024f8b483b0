/** Looks into an uploaded jar without unpacking it: is it one, and what does it offer. */
import { buffer } from 'node:stream/consumers';

import type { ConnectorOffer } from '@liusu/contract/connector';
import { type Entry, open, type ZipFile } from 'yauzl';

import { LiusuError, messageOf } from '../lib/errors.ts';
import { type Words, words } from '../lib/words.ts';
import { type FactoryClass, readFactoryClass } from './factory-name.ts';

const serviceFile = 'META-INF/services/org.apache.flink.table.factories.Factory';
const maxEntries = 200_000;
const maxServiceBytes = 64 * 1024;
const maxClassBytes = 1024 * 1024;

export interface JarContents {
  offers: ConnectorOffer[];
  /** With dots, as CREATE FUNCTION writes them. */
  classes: ReadonlySet<string>;
}

/** Throws CONNECTOR_FILE_REFUSED. Nothing of it is written or run. */
export async function readJar(path: string): Promise<JarContents> {
  try {
    const { names, texts } = await readEntries(path, (name) => name === serviceFile, maxServiceBytes);
    const factories = (texts.get(serviceFile)?.toString('utf8') ?? '')
      .split('\n')
      .map((line) => line.replace(/#.*/, '').trim())
      .filter((line) => line !== '');
    const files = new Map([...new Set(factories)].map((name) => [`${name.replaceAll('.', '/')}.class`, name]));
    const found =
      files.size === 0
        ? new Map<string, Buffer>()
        : (await readEntries(path, (name) => files.has(name), maxClassBytes)).texts;
    const offers = [...files].flatMap(([file, className]) => {
      const bytes = found.get(file);
      return bytes === undefined ? [] : offersOf(className, readFactoryClass(bytes));
    });
    const classes = new Set(
      [...names]
        .filter((name) => name.endsWith('.class'))
        .map((name) => name.slice(0, -'.class'.length).replaceAll('/', '.')),
    );
    if (classes.size === 0) throw refused(words('其中没有任何类', 'it holds no class'));
    return { offers, classes };
  } catch (error) {
    if (error instanceof LiusuError) throw error;
    throw refused(words(messageOf(error), messageOf(error)), error);
  }
}

function refused(why: Words, cause?: unknown): LiusuError {
  const [zh, en] = [why.zh, why.en].map((text) => text.replace(/\.$/, ''));
  return new LiusuError('CONNECTOR_FILE_REFUSED', words(`文件没有被接受：${zh}。`, `The file was not taken: ${en}.`), {
    params: { reason: why.en },
    cause,
  });
}

/** What the factories of Flink implement, by what their class names. A format that reads and writes stands in it twice. */
function offersOf(className: string, factory: FactoryClass | undefined): ConnectorOffer[] {
  const names = factory?.names ?? new Set<string>();
  const mentions = (part: string) => [...names].some((name) => name.includes(part));
  const kind: ConnectorOffer['kind'] = mentions('createDynamicTable')
    ? 'connector'
    : mentions('createCatalog')
      ? 'catalog'
      : mentions('createDecodingFormat') || mentions('createEncodingFormat')
        ? 'format'
        : 'other';
  return [{ kind, name: factory?.identifier ?? null, className }];
}

/** yauzl itself refuses names that are absolute or lead upwards. */
async function readEntries(
  path: string,
  isWanted: (name: string) => boolean,
  maxBytes: number,
): Promise<{ names: Set<string>; texts: Map<string, Buffer> }> {
  const zip = await openZip(path);
  const names = new Set<string>();
  const texts = new Map<string, Buffer>();
  if (zip.entryCount > maxEntries) {
    zip.close();
    throw refused(
      words(
        `其中有 ${zip.entryCount} 个条目，超过 ${maxEntries} 个`,
        `it has ${zip.entryCount} entries, more than ${maxEntries}`,
      ),
    );
  }
  const look = async (entry: Entry): Promise<void> => {
    names.add(entry.fileName);
    if (!isWanted(entry.fileName)) return;
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

/** Looks into an uploaded jar without unpacking or running it: is it one, what does it offer, and what does that need of Flink. */
import type { ConnectorOffer } from '@liusu/contract/connector';

import { LiusuError, messageOf } from '../lib/errors.ts';
import { type Words, words } from '../lib/words.ts';
import { type FactoryClass, readFactoryClass } from './factory-name.ts';
import { readEntries, refused } from './jar-entries.ts';

const serviceFile = 'META-INF/services/org.apache.flink.table.factories.Factory';
const maxServiceBytes = 64 * 1024;
const maxClassBytes = 1024 * 1024;
/** From a factory to what names a class of Flink. */
const maxSteps = 2;
const maxFollowed = 20_000;

export interface JarContents {
  offers: ConnectorOffer[];
  /** With dots, as CREATE FUNCTION writes them. */
  classes: ReadonlySet<string>;
  /** Classes of Flink, with dots, that its factories and what they make name, and that are not in the jar; sorted. */
  needs: string[];
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
    return { offers, classes, needs: await needsOf(path, found, names) };
  } catch (error) {
    if (error instanceof LiusuError) throw error;
    throw refused(unreadable(error), error);
  }
}

/** What the reader of archives says, which it says in English alone; the trailing full stop is ours to set. */
function unreadable(error: unknown): Words {
  const why = messageOf(error).replace(/\.$/, '');
  return words(`不是完整的 JAR（${why}）`, why);
}

/**
 * Follows the names of classes from the factories through the jar: what Flink loads when a table is planned. Two steps from a
 * factory stand its sources and sinks; what lies deeper is often for one option alone, and says less of whether it loads.
 */
async function needsOf(path: string, factories: Map<string, Buffer>, names: ReadonlySet<string>): Promise<string[]> {
  const needs = new Set<string>();
  const seen = new Set(factories.keys());
  let read = factories;
  for (let step = 0; read.size > 0; step += 1) {
    const next = new Set<string>();
    for (const bytes of read.values()) {
      for (const reference of readFactoryClass(bytes)?.references ?? []) {
        const file = `${reference}.class`;
        if (!names.has(file)) {
          if (reference.startsWith('org/apache/flink/')) needs.add(outermost(reference));
        } else if (!seen.has(file) && seen.size < maxFollowed) {
          seen.add(file);
          next.add(file);
        }
      }
    }
    if (step === maxSteps || next.size === 0) break;
    read = (await readEntries(path, (name) => next.has(name), maxClassBytes, { passOverLarge: true })).texts;
  }
  return [...needs].toSorted();
}

/** With dots; a class within another comes and goes with it. */
function outermost(name: string): string {
  return (name.split('$')[0] ?? name).replaceAll('/', '.');
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

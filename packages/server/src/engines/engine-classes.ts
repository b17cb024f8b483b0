/**
 * Which classes of Flink's API each engine has, recorded in `engines/classes` by tools/record-engine.ts: what a jar can be
 * held against without the engine being on this machine. A line has a package below org.apache.flink, then its outermost classes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = 'org.apache.flink.';

/** Parts of Flink that connectors, formats and functions are written against; the rest, such as its scheduler, is left out. */
const apiParts: ReadonlySet<string> = new Set([
  'api',
  'cep',
  'configuration',
  'connector',
  'core',
  'datastream',
  'formats',
  'legacy',
  'metrics',
  'state',
  'streaming',
  'table',
  'types',
  'util',
]);

export interface EngineClasses {
  has(className: string): boolean;
  hasPackage(name: string): boolean;
}

/** The record of these classes (entries of jars, with slashes), one package a line. */
export function recordOf(entries: Iterable<string>): string {
  const packages = new Map<string, Set<string>>();
  for (const entry of entries) {
    const name = /^org\/apache\/flink\/([^$]+)\.class$/.exec(entry)?.[1];
    if (name === undefined || name.includes('/shaded/') || !apiParts.has(name.split('/')[0] ?? '')) continue;
    const cut = name.lastIndexOf('/');
    const within = name.slice(0, cut).replaceAll('/', '.');
    packages.set(within, (packages.get(within) ?? new Set()).add(name.slice(cut + 1)));
  }
  const lines = [...packages].map(([name, classes]) => [name, ...[...classes].toSorted()].join(' '));
  return `${lines.toSorted().join('\n')}\n`;
}

export function parseRecord(text: string): EngineClasses {
  const classes = new Set<string>();
  const packages = new Set<string>();
  for (const line of text.split('\n')) {
    const [name, ...simple] = line.split(' ');
    if (name === undefined || name === '') continue;
    packages.add(root + name);
    for (const one of simple) classes.add(`${root}${name}.${one}`);
  }
  return { has: (name) => classes.has(name), hasPackage: (name) => packages.has(name) };
}

export function classRecordFile(enginesDir: string, engineId: string): string {
  return join(enginesDir, 'classes', `${engineId}.txt`);
}

/** By id of the engine. A record that is not there is our bug and throws. */
export function readEngineClasses(enginesDir: string, engineIds: readonly string[]): Map<string, EngineClasses> {
  return new Map(engineIds.map((id) => [id, parseRecord(readFileSync(classRecordFile(enginesDir, id), 'utf8'))]));
}

/**
 * What an engine lacks of the classes a jar needs. Counted are those of packages that some engine has: another package belongs to
 * an optional library of which the jar makes use where it is there.
 */
export function missingClasses(
  needs: readonly string[],
  engineId: string,
  engines: ReadonlyMap<string, EngineClasses>,
): string[] {
  const own = engines.get(engineId);
  if (own === undefined) return [];
  const isOfFlink = (name: string) =>
    [...engines.values()].some((engine) => engine.hasPackage(name.slice(0, name.lastIndexOf('.'))));
  return needs.filter((name) => !own.has(name) && isOfFlink(name));
}

/**
 * Records what the editor knows of each engine, from the engine itself: `node tools/record-engine.ts [ENGINE …]`. Functions,
 * reserved words, and the options of connectors, formats, catalogs and model providers, by the factories that read them; and the
 * classes of Flink's API, against which uploaded jars are held; and the keys of its settings, against which SETs are held. Needs
 * a JDK (17 or newer) on the PATH; fetches what the cache lacks. Run it after an engine file changed.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

import { type FactoryClass, readFactoryClass } from '../packages/server/src/connectors/factory-name.ts';
import { readEntries } from '../packages/server/src/connectors/jar-entries.ts';
import { fetchArtifacts } from '../packages/server/src/engines/download.ts';
import { classRecordFile, recordOf } from '../packages/server/src/engines/engine-classes.ts';
import { settingRecordFile, settingRecordOf } from '../packages/server/src/engines/engine-settings.ts';
import { EngineStore } from '../packages/server/src/engines/engine-store.ts';
import docs from '../packages/web/src/components/sql-editor/knowledge/functions.json' with { type: 'json' };

const functionDocs: Record<string, { calls: string[]; example?: string }> = docs;

const root = join(import.meta.dirname, '..');
const target = join(root, 'packages/web/src/components/sql-editor/recorded');

interface Recorded {
  functions: string[];
  /** Functions whose example the planner takes: what can be called in SQL. */
  accepted: string[];
  reservedWords: string[];
  connectors: Record<string, Record<string, unknown>>;
  formats: Record<string, Record<string, unknown>>;
  catalogs: Record<string, Record<string, unknown>>;
  models: Record<string, Record<string, unknown>>;
}

const cacheDir = process.env['LIUSU_CACHE'] ?? join(homedir(), '.cache', 'liusu');
const sources = {
  mavenUrl: process.env['LIUSU_MAVEN_URL'] ?? 'https://repo.maven.apache.org/maven2',
  pypiFilesUrl: process.env['LIUSU_PYPI_URL'] ?? 'https://files.pythonhosted.org',
};
const enginesDir = join(root, 'engines');
const store = new EngineStore({ enginesDir, cacheDir, sources });

const planner = 'flink-table-planner.jar';
const mostBytes = 256 * 1024 * 1024;

/** Connectors that are there for tests or for other programs, and clutter a list. */
const unwanted = new Set(['python-input-format', 'legacy-csv']);
/** What Iceberg puts before a key where it is set for a session; in a table it stands without. */
const sessionPrefix = 'connector.iceberg.';

const folder = mkdtempSync(join(tmpdir(), 'liusu-record-'));
const examples = join(folder, 'examples');
writeFileSync(
  examples,
  Object.entries(functionDocs)
    .flatMap(([name, { example }]) => (example === undefined ? [] : [`${name}\t${example}`]))
    .join('\n'),
);

async function record(engineId: string): Promise<void> {
  const file = store.get(engineId);
  const installed = await store.install(engineId);
  writeFileSync(classRecordFile(enginesDir, engineId), recordOf(await classFilesOf(installed.distributionJars)));
  writeFileSync(
    settingRecordFile(enginesDir, engineId),
    settingRecordOf(await flinkClassesOf(installed.distributionJars)),
  );
  const ofJobs = Object.values(file.artifacts).filter(({ placement }) => placement === 'job');
  const jars = await fetchArtifacts(ofJobs, { cacheDir, sources });
  const answer = spawnSync(
    'java',
    [
      '--add-opens=java.base/java.util=ALL-UNNAMED',
      ...['-cp', [...installed.clusterJars, ...jars].join(':')],
      join(import.meta.dirname, 'record-engine', 'ReadEngine.java'),
      examples,
    ],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  console.log(
    answer.stderr
      .split('\n')
      .filter((each) => /^(refused|not read)/.test(each))
      .join('\n'),
  );
  const line = answer.stdout.split('\n').find((each) => each.startsWith('JSON '));
  if (line === undefined) throw new Error(`${engineId} told nothing:\n${answer.stderr.slice(-4000)}`);
  const recorded = JSON.parse(line.slice(5)) as Recorded;
  for (const name of unwanted) delete recorded.connectors[name];
  for (const options of Object.values(recorded.connectors)) {
    for (const [key, option] of Object.entries(options)) {
      if (!key.startsWith(sessionPrefix)) continue;
      options[key.slice(sessionPrefix.length)] = option;
      delete options[key];
    }
  }
  // A catalog of an older kind tells no name, and one whose libraries are elsewhere is not there: it can be named all the same.
  for (const name of Object.keys(file.catalogs)) {
    if (!name.includes(':')) recorded.catalogs[name] ??= {};
  }
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, `${engineId}.json`), compact({ flinkVersion: installed.flinkVersion, ...recorded }));
  console.log(
    `${engineId}: ${recorded.functions.length} functions, ${Object.keys(recorded.connectors).length} connectors, ` +
      `${Object.keys(recorded.formats).length} formats, ${Object.keys(recorded.catalogs).length} catalogs`,
  );
}

/** Flink's own classes; those of the planner stand in a jar within a jar. */
async function flinkClassesOf(jars: readonly string[]): Promise<FactoryClass[]> {
  const found: FactoryClass[] = [];
  const isWanted = (name: string) => /^org\/apache\/flink\/.*\.class$/.test(name) || name === planner;
  for (const jar of jars) {
    for (const [name, bytes] of (await readEntries(jar, isWanted, mostBytes)).texts) {
      if (name === planner) {
        writeFileSync(join(folder, planner), bytes);
        found.push(...(await flinkClassesOf([join(folder, planner)])));
        continue;
      }
      const read = readFactoryClass(bytes);
      if (read !== undefined) found.push(read);
    }
  }
  return found;
}

async function classFilesOf(jars: readonly string[]): Promise<string[]> {
  const names = await Promise.all(jars.map(async (jar) => (await readEntries(jar, () => false, 0)).names));
  return names.flatMap((each) => [...each]);
}

/** One option a line: short enough to read, and a change shows as one line. */
function compact(value: object): string {
  const text = JSON.stringify(value, null, 1);
  return `${text.replace(/\{\s+("type"[^{}]*?)\s+\}/g, (_, inner: string) => `{ ${inner.replace(/\s*\n\s*/g, ' ')} }`)}\n`;
}

const asked = process.argv.slice(2);
try {
  for (const { id } of store.list()) if (asked.length === 0 || asked.includes(id)) await record(id);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

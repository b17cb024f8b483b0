/** The recorded classes are those of the real engines, and tell real connectors apart that load on them from those that do not. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { testCacheDir, testEngines, testSources } from '../drivers/test-engines.ts';
import { fetchArtifact } from '../engines/download.ts';
import { classRecordFile, readEngineClasses, recordOf } from '../engines/engine-classes.ts';
import { EngineStore } from '../engines/engine-store.ts';
import { unfitOf } from './engine-fit.ts';
import { readEntries } from './jar-entries.ts';
import { readJar } from './jar-reader.ts';

const enginesDir = join(import.meta.dirname, '../../../../engines');
const store = new EngineStore({ enginesDir, cacheDir: testCacheDir, sources: testSources });
const classes = readEngineClasses(
  enginesDir,
  store.list().map(({ id }) => id),
);

/** Ids of the engines that a jar of an engine file cannot load on. */
async function unfitFor(engineId: string, artifact: string): Promise<string[]> {
  const found = store.get(engineId).artifacts[artifact];
  if (found === undefined) throw new Error(`${engineId} has no ${artifact}`);
  const path = await fetchArtifact(found, { cacheDir: testCacheDir, sources: testSources });
  return unfitOf((await readJar(path)).needs, classes).map(({ engine }) => engine);
}

describe.each(testEngines)('the classes recorded of %s', (engine) => {
  it('are those of its jars', async () => {
    const { distributionJars } = await store.install(engine);
    const entries = await Promise.all(
      distributionJars.map(async (jar) => (await readEntries(jar, () => false, 0)).names),
    );

    const recorded = await readFile(classRecordFile(enginesDir, engine), 'utf8');

    expect(recordOf(entries.flatMap((names) => [...names])) === recorded).toBe(true);
  });

  it('do for each jar that jobs on it bring along', async () => {
    const jars = Object.entries(store.get(engine).artifacts).filter(([, { placement }]) => placement === 'job');

    for (const [name] of jars)
      expect([name, await unfitFor(engine, name)]).not.toEqual([name, expect.arrayContaining([engine])]);
  });
});

describe('a connector built for Flink 1.x', () => {
  it.each(['postgres-cdc', 'mysql-cdc', 'jdbc', 'kafka'])('is told from one for 2.x: %s', async (artifact) => {
    expect(await unfitFor('flink-1.20', artifact)).toEqual(['flink-2.2']);
  });
});

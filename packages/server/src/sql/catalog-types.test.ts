import { expect, it } from 'vitest';

import { CheckerState } from './checker-state.ts';
import { ObjectChanges } from './object-changes.ts';
import { ObjectCreations } from './object-creations.ts';
import { prepareScript } from './prepared-script.ts';

/** Runs the statements of a script that make and change catalogs; Flink refuses those of these indexes. */
async function typesAfter(script: string, refused: readonly number[] = []): Promise<Map<string, string>> {
  const state = new CheckerState({ lake: 'paimon' });
  const run = ({ index }: { index: number }) => Promise.resolve(!refused.includes(index));
  const parse = () => Promise.resolve('PARSED' as const);
  const creations = new ObjectCreations(state, 'file:///scratch', {
    run,
    parse,
    define: parse,
    tableExists: () => Promise.resolve(false),
    databasesOf: () => Promise.resolve([]),
    functionsOf: () => Promise.resolve([]),
    add: () => undefined,
    withoutConnector: parse,
  });
  const changes = new ObjectChanges(state, {
    who: { zh: '校验', en: 'a check' },
    areRowsRead: false,
    run,
    parse,
    requireTable: () => Promise.resolve(true),
  });
  for (const statement of prepareScript(script, {}).statements) {
    await (statement.kind === 'CREATE_CATALOG' ? creations.catalog(statement) : changes.check(statement));
  }
  return state.catalogTypes;
}

const memory = "WITH ('type' = 'generic_in_memory')";

it.each<[string, string, string, string, number[]]>([
  ['a catalog that was made', `CREATE CATALOG c ${memory};`, 'c', 'generic_in_memory', []],
  ['one that Flink refused', `CREATE CATALOG c ${memory};`, 'c', 'unknown', [0]],
  [
    'one made anew under the name',
    `CREATE CATALOG c ${memory}; DROP CATALOG c; CREATE CATALOG c WITH ('type' = 'hive');`,
    'c',
    'hive',
    [],
  ],
  ['one refused over another', `CREATE CATALOG lake ${memory};`, 'lake', 'paimon', [0]],
  ['one that is there already', `CREATE CATALOG IF NOT EXISTS lake ${memory};`, 'lake', 'paimon', []],
  ['one made anew', `DROP CATALOG lake; CREATE CATALOG lake ${memory};`, 'lake', 'generic_in_memory', []],
  [
    'one moved outside of the session',
    `CREATE CATALOG c ${memory}; ALTER CATALOG c SET ('type' = 'paimon', 'warehouse' = 'file:///w');`,
    'c',
    'unknown',
    [],
  ],
  ['one with another option', "ALTER CATALOG lake SET ('cache-enabled' = 'false');", 'lake', 'paimon', []],
])('knows the type of %s', async (_name, script, catalog, type, refused) => {
  expect((await typesAfter(script, refused)).get(catalog)).toBe(type);
});

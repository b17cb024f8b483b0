import { expect, it } from 'vitest';

import { isPlannedTableThere } from './planned-tables.ts';
import { prepareScript } from './prepared-script.ts';

const ice =
  "CREATE TABLE t (a INT) WITH ('connector' = 'iceberg', 'catalog-name' = 'c', 'catalog-type' = 'hadoop', 'warehouse' = '/w')";
const pai = "CREATE TABLE t (a INT) WITH ('connector' = 'paimon', 'path' = '/p', 'auto-create' = 'true')";

/** The answer, and what was asked, in a session that refuses what `refuse` says something about. */
async function look(sql: string, refuse: (text: string) => string | undefined) {
  const asked: string[] = [];
  const [statement] = prepareScript(sql, {}).statements;
  if (statement === undefined) throw new Error('no statement');
  const isThere = await isPlannedTableThere(statement, ['default_catalog', 'd', 't'], (text) => {
    asked.push(text);
    return Promise.resolve(refuse(text));
  });
  return { isThere, asked };
}

it('asks a catalog of the same place for a table of Iceberg, and lets it go', async () => {
  const there = await look(ice, () => undefined);
  const missing = await look(ice, (text) => (text.startsWith('DESCRIBE') ? "doesn't exist" : undefined));

  expect(there).toEqual({
    isThere: true,
    asked: [
      "CREATE CATALOG `liusu_look` WITH ('catalog-type' = 'hadoop', 'warehouse' = '/w', 'type' = 'iceberg')",
      'DESCRIBE `liusu_look`.`d`.`t`',
      'DROP CATALOG `liusu_look`',
    ],
  });
  expect([missing.isThere, missing.asked]).toEqual([false, there.asked]);
});

it('plans a table of Paimon under another name, such that it is not made', async () => {
  const there = await look(pai, () => undefined);
  const missing = await look(pai, (text) => (text.startsWith('EXPLAIN') ? 'Schema file not found in /p' : undefined));
  const wrong = await look(pai, (text) => (text.startsWith('EXPLAIN') ? 'Schemas differ' : undefined));

  expect(there.asked).toEqual([
    "CREATE TEMPORARY TABLE `liusu_look` (a INT) WITH ('connector' = 'paimon', 'path' = '/p', 'auto-create' = 'false')",
    'EXPLAIN SELECT 1 FROM `liusu_look`',
    'DROP TEMPORARY TABLE `liusu_look`',
  ]);
  expect([there.isThere, missing.isThere, wrong.isThere]).toEqual([true, false, true]);
});

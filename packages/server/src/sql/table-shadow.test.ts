import { expect, it } from 'vitest';

import { prepareScript } from './prepared-script.ts';
import { inScratchLake } from './scratch-lake.ts';
import { asTableOfColumns } from './table-shadow.ts';

function statementOf(sql: string) {
  const [statement] = prepareScript(sql, {}).statements;
  if (statement === undefined) throw new Error('no statement');
  return statement;
}

it.each([
  [
    "CREATE TABLE IF NOT EXISTS t (a INT) PARTITIONED BY (a) WITH ('connector' = 'hive', 'x' = 'y')",
    "CREATE TEMPORARY TABLE IF NOT EXISTS t (a INT) PARTITIONED BY (a) WITH ('connector' = 'c')",
  ],
  ['CREATE TABLE t (a INT)', "CREATE TEMPORARY TABLE t (a INT) WITH ('connector' = 'c')"],
  ['CREATE TABLE t LIKE o', "CREATE TEMPORARY TABLE t WITH ('connector' = 'c') LIKE o (EXCLUDING OPTIONS)"],
  [
    "CREATE TABLE t (b INT) WITH ('x' = 'y') LIKE d.o (INCLUDING ALL)",
    "CREATE TEMPORARY TABLE t (b INT) WITH ('connector' = 'c') LIKE d.o (INCLUDING ALL EXCLUDING OPTIONS)",
  ],
  [
    'CREATE TABLE t LIKE o (OVERWRITING OPTIONS EXCLUDING CONSTRAINTS)',
    "CREATE TEMPORARY TABLE t WITH ('connector' = 'c') LIKE o (EXCLUDING OPTIONS EXCLUDING CONSTRAINTS)",
  ],
  ['CREATE OR REPLACE TABLE t (a INT)', undefined],
])('has the columns alone of: %s', (sql, expected) => {
  expect(asTableOfColumns(statementOf(sql), { connector: 'c' })?.text).toBe(expected);
});

it('puts a table of a lake into the scratch folder, wherever it says it belongs', () => {
  const of = (options: string, type: string) =>
    inScratchLake(statementOf(`CREATE TABLE t (a INT) WITH (${options})`), type, 'file:/s/1')?.text;

  expect(of("'bucket' = '1', 'path' = '/lake/t', 'connector' = 'paimon'", 'paimon')).toBe(
    "CREATE TEMPORARY TABLE t (a INT) WITH ('connector' = 'paimon', 'path' = 'file:/s/1', 'auto-create' = 'true', 'bucket' = '1')",
  );
  expect(of("'warehouse' = '/w'", 'iceberg')).toBe(
    "CREATE TEMPORARY TABLE t (a INT) WITH ('connector' = 'iceberg', 'catalog-name' = 'scratch', 'catalog-type' = 'hadoop', 'warehouse' = 'file:/s/1')",
  );
  expect(of("'connector' = 'hive'", 'hive')).toBeUndefined();
});

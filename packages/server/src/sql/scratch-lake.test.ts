import { describe, expect, it } from 'vitest';

import type { MappedText } from './mapped-text.ts';
import { prepareScript } from './prepared-script.ts';
import { keptFromOutside } from './scratch-lake.ts';

function moved(sql: string): MappedText {
  const [statement] = prepareScript(sql, {}).statements;
  if (statement === undefined) throw new Error('no statement');
  return keptFromOutside(statement, 'file:/s/1').text;
}

describe('a table that planning would make', () => {
  it.each([
    [
      'Iceberg, the connector first',
      "CREATE TABLE t (a INT) WITH ('connector' = 'iceberg', 'catalog-name' = 'c', 'catalog-type' = 'hive', 'uri' = 'thrift://h', 'format-version' = '2')",
      "CREATE TABLE t (a INT) WITH ('connector' = 'iceberg', 'catalog-type' = 'hadoop', 'warehouse' = 'file:/s/1', 'catalog-name' = 'c', 'format-version' = '2')",
    ],
    [
      'Iceberg, the connector last',
      "CREATE TABLE t (a INT) WITH ('catalog-type' = 'rest', 'uri' = 'http://h', 'connector' = 'iceberg')",
      "CREATE TABLE t (a INT) WITH (  'connector' = 'iceberg', 'catalog-type' = 'hadoop', 'warehouse' = 'file:/s/1')",
    ],
    [
      'Iceberg between',
      "CREATE TEMPORARY TABLE t (a INT) WITH ('warehouse' = '/w', 'connector' = 'iceberg', 'catalog-impl' = 'x', 'io-impl' = 'y')",
      "CREATE TEMPORARY TABLE t (a INT) WITH ( 'connector' = 'iceberg', 'catalog-type' = 'hadoop', 'warehouse' = 'file:/s/1')",
    ],
    [
      'Paimon that may create',
      "CREATE TABLE t (a INT) WITH ('connector' = 'paimon', 'path' = '/lake/t', 'auto-create' = 'TRUE')",
      "CREATE TABLE t (a INT) WITH ('connector' = 'paimon', 'path' = 'file:/s/1', 'auto-create' = 'TRUE')",
    ],
    [
      'columns of another',
      "CREATE TABLE t WITH ('connector' = 'iceberg') LIKE o",
      "CREATE TABLE t WITH ('connector' = 'iceberg', 'catalog-type' = 'hadoop', 'warehouse' = 'file:/s/1') LIKE o",
    ],
  ])('is moved: %s', (_name, sql, expected) => {
    expect(moved(sql).text).toBe(expected);
  });

  it.each([
    ['that may not create', "CREATE TABLE t (a INT) WITH ('connector' = 'paimon', 'path' = '/lake/t')"],
    [
      'whose columns are read from it',
      "CREATE TABLE t WITH ('connector' = 'paimon', 'path' = '/t', 'auto-create' = 'true')",
    ],
    [
      'of another connector',
      "CREATE TABLE t (a INT) WITH ('connector' = 'kafka', 'warehouse' = 'w', 'auto-create' = 'true')",
    ],
  ])('stays where it is: %s', (_name, sql) => {
    expect(moved(sql).text).toBe(sql);
  });

  it('keeps the way back to what was written', () => {
    const sql = "CREATE TABLE t (a INT) WITH ('warehouse' = '/w', 'connector' = 'iceberg', 'bad' = 'x')";
    const text = moved(sql);
    const at = text.text.indexOf("'bad'");

    expect(text.originOf(at, at + 5)).toMatchObject({ start: sql.indexOf("'bad'"), end: sql.indexOf("'bad'") + 5 });
  });
});

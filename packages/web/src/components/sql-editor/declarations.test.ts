import { expect, test } from 'vitest';

import { readScript } from './script-model.ts';

const declared = (script: string) => readScript(script).declarations;

test('reads tables with columns and types, and leaves keys and watermarks out', () => {
  const [table] = declared(`
    CREATE TABLE IF NOT EXISTS lake.flights.dwd (
      hour_utc TIMESTAMP(3) NOT NULL COMMENT 'x',
      \`year\` INT,
      price DECIMAL(10, 2),
      tags MAP<STRING, ARRAY<INT>>,
      pt AS PROCTIME(),
      ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
      part INT METADATA VIRTUAL,
      PRIMARY KEY (hour_utc) NOT ENFORCED,
      WATERMARK FOR hour_utc AS hour_utc - INTERVAL '2' HOUR
    ) COMMENT 'it''s a table' WITH ('connector' = 'datagen', 'rows-per-second'='5');`);

  expect(table?.path).toEqual(['lake', 'flights', 'dwd']);
  expect(table?.columns.map(({ name, type, kind }) => [name, type, kind])).toEqual([
    ['hour_utc', 'TIMESTAMP(3)', 'physical'],
    ['year', 'INT', 'physical'],
    ['price', 'DECIMAL(10, 2)', 'physical'],
    ['tags', 'MAP<STRING, ARRAY<INT>>', 'physical'],
    ['pt', '', 'computed'],
    ['ts', 'TIMESTAMP_LTZ(3)', 'metadata'],
    ['part', 'INT', 'virtual'],
  ]);
  expect(table).toMatchObject({
    primaryKey: ['hour_utc'],
    watermark: "hour_utc AS hour_utc - INTERVAL '2' HOUR",
    comment: "it's a table",
    hasAllColumns: true,
  });
  expect(table?.columns[0]?.comment).toBe('x');
  expect(table?.options.map(({ key, value }) => [key, value])).toEqual([
    ['connector', 'datagen'],
    ['rows-per-second', '5'],
  ]);
});

test('tells tables, views, models, functions and catalogs apart', () => {
  const kinds = declared(`
    CREATE TEMPORARY VIEW v AS SELECT 1;
    CREATE OR ALTER MATERIALIZED TABLE m FRESHNESS = INTERVAL '1' MINUTE AS SELECT 1;
    CREATE MODEL p INPUT (t STRING) OUTPUT (label STRING) WITH ('provider' = 'x');
    CREATE TEMPORARY SYSTEM FUNCTION f AS 'a.B' LANGUAGE JAVA;
    CREATE CATALOG c WITH ('type' = 'paimon');`);

  expect(kinds.map(({ kind, path }) => `${kind} ${path.join('.')}`)).toEqual([
    'view v',
    'materialized-table m',
    'model p',
    'function f',
    'catalog c',
  ]);
  expect(kinds[2]?.columns.map(({ name }) => name)).toEqual(['label']);
});

test('a half-written declaration gives what can be read of it', () => {
  expect(declared('CREATE TABLE t (a INT, b ')[0]?.columns.map(({ name, type }) => [name, type])).toEqual([
    ['a', 'INT'],
    ['b', ''],
  ]);
  expect(declared('CREATE TABLE')).toEqual([]);
  expect(declared('CREATE')).toEqual([]);
});

test('a table LIKE another may have more columns than it lists', () => {
  expect(declared('CREATE TABLE b (y STRING) LIKE a.c;')[0]).toMatchObject({ like: ['a', 'c'], hasAllColumns: false });
});

import { expect, test } from 'vitest';

import { scriptTables } from './script-tables.ts';

test('reads tables with columns and types, and leaves keys and watermarks out', () => {
  const tables = scriptTables(`
    CREATE TABLE IF NOT EXISTS lake.flights.dwd (
      hour_utc TIMESTAMP(3) NOT NULL COMMENT 'x',
      \`year\` INT,
      price DECIMAL(10, 2),
      tags MAP<STRING, ARRAY<INT>>,
      pt AS PROCTIME(),
      ts TIMESTAMP_LTZ(3) METADATA FROM 'timestamp',
      PRIMARY KEY (hour_utc) NOT ENFORCED,
      WATERMARK FOR hour_utc AS hour_utc - INTERVAL '2' HOUR
    ) WITH ('connector' = 'datagen');`);

  expect(tables).toEqual([
    {
      name: 'lake.flights.dwd',
      kind: 'table',
      columns: [
        { name: 'hour_utc', type: 'TIMESTAMP(3)' },
        { name: 'year', type: 'INT' },
        { name: 'price', type: 'DECIMAL(10, 2)' },
        { name: 'tags', type: 'MAP<STRING, ARRAY<INT>>' },
        { name: 'pt', type: '' },
        { name: 'ts', type: 'TIMESTAMP_LTZ(3)' },
      ],
    },
  ]);
});

test('a table LIKE another has its columns too', () => {
  const tables = scriptTables('CREATE TABLE a (x INT); CREATE TABLE b (y STRING) LIKE a;');

  expect(tables[1]?.columns.map((column) => column.name)).toEqual(['x', 'y']);
});

test('a view has the names its SELECT gives', () => {
  const [view] = scriptTables('CREATE TEMPORARY VIEW v AS SELECT a, t.b, COUNT(*) AS n, SUM(c) total, d + 1 FROM t');

  expect(view).toMatchObject({ name: 'v', kind: 'view' });
  expect(view?.columns.map((column) => column.name)).toEqual(['a', 'b', 'n', 'total']);
});

test('a half-written declaration gives what can be read of it', () => {
  expect(scriptTables('CREATE TABLE t (a INT, b ')).toEqual([
    {
      name: 't',
      kind: 'table',
      columns: [
        { name: 'a', type: 'INT' },
        { name: 'b', type: '' },
      ],
    },
  ]);
  expect(scriptTables('CREATE TABLE')).toEqual([]);
});

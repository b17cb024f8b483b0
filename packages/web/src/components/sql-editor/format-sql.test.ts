import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { formatSql } from './format-sql.ts';

const scenarios = join(import.meta.dirname, '../../../../../scenarios');
const scripts = readdirSync(scenarios, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.sql'));

describe('formatSql', () => {
  it.each(scripts)('lays %s out, and once more without a change', (file) => {
    const script = readFileSync(join(scenarios, file), 'utf8');
    const once = formatSql(script);

    expect(once).toBeDefined();
    expect(formatSql(once ?? '')).toBe(once);
  });

  it('keeps comments, hints, variables and strings', () => {
    const script = [
      '-- first',
      "select a,/* why */b from t /*+ OPTIONS('x' = '1') */ where a='it''s  so' -- last",
      "and b = '${day}' and c > ${limit};",
    ].join('\n');
    const formatted = formatSql(script) ?? '';

    for (const kept of [
      '-- first',
      '/* why */',
      "/*+ OPTIONS('x' = '1') */",
      "'it''s  so'",
      '-- last',
      "'${day}'",
      '${limit}',
    ])
      expect(formatted).toContain(kept);
    expect(formatted).toMatch(/^-- first\nSELECT\n {2}a,/);
  });

  it('sets options beside WITH, and raises keywords, types and functions alone', () => {
    const script =
      "create table Log (id int, data row<a int>, key string, ts timestamp(3) metadata from 'timestamp' virtual, primary key (id) not enforced) " +
      "with ('connector' = 'kafka', 'topic' = 'a topic with a long name', 'properties.bootstrap.servers' = 'host:9092');\n" +
      "insert into Log (id, data) select count(*), upper(data), first, key, location from t order by key desc;\ncreate catalog c with ('type' = 'paimon');";

    const formatted = formatSql(script) ?? '';

    expect(formatted).toContain(") WITH (\n  'connector' = 'kafka',\n  'topic'");
    expect(formatted).toContain("CREATE CATALOG c WITH ('type' = 'paimon');");
    expect(formatted.replaceAll(/\s+/g, ' ')).toContain(
      'SELECT COUNT(*), UPPER(data), first, key, location FROM t ORDER BY key DESC;',
    );
    for (const kept of [
      'TABLE Log',
      'id INT',
      'key STRING',
      'TIMESTAMP(3) METADATA',
      'VIRTUAL',
      'PRIMARY KEY (id) NOT ENFORCED',
    ])
      expect(formatted).toContain(kept);
    expect(formatted).toMatch(/INTO\s+Log ?\(id, data\)/);
    expect(formatSql(formatted)).toBe(formatted);
  });

  it('keeps types with arguments and keys of metadata on their line', () => {
    const formatted = formatSql(
      "create table t (a array < string >, m map<string,row<x int comment 'a, b', y decimal( 10 , 2 )>> not null, k bytes metadata from 'key', z int) with ('connector' = 'datagen');\nselect cast(a as array<string>) from t where z < 3 and z > 1;",
    );

    expect(formatted).toContain(
      "(\n  a ARRAY<STRING>,\n  m MAP<STRING, ROW<x INT COMMENT 'a, b', y DECIMAL(10, 2)>> NOT NULL,\n  k BYTES METADATA FROM 'key',\n  z INT\n)",
    );
    expect(formatted).toContain('CAST(a AS ARRAY<STRING>)');
    expect(formatted).toContain('z < 3\n  AND z > 1');
    expect(formatSql(formatted ?? '')).toBe(formatted);
  });

  it('leaves settings without quotes and literals with a prefix as they are', () => {
    const script =
      "set table.exec.state.ttl=1h;\n\nreset Pipeline.name;\n\nset execution.runtime-mode = batch; -- why\nselect U&'\\4e2d', X'AB', _utf8'a', date '2026-01-01' from t where a is not distinct from b;";

    const formatted = formatSql(script) ?? '';

    expect(formatted).toContain('SET table.exec.state.ttl=1h;');
    expect(formatted).toContain('RESET Pipeline.name;');
    expect(formatted).toContain('SET execution.runtime-mode = batch;');
    for (const kept of ["U&'\\4e2d',", "X'AB',", "_utf8'a',", "DATE '2026-01-01'", 'a IS NOT DISTINCT FROM b'])
      expect(formatted).toContain(kept);
  });

  it('keeps the frame of a window on its line', () => {
    const frame = 'ROWS BETWEEN 3 PRECEDING AND CURRENT ROW';

    expect(formatSql(`select sum(a) over (order by ts ${frame}) from t;`)).toContain(`ts ${frame}\n`);
  });

  it('gives each clause of MATCH_RECOGNIZE its line', () => {
    const formatted = formatSql(
      'select * from t match_recognize (order by ts measures a.x as x one row per match after match skip past last row pattern (a (b|c)+ d{2,3}) define b as b.x > 1);',
    );

    expect(formatted).toContain(
      '    MEASURES\n      a.x AS x\n    ONE ROW PER MATCH\n    AFTER MATCH SKIP PAST LAST ROW\n    PATTERN\n      (a (b|c)+ d{2,3})\n    DEFINE\n      b AS b.x > 1\n  );',
    );
  });

  it.each([
    ['a comment in a type', 'CREATE TABLE t (m MAP<STRING, -- why\n INT>);'],
    ['a type that is not closed', 'SELECT CAST(a AS ARRAY<STRING) FROM t; SELECT 1;'],
    ['a variable', 'SELECT ${held} FROM t;'],
    ['a statement set', 'BEGIN STATEMENT SET;\nINSERT INTO a SELECT 1;\nINSERT INTO b SELECT 2;\nEND;'],
    ['a set', "SET 'table.exec.state.ttl' = '1 h';"],
    [
      'a watermark',
      "CREATE TABLE t (ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND) WITH ('connector' = 'datagen');",
    ],
    ['a lookup join', 'SELECT * FROM o JOIN d FOR SYSTEM_TIME AS OF o.proc AS d ON o.id = d.id;'],
    [
      'a pattern',
      'SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY a ORDER BY ts MEASURES A.x AS x PATTERN (A B+ C? D{2,3}) DEFINE B AS B.x > 1);',
    ],
    [
      'named arguments',
      "SELECT * FROM TABLE(TUMBLE(DATA => TABLE t, TIMECOL => DESCRIPTOR(ts), SIZE => INTERVAL '1' HOUR));",
    ],
    ['an array', "SELECT ARRAY[1, 2], MAP['a', 1]['a'], t.r.f FROM t;"],
  ])('keeps the meaning of %s', (_, script) => {
    expect(formatSql(script)).toBeDefined();
  });

  it.each([["SELECT 'open"], ['SELECT (1'], ['SELECT 1 /* open']])('leaves %s as it is', (script) => {
    const formatted = formatSql(script);

    expect([undefined, script]).toContain(formatted?.replace(/\s+/g, ' '));
  });
});

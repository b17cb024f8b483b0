import { describe, expect, test } from 'vitest';

import { previewScript, splitStatements, statementAt } from './statements.ts';

const script = `-- sources
SET 'table.local-time-zone' = 'UTC';
CREATE TEMPORARY TABLE src (id BIGINT, note STRING) WITH ('connector' = 'datagen', 'x' = 'a;b');

EXECUTE STATEMENT SET
BEGIN
  INSERT INTO a SELECT id FROM src;
  INSERT INTO lake.d.b (id) SELECT id + 1 FROM src WHERE note <> ';';
END;

DROP TABLE old;
SELECT COUNT(*) FROM src`;

describe('splitting', () => {
  test('finds statements with roles and keeps semicolons inside strings', () => {
    expect(splitStatements(script).map((each) => [each.role, each.title])).toEqual([
      ['declaration', "SET 'table.local-time-zone' = 'UTC'"],
      ['declaration', 'CREATE TEMPORARY TABLE src'],
      ['insert', 'INSERT INTO a SELECT id FROM'],
      ['insert', 'INSERT INTO lake.d.b'],
      ['other', 'DROP TABLE old'],
      ['query', 'SELECT COUNT'],
    ]);
  });

  test.each([
    ['BEGIN STATEMENT SET; INSERT INTO a SELECT 1; END;', ['insert']],
    ['CREATE TABLE t WITH (x = y) AS SELECT 1', ['other']],
    ['CREATE VIEW v AS SELECT 1', ['declaration']],
    ['CREATE TEMPORARY VIEW TABLE_like AS SELECT 1', ['declaration']],
    ['CREATE MATERIALIZED TABLE m FRESHNESS = INTERVAL 1 MINUTE AS SELECT 1', ['other']],
    ['DROP TEMPORARY TABLE t; DROP TABLE t', ['declaration', 'other']],
    ['(SELECT 1) UNION ALL (SELECT 2); VALUES (1); WITH x AS (SELECT 1) SELECT * FROM x', ['query', 'query', 'query']],
    [' ; ;-- only a comment', []],
  ])('%s', (text, roles) => {
    expect(splitStatements(text).map((each) => each.role)).toEqual(roles);
  });
});

describe('the statement under the cursor', () => {
  test('is the one around it, and the one before it when the cursor stands behind its semicolon', () => {
    expect(statementAt(script, script.indexOf('id FROM src;'))?.title).toContain('INSERT INTO a');
    expect(statementAt('SELECT 1;   \nSELECT 2;', 11)?.end).toBe(8);
  });

  test('is the next one when the cursor stands on an empty line before it', () => {
    expect(statementAt('SELECT 1;\n\nSELECT 2', 10)?.start).toBe(11);
  });

  test('is nothing in an empty script', () => {
    expect(statementAt(' -- nothing', 3)).toBeUndefined();
  });
});

describe('the script of a preview', () => {
  function preview(cursor: number, selection?: { start: number; end: number }) {
    const result = previewScript(script, selection === undefined ? { cursor } : { cursor, selection });
    if (!result.ok) throw new Error(result.reason);
    return result;
  }

  test('holds the declarations before the query and nothing else, at the same positions', () => {
    const at = script.indexOf('SELECT COUNT');
    const { script: sent } = preview(at);

    expect(splitStatements(sent).map((each) => each.role)).toEqual(['declaration', 'declaration', 'query']);
    expect(sent.indexOf('SELECT COUNT')).toBe(at);
    expect(sent.split('\n').length).toBe(script.split('\n').length);
    expect(sent).not.toContain('DROP');
  });

  test('takes an INSERT whole, so that its rows can be named and held against its sink', () => {
    const at = script.indexOf('id + 1');
    const { script: sent } = preview(at);

    expect(splitStatements(sent).at(-1)?.title).toBe('INSERT INTO lake.d.b');
    expect(sent.indexOf('id + 1')).toBe(at);
    expect(sent.match(/INSERT/g)).toHaveLength(1);
  });

  test('runs the selection with the declarations before it', () => {
    const start = script.indexOf('SELECT id FROM src');
    const { script: sent } = preview(0, { start, end: start + 'SELECT id FROM src'.length });

    expect(splitStatements(sent).map((each) => each.title)).toEqual([
      "SET 'table.local-time-zone' = 'UTC'",
      'CREATE TEMPORARY TABLE src',
      'SELECT id FROM src',
    ]);
  });

  test('says when there is nothing to show', () => {
    expect(previewScript(script, { cursor: script.indexOf('old') })).toMatchObject({ ok: false, reason: 'no-query' });
    expect(previewScript('', { cursor: 0 })).toMatchObject({ ok: false, reason: 'empty' });
  });

  test('on a declaration, runs the query if there is just one', () => {
    const one = previewScript('CREATE TEMPORARY VIEW v AS SELECT 1 AS a;\n\nSELECT * FROM v', { cursor: 0 });
    const several = previewScript('USE CATALOG lake; SELECT 1; SELECT 2', { cursor: 0 });

    expect(one.ok && one.title).toBe('SELECT * FROM v');
    expect(several).toMatchObject({ ok: false, reason: 'no-query' });
  });

  test('questions about the session can be asked', () => {
    expect(previewScript('USE CATALOG lake;\nSHOW TABLES;', { cursor: 20 })).toMatchObject({
      ok: true,
      title: 'SHOW TABLES',
    });
  });

  test('an INSERT with VALUES or with a CTE is run as it is', () => {
    const values = previewScript('INSERT INTO t VALUES (1)', { cursor: 3 });
    const cte = previewScript('INSERT INTO t (a) WITH x AS (SELECT 1) SELECT * FROM x', { cursor: 3 });

    expect(values.ok && values.script.trim()).toBe('INSERT INTO t VALUES (1);');
    expect(cte.ok && cte.script.trim()).toBe('INSERT INTO t (a) WITH x AS (SELECT 1) SELECT * FROM x;');
  });
});

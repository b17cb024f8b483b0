import { describe, expect, it } from 'vitest';

import { hasCode } from '../lib/errors.ts';
import { LineIndex } from './positions.ts';
import { splitOrThrow, splitScript } from './split.ts';

function texts(script: string): string[] {
  return splitScript(script).statements.map((one) => one.text);
}

describe('splitScript', () => {
  it.each<[string, string, string[]]>([
    ['nothing', '', []],
    ['white space and comments only', ' \n-- a;b\n/* c;d */ ', []],
    ['one without semicolon', 'SELECT 1', ['SELECT 1']],
    ['two', 'SELECT 1;SELECT 2;', ['SELECT 1', 'SELECT 2']],
    ['empty statements', ';;SELECT 1;;;\n;', ['SELECT 1']],
    ['a semicolon in a string', "SELECT ';' ; SELECT 2", ["SELECT ';'", 'SELECT 2']],
    ['an escaped quote in a string', "SELECT 'it''s;' ;SELECT 2", ["SELECT 'it''s;'", 'SELECT 2']],
    ['a backslash is no escape', "SELECT '\\' ;SELECT 2", ["SELECT '\\'", 'SELECT 2']],
    ['a semicolon in a quoted name', 'SELECT `a;``b` ;SELECT 2', ['SELECT `a;``b`', 'SELECT 2']],
    ['a line comment inside', 'SELECT 1 -- x; y\n, 2;', ['SELECT 1 -- x; y\n, 2']],
    ['a block comment inside', 'SELECT /* ; */ 1;', ['SELECT /* ; */ 1']],
    ['a comment after the last', 'SELECT 1; -- end', ['SELECT 1']],
    ['a quote in a comment', "SELECT 1 -- it's\n; SELECT 2", ['SELECT 1', 'SELECT 2']],
    ['dashes in a string', "SELECT '--';SELECT 2", ["SELECT '--'", 'SELECT 2']],
    ['a hint', "SELECT * FROM t /*+ OPTIONS('a'=';') */;", ["SELECT * FROM t /*+ OPTIONS('a'=';') */"]],
    ['Windows line ends', 'SELECT 1;\r\nSELECT\r\n2;\r\n', ['SELECT 1', 'SELECT\r\n2']],
    ['Chinese text', "SELECT '；中文;' AS 列;SELECT 2", ["SELECT '；中文;' AS 列", 'SELECT 2']],
    ['minus signs', 'SELECT 1 - -1; SELECT 2', ['SELECT 1 - -1', 'SELECT 2']],
    ['division', 'SELECT 4 / 2; SELECT 2', ['SELECT 4 / 2', 'SELECT 2']],
  ])('%s', (_name, script, expected) => {
    expect(texts(script)).toEqual(expected);
  });

  it('knows where each statement stands', () => {
    const script = '-- first\nSELECT 1;\n  SELECT\n  2 ; SELECT 3';
    const lines = new LineIndex(script);

    const places = splitScript(script).statements.map((one) => lines.rangeOf(one.index, one.start, one.end));

    expect(places).toEqual([
      { statement: 0, line: 2, column: 1, endLine: 2, endColumn: 9 },
      { statement: 1, line: 3, column: 3, endLine: 4, endColumn: 4 },
      { statement: 2, line: 4, column: 7, endLine: 4, endColumn: 15 },
    ]);
  });

  it.each<[string, string]>([
    ['EXECUTE', 'EXECUTE STATEMENT SET\nBEGIN\nINSERT INTO a SELECT 1;\nINSERT INTO b SELECT 2;\nEND;SELECT 3'],
    ['BEGIN', 'BEGIN STATEMENT SET;\nINSERT INTO a SELECT 1;\nINSERT INTO b SELECT 2;\nEND;SELECT 3'],
    ['EXPLAIN', 'EXPLAIN STATEMENT SET BEGIN INSERT INTO a SELECT 1; INSERT INTO b SELECT 2; END;SELECT 3'],
    ['no last semicolon', 'EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1; INSERT INTO b SELECT 2 END;SELECT 3'],
  ])('keeps a statement set together: %s', (_name, script) => {
    const { statements, error } = splitScript(script);

    expect(error).toBeUndefined();
    expect(statements).toHaveLength(2);
    expect(statements[0]?.inner?.map((one) => one.text)).toEqual(['INSERT INTO a SELECT 1', 'INSERT INTO b SELECT 2']);
    expect(statements[0]?.inner?.every((one) => script.slice(one.start, one.end) === one.text)).toBe(true);
    expect(statements[1]?.text).toBe('SELECT 3');
  });

  it('does not take the END of a CASE for the end of a set', () => {
    const script =
      "EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT CASE WHEN x THEN CASE y WHEN 1 THEN 'END' END END FROM t; END";

    const { statements, error } = splitScript(script);

    expect(error).toBeUndefined();
    expect(statements[0]?.inner).toHaveLength(1);
    expect(statements[0]?.end).toBe(script.length);
  });

  it.each([
    ["SELECT 1;\nSELECT 'abc; FROM t", 17, 'string'],
    ['SELECT `abc FROM t', 7, 'quoted name'],
    ['SELECT 1; /* abc', 10, 'comment'],
    ['SELECT 1;\nEXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1;', 10, 'statement set'],
  ])('reports what is never closed: %s', (script, start, what) => {
    const { statements, error } = splitScript(script);

    expect(error?.start).toBe(start);
    expect(error?.message.en).toContain(what);
    expect(statements.every((one) => one.end <= start || one.start < start)).toBe(true);
  });

  it('throws with the position when asked to', () => {
    let thrown: unknown;
    try {
      splitOrThrow("SELECT 1;\nSELECT 'x");
    } catch (error) {
      thrown = error;
    }

    expect(hasCode(thrown, 'SQL_SYNTAX') && thrown.details.positions?.[0]).toMatchObject({ line: 2, column: 8 });
  });
});

describe('LineIndex', () => {
  it.each(['a\nbc\n', 'a\r\nbc\r\n', 'a\rbc\r'])('goes both ways for %j', (text) => {
    const lines = new LineIndex(text);
    const at = text.indexOf('c');

    expect(lines.placeOf(at)).toEqual({ line: 2, column: 2 });
    expect(lines.offsetOf({ line: 2, column: 2 })).toBe(at);
  });

  it('moves what is outside to the ends', () => {
    const lines = new LineIndex('abc');

    expect(lines.placeOf(99)).toEqual({ line: 1, column: 4 });
    expect(lines.offsetOf({ line: 5, column: 1 })).toBe(3);
    expect(lines.offsetOf({ line: 0, column: 1 })).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';

import { unplainOption } from './plain-options.ts';
import { tokenize } from './tokens.ts';

const found = (sql: string, kind: Parameters<typeof unplainOption>[0] = 'CREATE_TABLE') => {
  const { tokens } = tokenize(sql);
  const one = unplainOption(kind, tokens);
  return one === undefined ? undefined : sql.slice(one.start, one.end);
};

describe('options and paths', () => {
  it.each([
    ["CREATE TABLE t (a INT) WITH ('connector' = 'filesystem', 'path' = U&'\\002Fetc')", "U&'\\002Fetc'"],
    ["CREATE TABLE t (a INT) WITH (U&'\\0070ath' = '/etc')", "U&'\\0070ath'"],
    ["CREATE TABLE t (a INT) WITH ('path' = _UTF8'/etc')", "_UTF8'/etc'"],
    ["CREATE TABLE t (a INT) WITH ('uri' = 'fi'\n'le:/etc')", "'fi'"],
    ["CREATE TABLE t (a INT) WITH ('pa'\n'th' = '/etc')", "'th'"],
    ["SET U&'\\0072est.address' = 'x'", "U&'\\0072est.address'"],
  ])('are refused where they are not plain: %s', (sql, place) => {
    expect(found(sql)).toBe(place);
  });

  it('are refused in statements that name a file', () => {
    expect(found("ADD JAR U&'\\002Fx.jar'", 'ADD_JAR')).toBe("U&'\\002Fx.jar'");
    expect(found("CREATE FUNCTION f AS 'a.B' USING JAR U&'\\002Fx.jar'", 'CREATE_FUNCTION')).toBe("U&'\\002Fx.jar'");
    expect(found("EXECUTE PLAN 'fi'\n'le:/x'", 'EXECUTE_PLAN')).toBe("'fi'");
  });

  it.each([
    "SELECT * FROM t /*+ OPTIONS('path' = U&'\\002Fetc') */",
    "SELECT * FROM t /*+ OPTIONS('path' -- here\n = '/a'\n'/b') */",
    "SELECT * FROM t /*+ OPTIONS(path = '/etc') */",
    "SELECT * FROM t /*+ OPTIONS(`auto-create` = 'true') */",
    "SELECT * FROM t /*+ OPTIONS('auto-create' = 'TRUE') */",
  ])('are refused in a hint: %s', (sql) => {
    expect(found(sql, 'SELECT')).toMatch(/^\/\*\+/);
  });

  it.each([
    "SELECT U&'\\4e2d', X'AB', N'x', DATE '2026-01-01' FROM t WHERE name = U&'\\4e2d' AND k = 'a'",
    "CREATE TABLE t (a STRING COMMENT U&'\\4e2d') COMMENT U&'\\4e2d' WITH ('connector' = 'kafka', 'topic' = 'a')",
    "SELECT * FROM t /*+ STATE_TTL('a' = '1d'), OPTIONS('scan.mode' = 'latest', 'auto-create' = 'false') */",
    "CREATE FUNCTION f AS 'a.B' LANGUAGE JAVA USING JAR 'x.jar'",
    "SELECT 'a' 'b', CASE 'x' WHEN 'y' THEN 1 END FROM t",
  ])('leave other strings alone: %s', (sql) => {
    expect(found(sql, 'SELECT')).toBeUndefined();
  });
});

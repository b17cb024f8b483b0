import { describe, expect, it } from 'vitest';

import { hasCode } from '../lib/errors.ts';
import { isPathAllowed, localPathOf, type PathPolicy } from './paths.ts';
import { checkStatement, prepareScript } from './prepared-script.ts';

const policy: PathPolicy = {
  allowed: ['/srv/scenarios', '/srv/liusu/warehouse', '/srv/liusu/scenarios'],
  denied: ['/srv/liusu'],
};

describe('localPathOf', () => {
  it.each<[string, boolean, string | undefined]>([
    ['file:///a/b', false, '/a/b'],
    ['file:/a/b', false, '/a/b'],
    ['file://localhost/a/b', false, '/a/b'],
    ['FILE:///a/../b', false, '/b'],
    ['file:///a/%2e%2e/b', false, '/b'],
    ['/a/./b', true, '/a/b'],
    ['a/b', true, '/a/b'],
    ['/a/b', false, undefined],
    ['s3://bucket/a', true, undefined],
    ['hdfs:///a', true, undefined],
  ])('%s', (text, isPath, expected) => {
    expect(localPathOf(text, isPath)).toBe(expected);
  });
});

describe('isPathAllowed', () => {
  it.each([
    ['/srv/scenarios', true],
    ['/srv/scenarios/flights/x.csv', true],
    ['/srv/scenariosecret', false],
    ['/srv/liusu/liusu.db', false],
    ['/srv/liusu/warehouse/t', true],
    ['/etc/passwd', false],
    ['/', false],
  ])('%s', (path, expected) => {
    expect(isPathAllowed(path, policy)).toBe(expected);
  });

  it('judges where a link leads, too', () => {
    const linked = { ...policy, realPath: () => '/etc/passwd' };

    expect(isPathAllowed('/srv/scenarios/link', linked)).toBe(false);
  });
});

describe('checkStatement', () => {
  function errorOf(sql: string): unknown {
    const script = prepareScript(sql, { dir: '/etc' });
    try {
      for (const statement of script.statements) checkStatement(statement, script.lines, policy);
    } catch (error) {
      return error;
    }
    return undefined;
  }

  it.each([
    "CREATE TABLE t (a INT) WITH ('connector' = 'filesystem', 'path' = '/etc/passwd')",
    "CREATE TABLE t (a INT) WITH ('connector' = 'filesystem', 'path' = 'file://${dir}/passwd')",
    "CREATE TABLE t (a INT) WITH ('path' = 'file:///srv/scenarios/../liusu/master.key')",
    "SELECT * FROM t /*+ OPTIONS('path' = '/etc') */",
    "ADD JAR '/tmp/x.jar'",
    "CREATE FUNCTION f AS 'a.B' USING JAR 'file:///tmp/x.jar'",
    "EXECUTE PLAN '/etc/plan.json'",
    "COMPILE PLAN 'file:///etc/plan.json' FOR INSERT INTO t SELECT 1",
    "CREATE CATALOG c WITH ('type' = 'paimon', 'warehouse' = 'file:///etc')",
    "CREATE TABLE t (a INT) WITH ('properties.ssl.truststore.location' = '/etc/x')",
    "EXECUTE STATEMENT SET BEGIN INSERT INTO t SELECT * FROM s /*+ OPTIONS('path'='/etc') */; END",
    "CREATE TABLE t (a INT) WITH ('path' = 'relative/file')",
  ])('refuses %s', (sql) => {
    expect(hasCode(errorOf(sql), 'SQL_PATH_NOT_ALLOWED')).toBe(true);
  });

  it.each([
    "CREATE TABLE t (a INT) WITH ('connector' = 'filesystem', 'path' = '/srv/scenarios/in')",
    "CREATE TABLE t (a INT) WITH ('path' = 's3://bucket/x', 'topic' = '/not/a/path')",
    "SELECT '/etc/passwd', 'a' = 'b'",
    "ADD JAR '/srv/scenarios/x.jar'",
  ])('allows %s', (sql) => {
    expect(errorOf(sql)).toBeUndefined();
  });

  it('marks the path', () => {
    const sql = "SELECT 1;\nADD JAR '/tmp/x.jar'";
    const error = errorOf(sql);

    expect(hasCode(error, 'SQL_PATH_NOT_ALLOWED') && error.details.positions?.[0]).toMatchObject({
      statement: 1,
      line: 2,
      column: 9,
      endColumn: 21,
    });
  });
});

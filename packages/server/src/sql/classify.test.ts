import { expect, it } from 'vitest';

import { classify, type StatementKind } from './classify.ts';
import { splitScript } from './split.ts';

function kindOf(sql: string): StatementKind {
  const [statement] = splitScript(sql).statements;
  if (statement === undefined) throw new Error(`no statement in ${sql}`);
  return classify(statement);
}

it.each<[string, StatementKind]>([
  ['CREATE TABLE t (a INT)', 'CREATE_TABLE'],
  ['create table if not exists t (a INT, b AS a)', 'CREATE_TABLE'],
  ['CREATE OR REPLACE TABLE t (a INT)', 'CREATE_TABLE'],
  ['CREATE TEMPORARY TABLE t (a INT)', 'CREATE_TEMPORARY_TABLE'],
  ['CREATE TABLE t AS SELECT 1', 'CREATE_TABLE_AS'],
  ["CREATE TABLE t WITH ('a' = 'b') AS WITH x AS (SELECT 1) SELECT * FROM x", 'CREATE_TABLE_AS'],
  ['CREATE TABLE t (a INT, ts AS PROCTIME(), WATERMARK FOR w AS w)', 'CREATE_TABLE'],
  ['CREATE MATERIALIZED TABLE t AS SELECT 1', 'CREATE_MATERIALIZED_TABLE'],
  ['CREATE VIEW v AS SELECT 1', 'CREATE_VIEW'],
  ['CREATE TEMPORARY VIEW v AS SELECT 1', 'CREATE_TEMPORARY_VIEW'],
  ["CREATE CATALOG c WITH ('type' = 'x')", 'CREATE_CATALOG'],
  ['CREATE DATABASE d', 'CREATE_DATABASE'],
  ["CREATE FUNCTION f AS 'a.B'", 'CREATE_FUNCTION'],
  ["CREATE TEMPORARY SYSTEM FUNCTION f AS 'a.B'", 'CREATE_TEMPORARY_FUNCTION'],
  ['CREATE MODEL m', 'CREATE_MODEL'],
  ['INSERT INTO t SELECT 1', 'INSERT'],
  ['INSERT OVERWRITE t SELECT 1', 'INSERT'],
  ['EXECUTE INSERT INTO t SELECT 1', 'INSERT'],
  ['EXECUTE STATEMENT SET BEGIN INSERT INTO t SELECT 1; END', 'STATEMENT_SET'],
  ['BEGIN STATEMENT SET; INSERT INTO t SELECT 1; END', 'STATEMENT_SET'],
  ['SELECT 1', 'SELECT'],
  ['-- note\nselect 1', 'SELECT'],
  ['WITH a AS (SELECT 1) SELECT * FROM a', 'SELECT'],
  ['VALUES (1), (2)', 'SELECT'],
  ['(SELECT 1) UNION ALL (SELECT 2)', 'SELECT'],
  ["SET 'a' = 'b'", 'SET'],
  ['SET', 'SET'],
  ['RESET', 'RESET'],
  ['USE CATALOG c', 'USE'],
  ['USE MODULES core', 'USE'],
  ['SHOW TABLES', 'SHOW'],
  ['DESC t', 'DESCRIBE'],
  ['DESCRIBE CATALOG c', 'DESCRIBE'],
  ['EXPLAIN PLAN FOR SELECT 1', 'EXPLAIN'],
  ['EXPLAIN STATEMENT SET BEGIN INSERT INTO t SELECT 1; END', 'EXPLAIN'],
  ['DROP TABLE t', 'DROP'],
  ['DROP TEMPORARY VIEW v', 'DROP_TEMPORARY'],
  ["ALTER TABLE t SET ('a' = 'b')", 'ALTER'],
  ["CALL sys.compact('a.b')", 'CALL'],
  ["ADD JAR '/x.jar'", 'ADD_JAR'],
  ["REMOVE JAR '/x.jar'", 'REMOVE_JAR'],
  ["EXECUTE PLAN '/p.json'", 'EXECUTE_PLAN'],
  ["COMPILE AND EXECUTE PLAN '/p.json' FOR INSERT INTO t SELECT 1", 'EXECUTE_PLAN'],
  ["COMPILE PLAN '/p.json' FOR INSERT INTO t SELECT 1", 'COMPILE_PLAN'],
  ['ANALYZE TABLE t COMPUTE STATISTICS', 'ANALYZE'],
  ['UPDATE t SET a = 1', 'UPDATE'],
  ['DELETE FROM t', 'DELETE'],
  ['TRUNCATE TABLE t', 'TRUNCATE'],
  ['LOAD MODULE hive', 'LOAD_MODULE'],
  ["STOP JOB 'x'", 'STOP_JOB'],
  ['SELEC 1', 'UNKNOWN'],
  ["'SELECT' 1", 'UNKNOWN'],
  ['`SELECT` 1', 'UNKNOWN'],
])('%s is %s', (sql, kind) => {
  expect(kindOf(sql)).toBe(kind);
});

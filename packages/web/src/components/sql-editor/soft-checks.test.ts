import { expect, test } from 'vitest';

import { knowledgeOf } from './knowledge.ts';
import recorded from './recorded/flink-2.2.json' with { type: 'json' };
import { softFindings } from './soft-checks.ts';

const knowledge = knowledgeOf('flink-2.2', recorded);
const ddl = `CREATE TABLE orders (id BIGINT, customer STRING) WITH ('connector' = 'datagen');
CREATE TABLE sink (id BIGINT, customer STRING) WITH ('connector' = 'blackhole');
`;

/** Findings as `code: marked text`, with the proposed text behind an arrow. */
function found(script: string): string[] {
  return softFindings(script, { knowledge, language: 'en' }).map(
    ({ code, start, end, fix }) => `${code}: ${script.slice(start, end)}${fix === undefined ? '' : ` -> ${fix}`}`,
  );
}

test('what is opened and never closed', () => {
  expect(found("SELECT 'abc\nFROM t")).toEqual(["open-string: 'abc"]);
  expect(found('SELECT `abc')).toEqual(['open-name: `abc']);
  expect(found('SELECT 1 /* abc')).toEqual(['open-comment: /* abc']);
  expect(found('SELECT COUNT(* FROM (VALUES (1)) t(a);')).toEqual(['open-bracket: (']);
  expect(found('SELECT (1)) ;')).toEqual(['stray-bracket: )']);
});

test('full-width punctuation and double quotes, with what to write instead', () => {
  expect(found('SELECT COUNT（a），b FROM t；')).toEqual([
    'foreign-character: （ -> (',
    'foreign-character: ） -> )',
    'foreign-character: ， -> ,',
    'foreign-character: ； -> ;',
  ]);
  expect(found('SELECT ‘it’, “x” FROM "t" WHERE a　= \'，\' -- （')).toEqual([
    "foreign-character: ‘it’ -> 'it'",
    "foreign-character: “x” -> 'x'",
    'foreign-character: "t" -> `t`',
    'foreign-space: 　 ->  ',
  ]);
  expect(found('CREATE TABLE t ("id" INT) WITH ("connector" = "datagen");')).toEqual([
    'foreign-character: "id" -> `id`',
    'foreign-character: "connector" -> \'connector\'',
    'foreign-character: "datagen" -> \'datagen\'',
  ]);
});

test('misspelt first words', () => {
  expect(found('SELCT 1;')).toEqual(['misspelt: SELCT -> SELECT']);
  expect(found('CREATE TABEL t (a INT);')).toEqual(['misspelt: TABEL -> TABLE']);
  expect(found('isnert into t select 1;')).toEqual(['misspelt: isnert -> INSERT']);
});

test('a missing semicolon', () => {
  expect(found(`${ddl}INSERT INTO sink SELECT * FROM orders\nINSERT INTO sink SELECT * FROM orders;`)).toEqual([
    'no-semicolon: orders -> orders;',
  ]);
  expect(found('EXPLAIN\nINSERT INTO a.b.c SELECT 1;')).toEqual([]);
});

test('tables that a script with its own tables does not have', () => {
  expect(found(`${ddl}SELECT * FROM orderz;`)).toEqual(['unknown-table-near: orderz -> orders']);
  expect(found(`${ddl}INSERT INTO elsewhere SELECT * FROM orders;`)).toEqual(['unknown-table: elsewhere']);
  expect(found(`${ddl}WITH q AS (SELECT * FROM orders) SELECT * FROM q, (SELECT 1) AS r;`)).toEqual([]);
  expect(found('SELECT * FROM whatever;')).toEqual([]);
  expect(found(`USE CATALOG lake;\n${ddl}SELECT * FROM whatever;`)).toEqual([]);
});

test('options that a connector does not have, and those it lacks', () => {
  const table = (options: string) => `CREATE TABLE t (a INT) WITH (${options});`;
  expect(found(table("'connector' = 'datagen', 'rows-per-secnd' = '1'"))).toEqual([
    "unknown-option-near: 'rows-per-secnd' -> 'rows-per-second'",
  ]);
  expect(found(table("'connector' = 'datagen', 'colour' = 'red'"))).toEqual(["unknown-option: 'colour'"]);
  expect(found(table("'connector' = 'datagen', 'fields.a.min' = '1'"))).toEqual([]);
  expect(found(table("'connector' = 'filesystem', 'path' = '/x'"))).toEqual(["missing-option: 'filesystem'"]);
  expect(found(table("'connector' = 'my-own', 'colour' = 'red'"))).toEqual([]);
  const kafka = "'connector' = 'kafka', 'topic' = 't', 'properties.bootstrap.servers' = 'x', 'properties.acks' = 'all'";
  expect(found(table(`${kafka}, 'value.format' = 'json', 'value.json.ignore-parse-errors' = 'true'`))).toEqual([]);
  expect(found(table(`${kafka}, 'format' = 'my-own', 'my-own.depth' = '2'`))).toEqual([]);
  expect(found(table(`${kafka}, 'format' = 'csv', 'csv.ignore-parse-error' = 'true'`))).toEqual([
    "unknown-option-near: 'csv.ignore-parse-error' -> 'csv.ignore-parse-errors'",
  ]);
});

test('another number of columns than the table takes', () => {
  expect(found(`${ddl}INSERT INTO sink SELECT id FROM orders;`)).toEqual(['column-count: sink']);
  expect(found(`${ddl}INSERT INTO sink SELECT *, 1 FROM orders;`)).toEqual(['column-count: sink']);
  expect(found(`${ddl}INSERT INTO sink (id) SELECT id FROM orders;`)).toEqual([]);
  expect(found(`${ddl}INSERT INTO sink VALUES (1, 'a'), (2, 'b');`)).toEqual([]);
  expect(found(`${ddl}INSERT INTO sink SELECT * FROM orders o JOIN orders p USING (id);`)).toEqual([]);
  expect(found(`${ddl}INSERT INTO sink PARTITION (customer = 'x') SELECT id FROM orders;`)).toEqual([]);
});

test('nothing that a variable may put right', () => {
  expect(found(`${ddl}INSERT INTO sink SELECT \${columns} FROM \${prefix}orders;`)).toEqual([]);
  expect(found(`${ddl}CREATE TABLE \${name} (a INT); SELECT * FROM elsewhere;`)).toEqual([]);
  expect(found('SELECT (1 ${rest};')).toEqual([]);
  expect(found("CREATE TABLE t (a INT) WITH ('connector' = '${which}', 'colour' = 'red');")).toEqual([]);
});

test('nothing of scripts in another dialect', () => {
  expect(found("SET 'table.sql-dialect' = 'hive';\nMSCK REPAIR TABLE t;\nSELCT 1;")).toEqual([]);
});

/** Scripts that change what they define, and scripts with more than one mistake: checked against real Flink. */
import { mkdir, readdir } from 'node:fs/promises';

import { JobSettings } from '@liusu/contract/job';
import type { SqlValidation } from '@liusu/contract/sql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { testEngines } from '../drivers/test-engines.ts';
import { useFlink } from '../testing/flink-cluster.ts';
import { forgetfulStore, openSqlServices, type SqlServices } from '../testing/sql-services.ts';

const source = "('connector' = 'datagen')";
const sink = "('connector' = 'blackhole')";

/** Findings as `CODE line:column`, notes of what was not checked among them. */
function found({ diagnostics }: SqlValidation): string[] {
  return diagnostics.map(({ code, line, column }) => `${code} ${line}:${column}`);
}

describe.each(testEngines)('definitions on %s', (engine) => {
  const flink = useFlink(engine);
  let services: SqlServices;

  beforeAll(() => {
    services = openSqlServices(flink(), { poolSize: 1, maxPreviews: 1, store: forgetfulStore });
  });
  afterAll(() => services.close());

  function validate(
    script: string,
    variables: Record<string, string> = {},
    mode: 'streaming' | 'batch' = 'streaming',
  ): Promise<SqlValidation> {
    return services.validation.validate({
      script,
      engine,
      settings: JobSettings.parse({ mode }),
      timeZone: 'UTC',
      variables,
      signal: new AbortController().signal,
    });
  }

  /** Makes something lasting in the lake. */
  async function make(...statements: string[]): Promise<void> {
    const signal = new AbortController().signal;
    const session = await services.sessions.open(engine, signal);
    for (const statement of statements) await session.run(statement, { signal });
    await session.close();
  }

  async function rows(sql: string): Promise<unknown[][]> {
    const signal = new AbortController().signal;
    const session = await services.sessions.open(engine, signal);
    const all = await session.rowsOf(sql, { signal });
    await session.close();
    return all;
  }

  it.each([
    [
      'a column that is added, renamed and dropped',
      `CREATE TABLE s (id INT) WITH ${source};
CREATE TABLE k (id INT, name STRING) WITH ${sink};
ALTER TABLE s ADD (name STRING, extra INT);
ALTER TABLE s DROP (extra);
ALTER TABLE s RENAME name TO title;
INSERT INTO k SELECT id, title FROM s;
INSERT INTO k SELECT id, name FROM s;`,
      ['SQL_OBJECT_NOT_FOUND 7:26'],
    ],
    [
      'a table that is renamed',
      `CREATE TABLE s (id INT) WITH ${source};
ALTER TABLE s RENAME TO s2;
SELECT id FROM s2;
SELECT id FROM s;`,
      ['SQL_OBJECT_NOT_FOUND 4:16'],
    ],
    [
      'a table that is dropped and made anew',
      `CREATE TABLE s (id INT) WITH ${source};
DROP TABLE s;
DROP TABLE IF EXISTS s;
CREATE TABLE s (name STRING) WITH ${source};
SELECT name FROM s;
SELECT id FROM s;`,
      ['SQL_OBJECT_NOT_FOUND 6:8'],
    ],
    [
      'a view that is altered and dropped',
      `CREATE VIEW v AS SELECT 1 AS a;
ALTER VIEW v AS SELECT 2 AS b;
SELECT b FROM v;
DROP VIEW v;
SELECT b FROM v;`,
      ['SQL_OBJECT_NOT_FOUND 5:15'],
    ],
    [
      'a database of the session',
      `CREATE DATABASE own;
USE own;
CREATE TABLE s (id INT) WITH ${source};
SELECT id FROM default_catalog.own.s;
USE default_database;
DROP DATABASE own CASCADE;
SELECT id FROM own.s;`,
      ['SQL_OBJECT_NOT_FOUND 7:16'],
    ],
    [
      'a catalog of the session',
      `CREATE CATALOG mem WITH ('type' = 'generic_in_memory');
CREATE TABLE mem.\`default\`.s (id INT) WITH ${source};
ALTER TABLE mem.\`default\`.s ADD (n INT);
SELECT n FROM mem.\`default\`.s;
DROP CATALOG mem;
SELECT n FROM mem.\`default\`.s;`,
      ['SQL_OBJECT_NOT_FOUND 6:15'],
    ],
    [
      'temporary tables, which ALTER and DROP TABLE refuse',
      `CREATE TEMPORARY TABLE s (id INT) WITH ${source};
ALTER TABLE s ADD (n INT);
DROP TABLE s;
DROP TEMPORARY TABLE s;
CREATE TEMPORARY TABLE s (n INT) WITH ${source};
SELECT n FROM s;`,
      ['SQL_INVALID 2:13', 'SQL_INVALID 3:12'],
    ],
  ])('follows %s', async (_name, script, expected) => {
    const result = await validate(script);

    expect(found(result)).toEqual(expected);
    expect(result.diagnostics.every(({ zh, remedy }) => zh !== undefined && remedy !== null)).toBe(true);
  });

  it('gives the same answer in the session it kept', async () => {
    const script = `CREATE TABLE s (id INT) WITH ${source};\nALTER TABLE s ADD (amount INT);\nSELECT amount FROM s;`;
    const first = await validate(script);
    const again = await validate(script.replace('SELECT amount', 'SELECT amuont'));

    expect(first.ok).toBe(true);
    expect(found(again)).toEqual(['SQL_OBJECT_NOT_FOUND 3:8']);
    expect(again.diagnostics[0]?.remedy).toMatch(/Did you mean amount\?/);
  });

  it('changes nothing of an outside catalog, and says what it could not check', async () => {
    await make('CREATE DATABASE IF NOT EXISTS lake.kept', 'CREATE TABLE IF NOT EXISTS lake.kept.t (id INT)');

    const altered = await validate(
      'ALTER TABLE lake.kept.t ADD (n INT);\nSELECT n FROM lake.kept.t;\nSELECT FROM lake.kept.t;\nSELECT id FROM lake.kept.tt;',
    );
    const options = await validate("ALTER TABLE lake.kept.t SET ('a' = 'b');\nSELECT n FROM lake.kept.t;");
    const dropped = await validate(
      'DROP TABLE lake.kept.t;\nSELECT id FROM lake.kept.t;\nCREATE TABLE lake.kept.t (name STRING);\nSELECT name FROM lake.kept.t;\nSELECT id FROM lake.kept.t;',
    );
    const gone = await validate('DROP DATABASE lake.kept CASCADE;\nSELECT id FROM lake.kept.t;');
    const none = await validate('DROP TABLE lake.kept.nope;');

    expect(found(altered)).toEqual(['NOT_CHECKED 2:1', 'SQL_SYNTAX 3:8', 'SQL_OBJECT_NOT_FOUND 4:26']);
    expect(altered.statements.map(({ checked }) => checked)).toEqual(['PARSED', 'NOT_CHECKED', 'CHECKED', 'CHECKED']);
    expect(altered.diagnostics[0]).toMatchObject({
      severity: 'info',
      message: expect.stringMatching(/statement 1 changes lake\.kept\.t/),
      zh: { message: expect.stringMatching(/第 1 条语句改动 lake\.kept\.t/) },
    });
    expect(found(options)).toEqual(['SQL_OBJECT_NOT_FOUND 2:8']);
    expect(found(dropped)).toEqual(['NOT_CHECKED 2:1', 'SQL_OBJECT_NOT_FOUND 5:8']);
    expect(found(gone)).toEqual(['NOT_CHECKED 2:1']);
    expect(found(none)).toEqual(['SQL_OBJECT_NOT_FOUND 1:12']);
    expect(await rows('DESCRIBE lake.kept.t')).toMatchObject([['id', 'INT', true, null, null, null]]);
  });

  it('makes no table of a lake that planning would make, and checks against it all the same', async () => {
    const folder = `${flink().folder}/in`;
    await mkdir(folder, { recursive: true });

    const ice = `CREATE TABLE ice (id INT, n STRING) WITH ('connector' = 'iceberg', 'catalog-name' = 'c', 'catalog-type' = 'hadoop', 'warehouse' = 'file://${folder}/ice');`;
    const pai = `CREATE TEMPORARY TABLE pai (id INT) WITH ('connector' = 'paimon', 'path' = 'file://${folder}/pai', 'auto-create' = 'true');`;
    const good = await validate(
      `${ice}\n${pai}\nINSERT INTO ice SELECT 1, 'a';\nINSERT INTO ice SELECT id, n FROM ice;\nINSERT INTO pai SELECT 1;`,
    );
    const bad = await validate(`${ice}\n${pai}\nINSERT INTO ice SELECT 1, 2;\nINSERT INTO pai SELECT nope FROM ice;`);

    expect(found(good)).toEqual([]);
    expect(found(bad)).toEqual(['SQL_TYPE_MISMATCH 3:27', 'SQL_OBJECT_NOT_FOUND 4:24']);
    expect(await readdir(folder)).toEqual([]);
  });

  it('tries tables of a catalog of Iceberg without making them', async () => {
    const folder = `${flink().folder}/in/catalog`;
    const ice = `CREATE CATALOG ice WITH ('type' = 'iceberg', 'catalog-type' = 'hadoop', 'warehouse' = 'file://${folder}');`;
    const table = `CREATE TABLE ice.\`default\`.t (id INT, n STRING, PRIMARY KEY (id) NOT ENFORCED) WITH ('format-version' = '2', 'write.upsert.enabled' = 'true');`;
    const script = `${ice}\nCREATE DATABASE IF NOT EXISTS ice.\`default\`;\n${table}\nINSERT INTO ice.\`default\`.t`;
    const good = await validate(`${script} SELECT id, n FROM ice.\`default\`.t;`);
    const bad = await validate(
      `${script} SELECT 1, 2;\nINSERT INTO ice.\`default\`.t SELECT nope, n FROM ice.\`default\`.t;`,
    );

    expect(found(good)).toEqual([]);
    expect(found(bad)).toEqual(['SQL_TYPE_MISMATCH 4:39', 'SQL_OBJECT_NOT_FOUND 5:36']);
    expect(await readdir(folder).catch(() => [])).toEqual([]);
  });

  it('finds names in a database of the lake that the script makes and uses', async () => {
    const result = await validate(
      'CREATE DATABASE lake.fresh;\nUSE lake.fresh;\nCREATE TABLE t (id INT);\nINSERT INTO t SELECT 1;\nINSERT INTO t SELECT nope FROM t;',
    );
    const there = await validate('CREATE DATABASE IF NOT EXISTS lake.`default`;\nSELECT * FROM lake.`default`.nope;');

    const before = await validate(
      'CREATE DATABASE lake.fresh;\nCREATE TABLE lake.fresh.s (id INT);\nUSE lake.fresh;\nSELECT id FROM s;\nDESCRIBE s;\nSELECT id FROM lake.fresh.s;\nSELECT id FROM nope;',
    );

    expect(found(before)).toEqual([
      'NOT_CHECKED 3:1',
      'NOT_CHECKED 4:1',
      'NOT_CHECKED 5:1',
      'SQL_OBJECT_NOT_FOUND 7:16',
    ]);
    expect(found(result)).toEqual(['NOT_CHECKED 2:1', 'SQL_OBJECT_NOT_FOUND 5:22']);
    expect(found(there)).toEqual(['SQL_OBJECT_NOT_FOUND 2:30']);
    expect((await rows('SHOW DATABASES FROM lake')).flat()).not.toContain('fresh');
  });

  const newCatalogs = ["'type' = 'paimon'", "'type' = 'iceberg', 'catalog-type' = 'hadoop'"];

  it.each(newCatalogs)('follows USE into databases of a new catalog with %s', async (type) => {
    const folder = `${flink().folder}/in/new`;
    const script = `CREATE CATALOG c WITH (${type}, 'warehouse' = 'file://${folder}');
USE CATALOG c;
CREATE DATABASE app;
CREATE TABLE app.s (id INT);
USE app;
CREATE TABLE k (id INT);
CREATE VIEW v AS SELECT id FROM s;
INSERT INTO k SELECT id FROM app.v;
INSERT INTO c.app.k SELECT id FROM c.app.s;
INSERT INTO k SELECT id FROM nope;
INSERT INTO k SELECT nope FROM s;
USE c.ap;
INSERT INTO k SELECT id FROM s;
CREATE DATABASE app;`;
    const result = await validate(script);

    expect(found(result)).toEqual([
      'SQL_OBJECT_NOT_FOUND 10:30',
      'SQL_OBJECT_NOT_FOUND 11:22',
      // A job would run it before the INSERTs above it.
      'SQL_STATEMENT_NOT_ALLOWED 12:1',
      'SQL_OBJECT_NOT_FOUND 12:7',
      'SQL_INVALID 14:1',
    ]);
    expect(await readdir(folder).catch(() => [])).toEqual([]);
  });

  it('takes an empty warehouse for a new one, and alters nothing of its catalog', async () => {
    const folder = `${flink().folder}/in/bare`;
    await mkdir(folder, { recursive: true });
    const catalog = `CREATE CATALOG c WITH ('type' = 'paimon', 'warehouse' = 'file://${folder}');\nUSE CATALOG c;\n`;
    const own = await validate(`${catalog}CREATE TABLE t (id INT);\nSELECT id FROM t;\nSELECT id FROM nope;`);
    const altered = await validate(
      `${catalog}ALTER CATALOG c SET ('warehouse' = 'file://${folder}/other');\nSELECT id FROM c.app.t;`,
    );
    const again = await validate(
      `${catalog}CREATE DATABASE app;\nDROP DATABASE app;\nCREATE DATABASE app;\nUSE app;\nCREATE TABLE t (id INT);\nSELECT id FROM app.t;`,
    );

    expect(found(own)).toEqual(['SQL_OBJECT_NOT_FOUND 5:16']);
    expect(found(altered)).toEqual(['NOT_CHECKED 4:1']);
    expect(found(again)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('tells of a TRUNCATE in any script, as the start of a job does', async () => {
    const table = `CREATE TABLE k (id INT) WITH ${sink};\n`;
    const alone = await validate(`${table}TRUNCATE TABLE k;`);
    const beside = await validate(`${table}INSERT INTO k SELECT 1;\nTRUNCATE TABLE k;`);

    expect(found(alone)).toEqual(['SQL_STATEMENT_NOT_ALLOWED 2:1']);
    expect(found(beside)).toEqual(['SQL_STATEMENT_NOT_ALLOWED 3:1']);
  });

  it('tells of a DROP behind an INSERT that a streaming job runs it first', async () => {
    const script = `CREATE TABLE s (id INT) WITH ('connector' = 'datagen', 'number-of-rows' = '1');\nCREATE TABLE k (id INT) WITH ${sink};\nINSERT INTO k SELECT id FROM s;\nDROP TABLE s;`;
    const streaming = await validate(script);
    const batch = await validate(script, {}, 'batch');

    expect(streaming.diagnostics).toMatchObject([{ severity: 'warning', line: 4, column: 1 }]);
    expect(streaming.ok).toBe(true);
    expect(found(batch)).toEqual([]);
  });

  it('goes on behind a misplaced secret and a variable that is not there', async () => {
    const result = await validate(
      `CREATE TABLE s (id INT) WITH ${source};
CREATE TABLE t (id INT COMMENT '\${secret.pw}') WITH ${source};
INSERT INTO t SELECT nope FROM s;
CREATE TABLE k (id INT) WITH ('connector' = '\${which}');
INSERT INTO k SELECT id FROM s;
INSERT INTO k SELECT id FROM ss;`,
      { 'secret.pw': 'hush' },
    );

    expect(found(result)).toEqual([
      'SQL_SECRET_MISPLACED 2:33',
      'SQL_OBJECT_NOT_FOUND 3:22',
      'SQL_VARIABLE_MISSING 4:46',
      'NOT_CHECKED 5:1',
      'SQL_OBJECT_NOT_FOUND 6:30',
    ]);
    expect(result.statements.map(({ checked }) => checked)).toEqual([
      'CHECKED',
      'NOT_CHECKED',
      'CHECKED',
      'NOT_CHECKED',
      'NOT_CHECKED',
      'CHECKED',
    ]);
  });

  it('names every full-width character of a statement, and goes on behind it', async () => {
    const result = await validate('SELECT COUNT（1），‘a’；\nSELECT 1；;\nSELECT nope;');

    expect(found(result)).toEqual([
      'SQL_SYNTAX 1:13',
      'SQL_SYNTAX 1:15',
      'SQL_SYNTAX 1:16',
      'SQL_SYNTAX 1:17',
      'SQL_SYNTAX 1:20',
      'SQL_SYNTAX 2:9',
      'SQL_OBJECT_NOT_FOUND 3:8',
    ]);
  });
});

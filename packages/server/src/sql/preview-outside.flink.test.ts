/** Previews of scripts that make, alter and drop things in outside catalogs: nothing outside changes with them. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type PreviewEvent, PreviewRequest } from '@liusu/contract/sql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { testEngines } from '../drivers/test-engines.ts';
import { useFlink } from '../testing/flink-cluster.ts';
import { forgetfulStore, openSqlServices, type SqlServices } from '../testing/sql-services.ts';
import { targetProperties } from './session-properties.ts';

describe.each(testEngines)('what is outside of a preview on %s', (engine) => {
  const flink = useFlink(engine);
  let services: SqlServices;
  let outside: string;
  let catalogs: string;
  let planned: string;

  beforeAll(async () => {
    services = openSqlServices(flink(), { poolSize: 1, maxPreviews: 1, store: forgetfulStore });
    outside = join(flink().folder, 'in');
    await mkdir(join(outside, 'bare'), { recursive: true });
    catalogs =
      `CREATE CATALOG ice WITH ('type' = 'iceberg', 'catalog-type' = 'hadoop', 'warehouse' = 'file://${outside}/ice');\n` +
      `CREATE CATALOG pai WITH ('type' = 'paimon', 'warehouse' = 'file://${outside}/pai');\n`;
    planned = `'connector' = 'iceberg', 'catalog-name' = 'c', 'catalog-type' = 'hadoop', 'warehouse' = 'file://${outside}/ice', 'catalog-database' = 'd'`;
    await carryOut(
      ...catalogs.split(';\n').filter((one) => one !== ''),
      'CREATE DATABASE lake.d',
      'CREATE TABLE lake.d.t (id INT, n STRING)',
      'CREATE DATABASE ice.d',
      'CREATE TABLE ice.d.t (id INT, n STRING)',
      'CREATE DATABASE pai.d',
      'CREATE TABLE pai.d.t (id INT, n STRING)',
      "INSERT INTO pai.d.t VALUES (1, 'one')",
      "INSERT INTO lake.d.t VALUES (1, 'one')",
      "INSERT INTO ice.d.t VALUES (2, 'two')",
    );
  });
  afterAll(() => services.close());

  /** What a job would do, for real. */
  async function carryOut(...statements: string[]): Promise<void> {
    const signal = new AbortController().signal;
    const session = await services.sessions.open(engine, signal);
    const config = {
      ...targetProperties(await flink().cluster.gatewayTarget()),
      'execution.runtime-mode': 'batch',
      'table.dml-sync': 'true',
    };
    for (const statement of statements) await session.run(statement, { signal, config });
    await session.close();
  }

  /** Files with what is in them, and folders, of the outside and of the lake. */
  async function listing(): Promise<string[]> {
    const found: string[] = [];
    for (const root of [outside, join(flink().folder, 'warehouse')]) {
      for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name);
        const content = entry.isFile()
          ? createHash('sha256')
              .update(await readFile(path))
              .digest('hex')
          : 'folder';
        found.push(`${path} ${content}`);
      }
    }
    return found.sort();
  }

  /** The events of a preview, after which all that is outside is as before. */
  async function preview(script: string, more: Partial<PreviewRequest> = {}): Promise<PreviewEvent[]> {
    const before = await listing();
    const events: PreviewEvent[] = [];
    for await (const event of services.previews.open({
      request: PreviewRequest.parse({ script, mode: 'batch', ...more }),
      cluster: flink().cluster,
      timeZone: 'UTC',
      variables: {},
      signal: new AbortController().signal,
      requestId: 'req_test',
    })) {
      events.push(event);
    }
    expect(await listing()).toEqual(before);
    const scratch = await readdir(join(flink().folder, 'previews')).catch(() => []);
    expect(scratch).toEqual([]);
    return events;
  }

  /** Rows, or the code and the place of what was said against it. */
  async function told(script: string, more: Partial<PreviewRequest> = {}): Promise<unknown> {
    const events = await preview(script, more);
    const last = events.at(-1);
    if (last?.type === 'failed') {
      const [at] = last.problem.positions ?? [];
      return `${last.problem.code} ${at?.line}:${at?.column}`;
    }
    return events.flatMap((event) => (event.type === 'rows' ? event.rows.map(({ cells }) => cells) : []));
  }

  const columnsOf = (events: PreviewEvent[]) =>
    events.flatMap((event) => (event.type === 'columns' ? event.columns.map(({ name }) => name) : []));

  it.each(['lake', 'ice', 'pai'])('reads no table that a script makes in %s, and names rows by it', async (catalog) => {
    const make =
      `${catalogs}CREATE DATABASE ${catalog}.fresh;\n` +
      `CREATE TABLE ${catalog}.fresh.t (id INT, n STRING, PRIMARY KEY (id) NOT ENFORCED);\n`;
    const table = `${catalog}.fresh.t`;
    const column = 'SELECT id FROM '.length + 1;

    expect(await told(`${make}SELECT id FROM ${table}`)).toBe(`SQL_TABLE_NOT_CREATED 5:${column}`);
    expect(
      await told(`${make}CREATE VIEW ${catalog}.fresh.v AS SELECT id FROM ${table};\nSELECT * FROM ${catalog}.fresh.v`),
    ).toMatch(/^SQL_TABLE_NOT_CREATED 5:/);
    expect(
      await told(`${make}SELECT n FROM ${table}`, { samples: { [table]: { rows: [{ id: 7, n: 'x' }] } } }),
    ).toEqual([['x']]);
    const insert = await preview(`${make}INSERT INTO ${table} SELECT 1, 'a'`);
    expect(columnsOf(insert)).toEqual(['id', 'n']);
    expect(await told(`${make}INSERT INTO ${table} SELECT 1, 2`)).toMatch(/^SQL_TYPE_MISMATCH 5:/);
  });

  it('reads what is there where a script makes it IF NOT EXISTS, and tells of it otherwise', async () => {
    const of = (table: string) =>
      `${catalogs}CREATE TABLE IF NOT EXISTS ${table} (id INT, n STRING);\nSELECT n FROM ${table}`;

    expect(await told(of('lake.d.t'))).toEqual([['one']]);
    expect(await told(of('ice.d.t'))).toEqual([['two']]);
    expect(await told(of('lake.d.t').replace(' IF NOT EXISTS', ''))).toBe('SQL_INVALID 3:1');
    expect(await told('CREATE DATABASE IF NOT EXISTS lake.d;\nUSE lake.d;\nSELECT n FROM t')).toEqual([['one']]);
  });

  it('makes no folder and no database of a catalog that a script makes', async () => {
    const bare = (folder: string) =>
      `CREATE CATALOG c WITH ('type' = 'paimon', 'warehouse' = 'file://${outside}/${folder}');\n`;

    expect(await told(`${bare('none/deep')}SHOW DATABASES FROM c`)).toEqual([['default']]);
    expect(await told(`${bare('bare')}SHOW DATABASES FROM c`)).toEqual([['default']]);
    expect(
      await told(`${bare('bare')}CREATE TABLE c.\`default\`.t (id INT);\nINSERT INTO c.\`default\`.t SELECT 1`),
    ).toEqual([[1]]);
  });

  it('finds names in a database that the script makes and uses, and none of another', async () => {
    const make = 'CREATE DATABASE lake.fresh;\nUSE lake.fresh;\nCREATE TABLE t (id INT);\n';

    expect(await told(`${make}INSERT INTO t SELECT id FROM d.t`)).toEqual([[1]]);
    expect(await told(`${make}SELECT id FROM t`)).toBe('SQL_TABLE_NOT_CREATED 4:16');
    expect(await told(`${make}SELECT id FROM t`, { samples: { t: { rows: [{ id: 5 }] } } })).toEqual([[5]]);
    await carryOut('CREATE TABLE IF NOT EXISTS lake.`default`.other (id INT)');
    expect(await told(`${make}SELECT id FROM other`)).toBe('SQL_OBJECT_NOT_FOUND 4:16');
  });

  it('uses a database that the script makes in a catalog of its own', async () => {
    const make = `CREATE CATALOG c WITH ('type' = 'paimon', 'warehouse' = 'file://${outside}/none');\nCREATE DATABASE c.app;\nUSE c.app;\nCREATE TABLE t (id INT);\n`;

    expect(await told(`${make}INSERT INTO app.t SELECT 1`)).toEqual([[1]]);
    expect(await told(`${make}SELECT id FROM app.t`)).toBe('SQL_TABLE_NOT_CREATED 5:16');
    expect(await told(`${make}SELECT id FROM c.\`default\`.t`)).toMatch(/^SQL_OBJECT_NOT_FOUND 5:/);
  });

  it('alters and drops nothing outside, and shows what does not depend on it', async () => {
    const insert = "INSERT INTO lake.d.t SELECT 3, 'c'";

    expect(await told('ALTER TABLE lake.d.t ADD (x INT);\nSELECT n FROM lake.d.t')).toBe(
      'SQL_STATEMENT_NOT_ALLOWED 2:15',
    );
    expect(await told("ALTER TABLE lake.d.t SET ('scan.mode' = 'latest');\nSELECT n FROM lake.d.t")).toMatch(
      /^SQL_STATEMENT_NOT_ALLOWED/,
    );
    expect(
      await told(
        'ALTER TABLE lake.d.t ADD (x INT);\nCREATE TEMPORARY VIEW v AS SELECT x FROM lake.d.t;\nSELECT x FROM v',
      ),
    ).toMatch(/^SQL_STATEMENT_NOT_ALLOWED/);
    expect(
      await told('CREATE TEMPORARY VIEW v AS SELECT n FROM lake.d.t;\nDROP TABLE lake.d.t;\nSELECT n FROM v'),
    ).toMatch(/^SQL_STATEMENT_NOT_ALLOWED/);
    expect(await told('DROP DATABASE lake.d CASCADE;\nSELECT n FROM lake.d.t')).toMatch(/^SQL_STATEMENT_NOT_ALLOWED/);
    expect(await told('DROP TABLE lake.d.nope;\nSELECT 1')).toBe('SQL_OBJECT_NOT_FOUND 1:12');
    expect(await told(`ALTER TABLE lake.d.t ADD (x INT);\n${insert}`)).toEqual([[3, 'c']]);
    expect(await told(`DROP TABLE lake.d.t;\nCREATE TABLE lake.d.t (id INT, title STRING);\n${insert}`)).toEqual([
      [3, 'c'],
    ]);
    expect(
      columnsOf(await preview(`DROP TABLE lake.d.t;\nCREATE TABLE lake.d.t (id INT, title STRING);\n${insert}`)),
    ).toEqual(['id', 'title']);
  });

  it('carries out what ends with its session', async () => {
    const source = "CREATE TABLE s (id INT) WITH ('connector' = 'datagen', 'number-of-rows' = '1');\n";

    expect(
      await told(
        `${source}ALTER TABLE s RENAME id TO nr;\nCREATE DATABASE own;\nUSE own;\nSELECT COUNT(nr) FROM default_database.s`,
      ),
    ).toEqual([[1]]);
    expect(await told(`CREATE VIEW lake.d.v AS SELECT n FROM lake.d.t;\nSELECT n FROM lake.d.v`)).toEqual([['one']]);
  });

  it('has planning make no table, and reads the one that is there', async () => {
    const ice = (table: string) => `CREATE TABLE ${table} (id INT, n STRING) WITH (${planned});\n`;
    const pai = (path: string) =>
      `CREATE TEMPORARY TABLE p (id INT, n STRING) WITH ('connector' = 'paimon', 'path' = 'file://${path}', 'auto-create' = 'true');\n`;
    const there = join(outside, 'pai/d.db/t');

    expect(await told(`${ice('t')}SELECT n FROM t`)).toEqual([['two']]);
    expect(await told(`${ice('u')}SELECT n FROM u`)).toMatch(/^SQL_TABLE_NOT_CREATED/);
    expect(await told(`${ice('u')}INSERT INTO u SELECT 1, 'a'`)).toEqual([[1, 'a']]);
    expect(await told(`${pai(there)}SELECT n FROM p`)).toEqual([['one']]);
    expect(await told(`${pai(`${outside}/p`)}SELECT n FROM p`)).toMatch(/^SQL_TABLE_NOT_CREATED/);
    expect(await told(`${pai(`${outside}/p`)}INSERT INTO p SELECT 1, 'a'`)).toEqual([[1, 'a']]);
    expect(
      await told(
        `CREATE TABLE lake.d.p (id INT) WITH ('path' = 'file://${outside}/p');\nINSERT INTO lake.d.p SELECT 1`,
      ),
    ).toEqual([[1]]);
  });

  it('keeps no progress of reading in a table of a lake', async () => {
    const options = "'consumer-id' = 'production', 'consumer.expiration-time' = '1 h'";
    const consumer = `/*+ OPTIONS(${options}, 'continuous.discovery-interval' = '100 ms') */`;
    const settings = "SET 'execution.checkpointing.interval' = '300 ms';\n";

    const rows = await told(`${settings}SELECT n FROM lake.d.t ${consumer}`, { mode: 'streaming', timeoutMs: 6_000 });

    expect(rows).toEqual([['one']]);
  });

  it('tells what to do in both languages', async () => {
    const events = await preview('CREATE TABLE lake.d.fresh (id INT);\nSELECT id FROM lake.d.fresh');

    expect(events.at(-1)).toMatchObject({
      type: 'failed',
      problem: {
        code: 'SQL_TABLE_NOT_CREATED',
        detail: expect.stringMatching(/the table lake\.d\.fresh is not there yet\. Statement 1 makes it/),
        zh: expect.stringMatching(/表 lake\.d\.fresh 还不存在/),
        positions: [{ remedy: { en: expect.stringMatching(/sample rows/), zh: expect.stringMatching(/样本数据/) } }],
      },
    });
  });
});

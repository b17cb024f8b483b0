import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { prepareScript } from './prepared-script.ts';
import { catalogKeptFromOutside } from './scratch-catalog.ts';

it.each([
  [
    'a warehouse that is there',
    "'type' = 'paimon', 'warehouse' = 'file:///there'",
    "'disable-create-table-in-default-db' = 'true', 'type' = 'paimon', 'warehouse' = 'file:///there'",
  ],
  [
    'one that says so itself',
    "'type' = 'paimon', 'disable-create-table-in-default-db' = 'false', 'warehouse' = '/there'",
    "'disable-create-table-in-default-db' = 'true', 'type' = 'paimon', 'warehouse' = '/there'",
  ],
  [
    'a warehouse that is not there',
    "'warehouse' = 'file:/none/it''s', 'type' = 'paimon'",
    " 'warehouse' = 'file:/s/1', 'type' = 'paimon'",
    true,
  ],
  [
    "one of Iceberg's that is not there",
    "'type' = 'iceberg', 'catalog-type' = 'hadoop', 'warehouse' = '/none'",
    "'warehouse' = 'file:/s/1', 'type' = 'iceberg', 'catalog-type' = 'hadoop'",
    true,
  ],
  [
    "one of Iceberg's that is there",
    "'type' = 'iceberg', 'catalog-type' = 'hadoop', 'warehouse' = '/there'",
    "'type' = 'iceberg', 'catalog-type' = 'hadoop', 'warehouse' = '/there'",
  ],
  [
    'a warehouse elsewhere',
    "'type' = 'paimon', 'warehouse' = 's3://b/w'",
    "'disable-create-table-in-default-db' = 'true', 'type' = 'paimon', 'warehouse' = 's3://b/w'",
  ],
  [
    'a metastore, which knows the places of its tables',
    "'type' = 'paimon', 'metastore' = 'hive', 'warehouse' = '/none'",
    "'disable-create-table-in-default-db' = 'true', 'type' = 'paimon', 'metastore' = 'hive', 'warehouse' = '/none'",
  ],
  ['another catalog', "'type' = 'iceberg', 'warehouse' = '/none'", "'type' = 'iceberg', 'warehouse' = '/none'"],
])('keeps from outside: %s', (_name, options, expected, isScratch = false) => {
  const [statement] = prepareScript(`CREATE CATALOG c WITH (${options})`, {}).statements;
  if (statement === undefined) throw new Error('no statement');

  const kept = catalogKeptFromOutside(statement, 'file:/s/1', (path) => path !== '/there');

  expect(kept.statement.text.text).toBe(`CREATE CATALOG c WITH (${expected})`);
  expect(kept.isScratch).toBe(isScratch);
});

describe('a warehouse of this machine', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liusu-warehouse-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  function isScratch(): boolean {
    const script = `CREATE CATALOG c WITH ('type' = 'paimon', 'warehouse' = '${folder}')`;
    const [statement] = prepareScript(script, {}).statements;
    if (statement === undefined) throw new Error('no statement');
    return catalogKeptFromOutside(statement, 'file:/s/1').isScratch;
  }

  it('is as good as none while it is empty, but for the database that Paimon makes', async () => {
    expect(isScratch()).toBe(true);
    await mkdir(join(folder, 'default.db'));
    expect(isScratch()).toBe(true);
    await mkdir(join(folder, 'default.db', 't'));
    expect(isScratch()).toBe(false);
  });

  it('is left where it is with another database, and where it is none', async () => {
    await mkdir(join(folder, 'app.db'));
    expect(isScratch()).toBe(false);
    await rm(folder, { recursive: true });
    await writeFile(folder, '');
    expect(isScratch()).toBe(false);
  });
});

import { expect, it } from 'vitest';

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
])('keeps from outside: %s', (_name, options, expected) => {
  const [statement] = prepareScript(`CREATE CATALOG c WITH (${options})`, {}).statements;
  if (statement === undefined) throw new Error('no statement');

  const kept = catalogKeptFromOutside(statement, 'file:/s/1', (path) => path === '/there');

  expect(kept.text.text).toBe(`CREATE CATALOG c WITH (${expected})`);
});

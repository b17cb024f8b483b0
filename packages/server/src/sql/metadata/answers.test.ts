import { expect, test } from 'vitest';

import { catalogTypeOf, columnsOf, connectorOf } from './answers.ts';

test('rows of DESCRIBE become columns, with and without comments', () => {
  expect(
    columnsOf([
      ['id', 'BIGINT NOT NULL', false, 'PRI(id)', null, null],
      ['ts', 'TIMESTAMP(3) *ROWTIME*', true, null, 'METADATA VIRTUAL', '`ts` - INTERVAL 1 SECOND', 'when'],
    ]),
  ).toEqual([
    { name: 'id', type: 'BIGINT', nullable: false, isKey: true, extras: '', watermark: '', comment: '' },
    {
      name: 'ts',
      type: 'TIMESTAMP(3)',
      nullable: true,
      isKey: false,
      extras: 'METADATA VIRTUAL',
      watermark: '`ts` - INTERVAL 1 SECOND',
      comment: 'when',
    },
  ]);
});

test('the connector and the type of a catalog are found where they are told', () => {
  expect(connectorOf([["CREATE TABLE t (a INT) WITH (\n  'connector' = 'kafka',\n  'topic' = 'a'\n)"]])).toBe('kafka');
  expect(connectorOf([["CREATE TABLE t (a INT) WITH ('path' = '/x')"]])).toBeUndefined();
  expect(connectorOf([])).toBeUndefined();
  expect(
    catalogTypeOf([
      ['name', 'lake'],
      ['type', 'paimon'],
      ['comment', ''],
    ]),
  ).toBe('paimon');
  expect(catalogTypeOf([])).toBeNull();
});

import { expect, test } from 'vitest';

import { columnLines, partsOf } from './metadata-commands.ts';

test('names are taken apart as SQL writes them', () => {
  expect(partsOf('lake.flights.dwd', 3, 'catalog.database.table')).toEqual(['lake', 'flights', 'dwd']);
  expect(partsOf('lake.`a.b`', 2, 'catalog.database')).toEqual(['lake', 'a.b']);
  expect(partsOf('`a``b`', 1, 'catalog')).toEqual(['a`b']);
});

test.each(['lake', 'lake.', 'a.b.c', 'a.`b', ''])('%s is no database of a catalog', (path) => {
  expect(() => partsOf(path, 2, 'catalog.database')).toThrow(/is not of the form catalog\.database/);
});

test('columns tell their key, watermark and comment', () => {
  const base = { nullable: true, isKey: false, extras: '', watermark: '', comment: '' };
  const lines = columnLines({ language: 'en' }, [
    { ...base, name: 'id', type: 'BIGINT', nullable: false, isKey: true },
    { ...base, name: 'ts', type: 'TIMESTAMP(3)', watermark: 'ts', comment: 'when' },
  ]);

  expect(lines).toEqual([
    'name  type             notes',
    'id    BIGINT NOT NULL  PRIMARY KEY',
    'ts    TIMESTAMP(3)     WATERMARK ts; when',
  ]);
});

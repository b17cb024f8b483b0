import { ApiError, type LiusuClient } from '@liusu/contract/client';
import { expect, test } from 'vitest';

import { LiveCatalogView } from './live-catalog-view.ts';

type Call = LiusuClient['call'];

function world() {
  let nowMs = 0;
  const asked: string[] = [];
  const answers: Record<string, (input: { params?: Record<string, string> }) => unknown> = {
    listClusters: () => ({
      items: [
        { id: 'clu_1', engine: 'flink-2.2' },
        { id: 'clu_2', engine: 'flink-1.20' },
      ],
    }),
    listCatalogs: () => ({ items: [{ name: 'lake', type: 'paimon' }] }),
    listDatabases: () => ({ items: ['shop'] }),
    listCatalogTables: () => ({ items: [{ name: 'orders', kind: 'table' }], models: ['m'] }),
    getCatalogTable: () => ({
      kind: 'table',
      connector: 'paimon',
      columns: [
        { name: 'id', type: 'BIGINT', isKey: true, watermark: '', comment: '' },
        { name: 'ts', type: 'TIMESTAMP(3)', isKey: false, watermark: '`ts`', comment: 'when' },
      ],
    }),
    listFunctions: () => ({ user: ['f'] }),
  };
  const call = (async (name: string, input: { params?: Record<string, string> } = {}) => {
    asked.push([name, ...Object.values(input.params ?? {}).slice(1)].join(' '));
    const answer = answers[name];
    if (answer === undefined) throw new ApiError('GATEWAY_UNAVAILABLE', 503, 'not up');
    return answer(input);
  }) as Call;
  const view = new LiveCatalogView({ api: { call }, projectId: 'prj_1', clusterId: 'clu_2', nowMs: () => nowMs });
  /** Asks until nothing is under way any more. */
  async function settled<T>(look: () => T): Promise<T> {
    let result = look();
    for (let round = view.settled(); round !== undefined; round = view.settled()) {
      await round;
      result = look();
    }
    return result;
  }
  return { view, asked, answers, settled, pass: (ms: number) => void (nowMs += ms) };
}

test('asks its way to a table, each question once, and remembers', async () => {
  const { view, asked, settled } = world();
  const look = () => view.table('lake', 'shop', 'orders');

  expect(look()).toBeUndefined();
  expect(await settled(look)).toEqual({
    path: ['lake', 'shop', 'orders'],
    kind: 'table',
    connector: 'paimon',
    primaryKey: ['id'],
    watermark: 'FOR ts AS `ts`',
    columns: [
      { name: 'id', type: 'BIGINT', comment: '' },
      { name: 'ts', type: 'TIMESTAMP(3)', comment: 'when' },
    ],
  });
  expect(asked).toEqual([
    'listCatalogs',
    'listDatabases lake',
    'listCatalogTables lake shop',
    'getCatalogTable lake shop orders',
  ]);
});

test('does not ask for what cannot be there', async () => {
  const { view, asked, settled } = world();

  expect(await settled(() => view.table('lake', 'shop', 'ord'))).toBeNull();
  expect(await settled(() => view.tables('elsewhere', 'x'))).toEqual([]);
  expect(asked.some((each) => each.startsWith('getCatalogTable'))).toBe(false);
});

test('gives an old answer at once and asks again beside it', async () => {
  const { view, answers, settled, pass } = world();
  expect(await settled(() => view.models('lake', 'shop'))).toEqual(['m']);
  answers['listCatalogTables'] = () => ({ items: [], models: ['n'] });
  pass(61_000);

  expect(view.models('lake', 'shop')).toEqual(['m']);
  expect(await settled(() => view.models('lake', 'shop'))).toEqual(['n']);
});

test('after a failure waits before it asks again', async () => {
  const { view, asked, settled, pass } = world();
  expect(await settled(() => view.variables())).toBeUndefined();
  expect(view.variables()).toBeUndefined();
  expect(asked).toHaveLength(1);
  pass(10_001);
  void view.variables();
  await view.settled();
  expect(asked).toHaveLength(2);
});

test('tells the engine of its cluster', async () => {
  expect(await world().view.whenEngine()).toBe('flink-1.20');
});

test('asks nothing after it was closed', () => {
  const { view, asked } = world();
  view.close();
  expect(view.catalogs()).toBeUndefined();
  expect(view.settled()).toBeUndefined();
  expect(asked).toEqual([]);
});

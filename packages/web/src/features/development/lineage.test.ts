import { expect, test } from 'vitest';

import type { SqlExplanation, SqlPlanNode } from '@liusu/contract/sql-plan';

import { lineageOf, shortName } from './lineage.ts';

const node = (id: string, kind: SqlPlanNode['kind'], table: string | null): SqlPlanNode => ({
  id,
  operator: kind,
  kind,
  attributes: [],
  table,
  changes: [],
  state: { kind: 'none', ttlMs: null },
  parallelism: null,
  origin: null,
});
const edge = (from: string, to: string) => ({ from, to, distribution: null });
const explanation = (...plans: SqlExplanation['plans']): SqlExplanation => ({ plans, diagnostics: [], ms: 1 });

test('a source reaches the sinks behind it, a lookup table too, and no others', () => {
  const lineage = lineageOf(
    explanation({
      statements: [0, 1],
      nodes: [
        node('1', 'source', 'c.d.orders'),
        node('2', 'join', 'c.d.users'),
        node('3', 'sink', 'c.d.wide'),
        node('4', 'source', 'c.d.clicks'),
        node('5', 'calc', null),
        node('6', 'sink', 'c.d.log'),
      ],
      edges: [edge('1', '2'), edge('2', '3'), edge('4', '5'), edge('5', '6')],
      advice: [],
    }),
  );
  expect(lineage.flows).toEqual([
    { from: 'c.d.orders', to: 'c.d.wide' },
    { from: 'c.d.users', to: 'c.d.wide' },
    { from: 'c.d.clicks', to: 'c.d.log' },
  ]);
  expect(lineage.tables.map(({ name, isWritten }) => [name, isWritten])).toEqual([
    ['c.d.clicks', false],
    ['c.d.orders', false],
    ['c.d.users', false],
    ['c.d.log', true],
    ['c.d.wide', true],
  ]);
});

test('a table that one statement writes and another reads is one table', () => {
  const first = {
    statements: [0],
    nodes: [node('1', 'source', 'a'), node('2', 'sink', 'b')],
    edges: [edge('1', '2')],
    advice: [],
  };
  const second = {
    statements: [1],
    nodes: [node('1', 'source', 'b'), node('2', 'sink', 'e')],
    edges: [edge('1', '2')],
    advice: [],
  };
  const { tables, flows } = lineageOf(explanation(first, second));
  expect(tables.find(({ name }) => name === 'b')).toMatchObject({ isRead: true, isWritten: true });
  expect(flows).toEqual([
    { from: 'a', to: 'b' },
    { from: 'b', to: 'e' },
  ]);
});

test('a loop of operators ends', () => {
  const plan = {
    statements: [0],
    nodes: [node('1', 'source', 'a'), node('2', 'calc', null)],
    edges: [edge('1', '2'), edge('2', '2')],
    advice: [],
  };
  expect(lineageOf(explanation(plan)).flows).toEqual([]);
});

test('the default catalog and database go without saying', () => {
  expect([shortName('default_catalog.default_database.t'), shortName('lake.shop.t')]).toEqual(['t', 'lake.shop.t']);
});

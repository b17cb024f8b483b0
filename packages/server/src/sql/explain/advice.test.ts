/** Advice on plans that Flink 1.20 and 2.2 really made. */
import { describe, expect, it } from 'vitest';

import { LineIndex } from '../positions.ts';
import { prepareScript, type PreparedStatement } from '../prepared-script.ts';
import { adviceOn } from './advice.ts';
import type { AdviceContext } from './advice/rule.ts';
import { withOrigins } from './origins.ts';
import { graphOf } from './plan-graph.ts';
import { readPlanText } from './plan-text.ts';
import flink120 from './recorded/flink-1.20.json' with { type: 'json' };
import flink22 from './recorded/flink-2.2.json' with { type: 'json' };

type Recorded = keyof typeof flink22;
const engines = { 'flink-2.2': flink22, 'flink-1.20': flink120 };

const tables: AdviceContext['tables'] = new Map([
  ['orders', { connector: 'datagen' }],
  ['payments', { connector: 'datagen' }],
  ['dim', { connector: 'jdbc' }],
  ['dimc', { connector: 'jdbc', 'lookup.cache': 'PARTIAL' }],
]);

const views = prepareScript('CREATE TEMPORARY VIEW big AS SELECT customer, amount FROM orders WHERE amount > 100', {});

function explain(engine: keyof typeof engines, name: Recorded, settings: Record<string, string> = {}, ttlMs = 0) {
  const { sql, text } = engines[engine][name];
  const script = prepareScript(sql, {});
  const [statement] = script.statements;
  if (statement === undefined) throw new Error('no statement');
  const results: readonly PreparedStatement[] = statement.inner ?? [statement];
  const plan = readPlanText(text);
  const graph = withOrigins(graphOf(plan, { mode: 'streaming', ttlMs }), {
    lines: new LineIndex(sql),
    results,
    views: views.statements,
  });
  const advice = adviceOn(graph, { mode: 'streaming', parallelism: 2, settings, tables, notes: plan.notes });
  return { sql, graph, advice };
}

function marked(sql: string, position: { column: number; endColumn: number } | null): string | null {
  return position === null ? null : sql.slice(position.column - 1, position.endColumn - 1);
}

describe.each(Object.keys(engines) as (keyof typeof engines)[])('advice on plans of %s', (engine) => {
  it.each<[Recorded, [code: string, at: string | null][]]>([
    ['plain', []],
    [
      'group',
      [
        ['STATE_WITHOUT_TTL', 'GROUP BY'],
        ['MINI_BATCH_OFF', 'GROUP BY'],
      ],
    ],
    [
      'groupLake',
      [
        ['STATE_WITHOUT_TTL', 'GROUP BY'],
        ['MINI_BATCH_OFF', 'GROUP BY'],
      ],
    ],
    [
      'view',
      [
        ['STATE_WITHOUT_TTL', 'GROUP BY'],
        ['MINI_BATCH_OFF', 'GROUP BY'],
      ],
    ],
    [
      'mismatch',
      [
        ['STATE_WITHOUT_TTL', 'GROUP BY'],
        ['SINK_KEY_MISMATCH', 'upsertk'],
        ['MINI_BATCH_OFF', 'GROUP BY'],
      ],
    ],
    ['global', [['ONE_TASK', 'COUNT']]],
    ['distinct', [['DISTINCT_WITHOUT_TTL', 'DISTINCT']]],
    ['union', [['DISTINCT_WITHOUT_TTL', 'UNION']]],
    [
      'distinctCount',
      [
        ['STATE_WITHOUT_TTL', 'GROUP BY'],
        ['MINI_BATCH_OFF', 'GROUP BY'],
        ['DISTINCT_SKEW', 'GROUP BY'],
      ],
    ],
    ['join', [['JOIN_WITHOUT_TTL', 'JOIN']]],
    ['leftJoin', [['JOIN_WITHOUT_TTL', 'JOIN']]],
    ['semi', [['JOIN_WITHOUT_TTL', 'IN']]],
    [
      'crossJoin',
      [
        ['JOIN_WITHOUT_TTL', 'FROM'],
        ['CROSS_JOIN', 'FROM'],
      ],
    ],
    [
      'nonEqui',
      [
        ['JOIN_WITHOUT_TTL', 'JOIN'],
        ['JOIN_WITHOUT_EQUALITY', 'JOIN'],
      ],
    ],
    ['ttlHint', []],
    ['interval', [['IDLE_SOURCE', 'JOIN']]],
    ['tumble', []],
    ['over', []],
    ['match', []],
    ['lookup', [['LOOKUP_WITHOUT_CACHE', 'dim']]],
    ['lookupCached', []],
    ['topn', [['STATE_WITHOUT_TTL', 'ROW_NUMBER']]],
    ['globalTopn', [['ONE_TASK', 'ORDER BY']]],
    ['dedup', [['STATE_WITHOUT_TTL', 'ROW_NUMBER']]],
    // 1.20 completes the changes of the versions first.
    [
      'temporal',
      engine === 'flink-1.20'
        ? [
            ['STATE_WITHOUT_TTL', 'JOIN'],
            ['CHANGELOG_NORMALIZED', null],
          ]
        : [['STATE_WITHOUT_TTL', 'JOIN']],
    ],
    [
      'sourceUpdates',
      [
        ['STATE_WITHOUT_TTL', 'GROUP BY'],
        ['MINI_BATCH_OFF', 'GROUP BY'],
        ['CHANGELOG_NORMALIZED', null],
      ],
    ],
    [
      'ndu',
      [
        ['SINK_KEY_MISMATCH', 'stamped'],
        ['NON_DETERMINISTIC_UPDATE', 'SELECT'],
        ['CHANGELOG_NORMALIZED', null],
      ],
    ],
    ['values', [['COULD_BE_BATCH', null]]],
  ])('%s', (name, expected) => {
    const { sql, advice } = explain(engine, name);

    expect(advice.map((one) => [one.code, marked(sql, one.position)])).toEqual(expected);
    for (const { zh, en } of advice) {
      expect(`${zh.title}${zh.why}${zh.remedy}`).toMatch(/[\u4e00-\u9fff]/);
      expect(Object.values(en).join()).not.toMatch(/!|undefined|[\u4e00-\u9fff]/);
    }
  });

  it('says nothing of state that has a time to live', () => {
    expect(explain(engine, 'group', { 'table.exec.mini-batch.enabled': 'true' }, 86_400_000).advice).toEqual([]);
    expect(explain(engine, 'join', {}, 86_400_000).advice).toEqual([]);
  });

  it('tells the changes, state and parallelism of each operator, and where it comes from', () => {
    const { sql, graph } = explain(engine, 'group');

    expect(
      graph.nodes.map(({ operator, changes, state, parallelism, origin }) => [
        operator,
        changes.join(),
        state.kind,
        parallelism,
        marked(sql, origin),
      ]),
    ).toEqual([
      ['Sink', '', 'none', 2, 'counts_bh'],
      ['GroupAggregate', 'I,UA', 'keyed', 2, 'GROUP BY'],
      ['Calc', 'I', 'none', 2, 'SELECT'],
      ['WatermarkAssigner', 'I', 'none', 2, null],
      ['Calc', 'I', 'none', 2, 'SELECT'],
      ['TableSourceScan', 'I', 'none', 2, 'orders'],
    ]);
    expect(graph.edges.filter(({ distribution }) => distribution !== null)).toMatchObject([
      { distribution: 'hash[customer]' },
    ]);
  });

  it('draws what several INSERTs share once, each result from its own INSERT', () => {
    const { sql, graph } = explain(engine, 'set');

    expect(graph.nodes.filter(({ operator }) => operator === 'TableSourceScan')).toHaveLength(1);
    expect(
      graph.nodes.filter(({ kind }) => kind === 'sink').map(({ table, origin }) => [table, marked(sql, origin)]),
    ).toEqual([
      ['default_catalog.default_database.counts_bh', 'counts_bh'],
      ['default_catalog.default_database.by_product', 'by_product'],
      ['default_catalog.default_database.joined', 'joined'],
    ]);
  });

  it('reads the time to live of a hint', () => {
    const { graph } = explain(engine, 'ttlHint');

    expect(graph.nodes.find(({ operator }) => operator === 'Join')?.state).toEqual({
      kind: 'keyed',
      ttlMs: 172_800_000,
    });
  });
});

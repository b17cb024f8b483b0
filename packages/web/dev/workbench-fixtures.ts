/** Typed fixtures of the mocked API: what the workbench shows of a script — findings, plan, samples, results. */
import type { SqlPosition } from '@liusu/contract/problem';
import type { JobSample } from '@liusu/contract/sample';
import type { PreviewEvent, SqlDiagnostic, SqlValidation } from '@liusu/contract/sql';
import type { SqlExplanation, SqlPlanNode } from '@liusu/contract/sql-plan';

import { ago } from './clock.ts';

/** A draft with names that are not there. */
export const faultyScript = `CREATE TEMPORARY TABLE clicks (
  click_id BIGINT,
  customer STRING,
  amount DECIMAL(10, 2),
  is_mobile BOOLEAN,
  ts TIMESTAMP(3),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
) WITH ('connector' = 'kafak', 'topic' = 'clicks', 'format' = 'json');

CREATE TEMPORARY TABLE orders (
  order_id BIGINT,
  customer STRING,
  PRIMARY KEY (order_id) NOT ENFORCED
) WITH ('connector' = 'mysql-cdc', 'hostname' = 'db', 'table-name' = 'orders');

INSERT INTO lake.shop.customers
SELECT c.custmer, COUNT(o.order_id) AS city
FROM clicks AS c LEFT JOIN ordrs AS o ON c.customer = o.customer
GROUP BY c.custmer;
`;

type Fault = Pick<SqlDiagnostic, 'code' | 'unknown' | 'message' | 'remedy' | 'zh'> & { word: string };

const faults: readonly Fault[] = [
  {
    word: "'kafak'",
    code: 'SQL_CONNECTOR_MISSING',
    unknown: { kind: 'connector', name: 'kafak', near: ['kafka'], engines: [] },
    message: 'flink-2.2 knows no connector "kafak"; did you mean kafka.',
    remedy: 'Check the name; the message has those that are near or available.',
    zh: {
      message: 'flink-2.2 没有连接器“kafak”；是不是想写 kafka。',
      remedy: '检查名称；提示中列出了相近或可用的名称。',
    },
  },
  {
    word: "'mysql-cdc'",
    code: 'SQL_CONNECTOR_NOT_ON_ENGINE',
    unknown: { kind: 'connector', name: 'mysql-cdc', near: [], engines: ['flink-1.20'] },
    message:
      'The connector "mysql-cdc" cannot be used on flink-2.2: its release needs classes that Flink 2 no longer has; it runs on flink-1.20.',
    remedy: 'Use a cluster of an engine named in the message, or another connector.',
    zh: {
      message: '连接器“mysql-cdc”不能用在 flink-2.2 上：它的发行版需要 Flink 2 已删除的类；可用于 flink-1.20。',
      remedy: '改用提示中列出的引擎上的集群，或换一种连接器。',
    },
  },
  {
    word: 'ordrs',
    code: 'SQL_OBJECT_NOT_FOUND',
    unknown: { kind: 'table', name: 'ordrs', near: ['orders'], engines: [] },
    message: 'There is no table, view or catalog ordrs.',
    remedy: 'Did you mean orders?',
    zh: { message: '没有名为 ordrs 的表、视图或目录。', remedy: '是不是想写 orders？' },
  },
];

/** Of a script that only queries. */
const queryNote: SqlDiagnostic = {
  severity: 'info',
  code: 'JOB_HAS_NO_STATEMENT',
  ...{ statement: 0, line: 1, column: 1, endLine: 1, endColumn: 7 },
  message: 'The script only queries: it can be previewed, but not published as a job.',
  remedy:
    'To publish it, write INSERT INTO table SELECT …; several INSERTs may stand in EXECUTE STATEMENT SET BEGIN … END.',
  zh: {
    message: '脚本里只有查询：可以预览，不能发布为作业。',
    remedy: '要发布，写成 INSERT INTO 目标表 SELECT …；几条 INSERT 也可以放进 EXECUTE STATEMENT SET BEGIN … END。',
  },
};

/** Findings for the faults that stand in the script. */
export function validation(script: string): SqlValidation {
  const diagnostics = faults.flatMap(({ word, ...fault }): SqlDiagnostic[] => {
    const at = script.indexOf(word);
    return at < 0 ? [] : [{ severity: 'error', ...fault, ...placeOf(script, at, word.length) }];
  });
  const isQuery = diagnostics.length === 0 && !/INSERT/i.test(script);
  return { ok: diagnostics.length === 0, diagnostics: isQuery ? [queryNote] : diagnostics, statements: [], ms: 41 };
}

function placeOf(script: string, at: number, length: number): SqlPosition {
  const before = script.slice(0, at).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  const line = before.length;
  const statement = script.slice(0, at).split(';').length - 1;
  return { statement, line, column, endLine: line, endColumn: column + length };
}

function node(id: string, operator: string, kind: SqlPlanNode['kind'], more: Partial<SqlPlanNode> = {}): SqlPlanNode {
  return {
    id,
    operator,
    kind,
    attributes: [],
    table: null,
    changes: ['I'],
    state: { kind: 'none', ttlMs: null },
    parallelism: null,
    origin: null,
    ...more,
  };
}

const joinPlace: SqlPosition = { statement: 0, line: 4, column: 1, endLine: 4, endColumn: 57 };

/** The plan of the jobs' usual script: two sources, a join with state, a sink in the lake. */
export function explanation(): SqlExplanation {
  const keyed = { kind: 'keyed', ttlMs: 0 } as const;
  return {
    plans: [
      {
        statements: [0],
        nodes: [
          node('1', 'TableSourceScan', 'source', { table: 'default_catalog.default_database.flights' }),
          node('2', 'TableSourceScan', 'source', { table: 'default_catalog.default_database.airlines' }),
          node('3', 'Exchange', 'exchange'),
          node('4', 'Exchange', 'exchange'),
          node('5', 'Join', 'join', {
            attributes: [
              { name: 'joinType', value: 'LeftOuterJoin' },
              { name: 'where', value: '(carrier = carrier0)' },
            ],
            changes: ['I', 'UB', 'UA', 'D'],
            state: keyed,
            origin: joinPlace,
          }),
          node('6', 'Calc', 'calc', { changes: ['I', 'UB', 'UA', 'D'] }),
          node('7', 'Sink', 'sink', { table: 'lake.flights.dwd_flight', changes: [] }),
        ],
        edges: [
          { from: '1', to: '3', distribution: null },
          { from: '2', to: '4', distribution: null },
          { from: '3', to: '5', distribution: 'hash[carrier]' },
          { from: '4', to: '5', distribution: 'hash[carrier]' },
          { from: '5', to: '6', distribution: null },
          { from: '6', to: '7', distribution: null },
        ],
        advice: [
          {
            code: 'STATE_WITHOUT_TTL',
            severity: 'warning',
            node: '5',
            position: joinPlace,
            zh: {
              title: '连接的状态一直增长',
              why: '两侧的行都要留着等对方，而状态没有存活时间。',
              remedy: '在作业设置里给出状态存活时间，或改用带时间条件的连接。',
            },
            en: {
              title: 'The state of this join grows for ever',
              why: 'Rows of both sides are kept for the other one, and state has no time to live.',
              remedy: 'Give the job a state time to live, or join by time.',
            },
          },
        ],
      },
    ],
    diagnostics: [],
    ms: 320,
  };
}

export function samples(): JobSample[] {
  const rows = [
    { click_id: 1, customer: 'Ada', amount: '12.50', is_mobile: true, ts: '2026-11-02 08:00:00.000' },
    { click_id: 2, customer: '李雷', amount: '7.00', is_mobile: false, ts: '2026-11-02 08:00:03.120' },
    { click_id: 3, customer: null, amount: null, is_mobile: null, ts: '2026-11-02 08:00:09.500' },
  ];
  return [{ table: 'clicks', rows, origin: 'given', updatedAt: ago(900), updatedBy: 'admin' }];
}

/** A result that makes a chart: flights and delays by hour. */
export function previewEvents(): PreviewEvent[] {
  const rows = Array.from({ length: 24 }, (_, hour) => ({
    kind: '+I' as const,
    cells: [
      `2026-11-02 ${String(hour).padStart(2, '0')}:00:00.000`,
      Math.round(320 + 240 * Math.sin((hour - 6) / 3.8)),
      Math.round(40 + 30 * Math.sin((hour - 9) / 3)),
    ],
  }));
  return [
    { type: 'started', previewId: 'prv_mock00', flinkJobId: '7'.repeat(32) },
    {
      type: 'columns',
      columns: [
        { name: 'hour_start', type: 'TIMESTAMP(3)', nullable: false },
        { name: 'flights', type: 'BIGINT', nullable: false },
        { name: 'delayed', type: 'BIGINT', nullable: true },
      ],
    },
    { type: 'rows', rows },
    { type: 'ended', reason: 'finished', rows: rows.length },
  ];
}

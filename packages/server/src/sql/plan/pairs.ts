/**
 * Edits of SQL, each with what must become of its state and of its results: run on real Flink by pairs.flink.test.ts. Before
 * the edit the files of `first` are read, after it those of `last` as well; results are what the sinks then hold.
 */
import type { Pair } from './pair-inputs.ts';

function source(name: string, columns: string, folder = name): string {
  return `CREATE TEMPORARY TABLE ${name} (${columns}) WITH ('connector' = 'filesystem', 'format' = 'csv',
    'path' = '\${root}/in/${folder}', 'source.monitor-interval' = '200 ms');\n`;
}

function sink(name: string, columns: string, folder = name): string {
  return `CREATE TEMPORARY TABLE ${name} (${columns}) WITH ('connector' = 'filesystem', 'format' = 'debezium-json',
    'path' = '\${root}/out/${folder}');\n`;
}

const events = source('events', 'k INT, v INT, w INT, s STRING');
const names = source('names', 'k INT, n STRING');
const timed = source('timed', 'k INT, v INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts');
const sums = sink('o', 'k INT, n BIGINT, total BIGINT');

const perKey = (where = '', select = 'k, COUNT(*), SUM(v)', key = 'k') =>
  `INSERT INTO o SELECT ${select} FROM events ${where} GROUP BY ${key};`;
const summing = events + sums;
const summed = { o: ['1,2,30', '2,1,30'] };
const summedAll = { o: ['1,3,70', '2,2,35', '3,1,7'] };
/** Sums that started again beside those of before. */
const summedAnew = { o: ['1,2,30', '2,1,30', '1,1,40', '2,1,5', '3,1,7'] };

const joining = events + names + sink('o', 'k INT, v INT, n STRING');
const joinOf = (select = 'e.k, e.v, n.n', more = '', kind = 'JOIN', on = 'e.k = n.k') =>
  `INSERT INTO o SELECT ${select} FROM events e ${kind} names n ON ${on} ${more};`;
const joined = { o: ['1,10,x', '1,20,x', '2,30,y'] };
const joinedAll = { o: [...joined.o, '1,40,x', '1,10,q', '1,20,q', '1,40,q', '2,5,y', '3,7,z'] };

const ranking = events + sink('o', 'k INT, v INT');
const topOf = (count: number, where = '') =>
  `SELECT k, v FROM (SELECT k, v, ROW_NUMBER() OVER (PARTITION BY k ORDER BY v DESC) r FROM events ${where}) WHERE r <= ${count}`;

const nesting = events + sink('o', 'n BIGINT, c BIGINT');
const nested = (outer = 'COUNT(*)', inner = 'COUNT(*)', where = '', having = '') =>
  `INSERT INTO o SELECT n, ${outer} FROM (SELECT k, ${inner} n FROM events ${where} GROUP BY k ${having}) GROUP BY n;`;

const windowing = timed + sums;
const tumbling = (size: number, where = '') => `INSERT INTO o SELECT k, COUNT(*), SUM(v)
  FROM TABLE(TUMBLE(TABLE timed, DESCRIPTOR(ts), INTERVAL '${size}' SECOND)) ${where} GROUP BY k, window_start, window_end;`;
const hopping = (where = '') => `INSERT INTO o SELECT k, COUNT(*), SUM(v) FROM TABLE(HOP(TABLE timed, DESCRIPTOR(ts),
  INTERVAL '10' SECOND, INTERVAL '20' SECOND)) ${where} GROUP BY k, window_start, window_end;`;
const running = (aggregate = 'SUM(v)', where = '') => `INSERT INTO o SELECT k, v, ${aggregate} OVER
  (PARTITION BY k ORDER BY ts ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM timed ${where};`;
const matching = (measure = 'A.v', below = 35) => `INSERT INTO o SELECT k, x, y FROM timed MATCH_RECOGNIZE (
  PARTITION BY k ORDER BY ts MEASURES ${measure} AS x, B.v AS y ONE ROW PER MATCH AFTER MATCH SKIP PAST LAST ROW
  PATTERN (A B) DEFINE A AS A.v < ${below}, B AS B.v > 15);`;

const firstOf = (where = '') => `CREATE TEMPORARY VIEW seen AS SELECT k, v, PROCTIME() AS p FROM events ${where};
  INSERT INTO o SELECT k, v FROM (SELECT k, v, ROW_NUMBER() OVER (PARTITION BY k ORDER BY p) r FROM seen) WHERE r = 1;`;

/** Reads other rows or columns than the first INSERT, hence from a source of its own, which begins at the beginning. */
const second = sink('o2', 'k INT, v INT');

export const pairs: readonly Pair[] = [
  // Nothing is lost
  {
    name: 'a filter before an aggregation',
    before: summing + perKey(),
    after: summing + perKey('WHERE v > 6'),
    outcome: 'compatible',
    first: summed,
    last: { o: ['1,3,70', '2,1,30', '3,1,7'] },
    plainIsRefused: true,
    isShort: true,
  },
  {
    name: 'a filter after an aggregation',
    before: summing + perKey(),
    after: summing + perKey('', undefined, 'k HAVING COUNT(*) > 1'),
    outcome: 'compatible',
    first: summed,
    last: { o: ['1,3,70', '2,1,30', '2,2,35'] },
  },
  {
    name: 'a result computed otherwise',
    before: summing + perKey(),
    after: summing + perKey('', 'k, COUNT(*), SUM(v) * 10'),
    outcome: 'compatible',
    first: summed,
    last: { o: ['1,2,30', '2,1,30', '-1,2,300', '-2,1,300', '1,3,700', '2,2,350', '3,1,70'] },
  },
  {
    name: 'a second INSERT without state',
    before: summing + perKey(),
    after: summing + second + perKey() + 'INSERT INTO o2 SELECT k, v FROM events WHERE v > 6;',
    outcome: 'compatible',
    first: summed,
    last: { ...summedAll, o2: ['1,10', '1,20', '2,30', '1,40', '3,7'] },
    plainIsRefused: true,
    isShort: true,
  },
  {
    name: 'a second INSERT first in the script',
    before: summing + perKey(),
    after: summing + second + 'INSERT INTO o2 SELECT k, v FROM events WHERE v > 6;' + perKey(),
    outcome: 'compatible',
    first: summed,
    last: { ...summedAll, o2: ['1,10', '1,20', '2,30', '1,40', '3,7'] },
  },
  {
    name: 'a second INSERT with sources of its own',
    before: summing + perKey(),
    after:
      summing + names + second + perKey() + 'INSERT INTO o2 SELECT k, CAST(COUNT(*) AS INT) FROM names GROUP BY k;',
    outcome: 'compatible',
    changes: [['empty', 'group-aggregate', 'OPERATOR_ADDED_WITH_SOURCE']],
    first: summed,
    last: { ...summedAll, o2: ['1,2', '2,1', '3,1', '5,1'] },
  },
  {
    name: 'another branch of a union before an aggregation',
    before: summing + perKey(),
    after:
      summing +
      source('more', 'k INT, v INT') +
      'INSERT INTO o SELECT k, COUNT(*), SUM(v) FROM (SELECT k, v FROM events UNION ALL SELECT k, v FROM more) GROUP BY k;',
    outcome: 'compatible',
    first: summed,
    last: { o: ['1,4,170', '2,2,35', '3,1,7', '4,1,4'] },
    plainIsRefused: true,
    isShort: true,
  },
  {
    name: 'another projection after a join',
    before: joining + joinOf(),
    after: joining + joinOf('e.k, e.v * 2, n.n'),
    outcome: 'compatible',
    first: joined,
    last: { o: [...joined.o, '1,80,x', '1,20,q', '1,40,q', '1,80,q', '2,10,y', '3,14,z'] },
  },
  {
    name: 'a filter before a join',
    before: joining + joinOf(),
    after: joining + joinOf(undefined, 'WHERE e.v > 6'),
    outcome: 'compatible',
    first: joined,
    last: { o: joinedAll.o.filter((row) => row !== '2,5,y') },
    plainIsRefused: true,
    isShort: true,
  },
  {
    name: 'another condition of an inner join',
    before: joining + joinOf(),
    after: joining + joinOf(undefined, 'AND e.v > CHAR_LENGTH(n.n) + 5'),
    outcome: 'compatible',
    first: joined,
    last: { o: joinedAll.o.filter((row) => row !== '2,5,y') },
  },
  {
    name: 'a filter before an outer join',
    before: joining + joinOf(undefined, '', 'LEFT JOIN'),
    after: joining + joinOf(undefined, 'WHERE e.v > 6', 'LEFT JOIN'),
    outcome: 'compatible',
    first: joined,
    last: { o: joinedAll.o.filter((row) => row !== '2,5,y') },
    plainIsRefused: true,
  },
  {
    name: 'a filter before the first row of each key',
    before: ranking + firstOf(),
    after: ranking + firstOf('WHERE v <> 40'),
    outcome: 'compatible',
    first: { o: ['1,10', '2,30'] },
    last: { o: ['1,10', '2,30', '3,7'] },
  },
  {
    name: 'a filter before a top-n',
    before: `${ranking}INSERT INTO o ${topOf(2)};`,
    after: `${ranking}INSERT INTO o ${topOf(2, 'WHERE v <> 5')};`,
    outcome: 'compatible',
    first: { o: ['1,10', '1,20', '2,30'] },
    last: { o: ['1,20', '1,40', '2,30', '3,7'] },
  },
  {
    name: 'a filter before the inner of two aggregations',
    before: nesting + nested(),
    after: nesting + nested(undefined, undefined, 'WHERE v <> 5'),
    outcome: 'compatible',
    first: { o: ['1,1', '2,1'] },
    last: { o: ['1,2', '3,1'] },
    plainIsRefused: true,
  },
  {
    name: 'a filter before a window',
    before: windowing + tumbling(10),
    after: windowing + tumbling(10, 'WHERE v <> 50'),
    outcome: 'compatible',
    first: { o: ['1,1,10'] },
    last: { o: ['1,1,10', '1,3,120', '2,1,30'] },
    plainIsRefused: true,
    isShort: true,
  },
  {
    name: 'a filter before a running sum',
    before: windowing + running(),
    after: windowing + running(undefined, 'WHERE v <> 50'),
    outcome: 'compatible',
    first: { o: ['1,10,10', '1,20,30', '2,30,30'] },
    last: { o: ['1,10,10', '1,20,30', '2,30,30', '1,40,70', '1,60,130', '9,99,99'] },
  },
  {
    name: 'another measure of a pattern',
    before: windowing + matching(),
    after: windowing + matching('A.v + 1'),
    outcome: 'compatible',
    first: { o: ['1,10,20'] },
    last: { o: ['1,10,20', '2,31,50'] },
  },
  {
    name: 'more parallelism',
    before: summing + perKey(),
    after: summing + perKey(),
    settingsAfter: { parallelism: 2 },
    outcome: 'compatible',
    first: summed,
    last: summedAll,
  },
  {
    name: 'a filter before a distinct count',
    before: summing + perKey('', 'k, COUNT(DISTINCT s), COUNT(*)'),
    after: summing + perKey('WHERE v > 6', 'k, COUNT(DISTINCT s), COUNT(*)'),
    outcome: 'compatible',
    first: { o: ['1,2,2', '2,1,1'] },
    last: { o: ['1,3,3', '2,1,1', '3,1,1'] },
    plainIsRefused: true,
  },
  {
    name: 'a computed column where there was none',
    before: summing + perKey('', 'k, COUNT(*), COUNT(v)'),
    after: summing + perKey('', 'k, COUNT(*), COUNT(v) * 10'),
    outcome: 'compatible',
    first: { o: ['1,2,2', '2,1,1'] },
    last: { o: ['1,2,2', '2,1,1', '-1,2,20', '-2,1,10', '1,3,30', '2,2,20', '3,1,10'] },
  },
  {
    name: 'a filter before the right side of a join',
    before: joining + joinOf(),
    after: joining + joinOf(undefined, "WHERE n.n <> 'q'"),
    outcome: 'compatible',
    first: joined,
    last: { o: joinedAll.o.filter((row) => !row.endsWith('q')) },
    plainIsRefused: true,
  },
  {
    name: 'a filter before a hopping window',
    before: windowing + hopping(),
    after: windowing + hopping('WHERE v <> 50'),
    outcome: 'compatible',
    first: { o: ['1,1,10'] },
    last: { o: ['1,1,10', '1,4,130', '2,1,30', '1,3,120', '2,1,30'] },
    plainIsRefused: true,
  },
  // Some is lost
  {
    name: 'a second aggregation of the same source',
    before: summing + perKey(),
    after: summing + second + perKey() + 'INSERT INTO o2 SELECT v, CAST(SUM(k) AS INT) FROM events GROUP BY v;',
    outcome: 'partly',
    changes: [['empty', 'group-aggregate', 'OPERATOR_ADDED']],
    first: summed,
    last: { ...summedAll, o2: ['40,1', '5,2', '7,3'] },
  },
  {
    name: 'an INSERT taken out',
    before: summing + second + perKey() + 'INSERT INTO o2 SELECT v, CAST(SUM(k) AS INT) FROM events GROUP BY v;',
    after: summing + perKey(),
    outcome: 'partly',
    changes: [
      ['lost', 'group-aggregate', 'OPERATOR_REMOVED'],
      ['lost', 'sink', 'SINK_REMOVED'],
    ],
    first: { ...summed, o2: ['10,1', '20,1', '30,2'] },
    last: { ...summedAll, o2: ['10,1', '20,1', '30,2'] },
    isShort: true,
  },
  {
    name: 'the outer of two aggregations',
    before: nesting + nested(),
    after: nesting + nested('SUM(k)'),
    outcome: 'partly',
    changes: [['lost', 'group-aggregate', 'AGGREGATE_CHANGED']],
    first: { o: ['1,1', '2,1'] },
    last: { o: ['1,1', '2,1', '3,1', '2,2', '1,3'] },
  },
  {
    name: 'a filter between two aggregations',
    before: nesting + nested(),
    after: nesting + nested(undefined, undefined, '', 'HAVING COUNT(*) > 1'),
    outcome: 'partly',
    changes: [['lost', 'group-aggregate', 'UPSTREAM_FILTER_CHANGED']],
    first: { o: ['1,1', '2,1'] },
    last: { o: ['1,1', '2,1', '2,1', '3,1'] },
  },
  {
    name: 'another folder to read',
    before: summing + perKey(),
    after: source('events', 'k INT, v INT, w INT, s STRING', 'elsewhere') + sums + perKey(),
    outcome: 'partly',
    changes: [['lost', 'table-source-scan', 'SOURCE_CHANGED']],
    first: summed,
    last: { o: ['1,3,130', '2,1,30'] },
  },
  {
    name: 'another folder to write to',
    before: summing + perKey(),
    after: events + sink('o', 'k INT, n BIGINT, total BIGINT', 'o2') + perKey(),
    outcome: 'partly',
    changes: [['lost', 'sink', 'SINK_CHANGED']],
    first: summed,
    last: { ...summed, o2: ['-1,2,30', '-2,1,30', '1,3,70', '2,2,35', '3,1,7'] },
  },
  // All that computes is lost
  {
    name: 'another grouping key',
    before: summing + perKey(),
    after: summing + perKey('', 'w, COUNT(*), SUM(v)', 'w'),
    outcome: 'incompatible',
    changes: [['lost', 'group-aggregate', 'GROUPING_KEY_CHANGED']],
    first: summed,
    last: { o: ['1,2,30', '2,1,30', '4,1,40', '5,1,5', '6,1,7'] },
    isShort: true,
  },
  {
    name: 'a grouping key computed otherwise',
    before: summing + perKey('', 'MOD(k, 2), COUNT(*), SUM(v)', 'MOD(k, 2)'),
    after: summing + perKey('', 'MOD(k, 3), COUNT(*), SUM(v)', 'MOD(k, 3)'),
    outcome: 'incompatible',
    changes: [['lost', 'group-aggregate', 'GROUPING_KEY_CHANGED']],
    first: { o: ['1,2,30', '0,1,30'] },
    last: { o: ['1,2,30', '0,1,30', '1,1,40', '2,1,5', '0,1,7'] },
  },
  {
    name: 'another function',
    before: summing + perKey(),
    after: summing + perKey('', 'k, COUNT(*), MAX(v)'),
    outcome: 'incompatible',
    changes: [['lost', 'group-aggregate', 'AGGREGATE_CHANGED']],
    first: summed,
    last: summedAnew,
  },
  {
    name: 'one more aggregate',
    before: summing + perKey('', 'k, COUNT(*), 0'),
    after: summing + perKey(),
    outcome: 'incompatible',
    changes: [['lost', 'group-aggregate', 'AGGREGATE_CHANGED']],
    first: { o: ['1,2,0', '2,1,0'] },
    last: { o: ['1,2,0', '2,1,0', '1,1,40', '2,1,5', '3,1,7'] },
  },
  {
    name: 'another column summed',
    before: summing + perKey(),
    after: summing + perKey('', 'k, COUNT(*), SUM(w)'),
    outcome: 'incompatible',
    changes: [['lost', 'group-aggregate', 'AGGREGATE_CHANGED']],
    first: summed,
    last: { o: ['1,2,30', '2,1,30', '1,1,4', '2,1,5', '3,1,6'] },
  },
  {
    name: 'a column of another type',
    before: summing + perKey(),
    after: source('events', 'k INT, v BIGINT, w INT, s STRING') + sums + perKey(),
    outcome: 'incompatible',
    changes: [['lost', 'group-aggregate', 'TYPE_CHANGED']],
    first: summed,
    last: summedAnew,
    isShort: true,
  },
  {
    name: 'one more column through a join',
    before: joining + joinOf(),
    after: joining + joinOf('e.k, e.v + e.w, n.n'),
    outcome: 'incompatible',
    changes: [['lost', 'join', 'INPUT_COLUMNS_CHANGED']],
    first: joined,
    last: { o: [...joined.o, '1,44,q', '3,13,z'] },
  },
  {
    name: 'another kind of join',
    before: joining + joinOf(),
    after: joining + joinOf(undefined, '', 'LEFT JOIN'),
    outcome: 'incompatible',
    changes: [['lost', 'join', 'JOIN_CHANGED']],
    first: joined,
    last: { o: [...joined.o, '1,40,q', '2,5,null', '3,7,z'] },
  },
  {
    name: 'another key of a join',
    before: joining + joinOf(),
    after: joining + joinOf(undefined, '', 'JOIN', 'e.w = n.k'),
    outcome: 'incompatible',
    changes: [['lost', 'join', 'JOIN_KEY_CHANGED']],
    first: joined,
    last: { o: [...joined.o, '2,5,f'] },
  },
  {
    name: 'more ranks of a top-n',
    before: `${ranking}INSERT INTO o ${topOf(2)};`,
    after: `${ranking}INSERT INTO o ${topOf(3)};`,
    outcome: 'incompatible',
    changes: [['lost', 'rank', 'RANKING_CHANGED']],
    first: { o: ['1,10', '1,20', '2,30'] },
    last: { o: ['1,10', '1,20', '2,30', '1,40', '2,5', '3,7'] },
  },
  {
    name: 'a top-n before an aggregation',
    before: `${ranking}INSERT INTO o SELECT k, CAST(COUNT(*) AS INT) FROM (${topOf(2)}) GROUP BY k;`,
    after: `${ranking}INSERT INTO o SELECT k, CAST(COUNT(*) AS INT) FROM (${topOf(3)}) GROUP BY k;`,
    outcome: 'incompatible',
    changes: [
      ['lost', 'rank', 'RANKING_CHANGED'],
      ['lost', 'group-aggregate', 'UPSTREAM_STATE_LOST'],
    ],
    first: { o: ['1,2', '2,1'] },
    last: { o: ['1,2', '2,1', '1,1', '2,1', '3,1'] },
  },
  {
    name: 'the inner of two aggregations',
    before: nesting + nested(),
    after: nesting + nested(undefined, 'COUNT(DISTINCT s)'),
    outcome: 'incompatible',
    changes: [
      ['lost', 'group-aggregate', 'AGGREGATE_CHANGED'],
      ['lost', 'group-aggregate', 'GROUPING_KEY_CHANGED'],
    ],
    first: { o: ['1,1', '2,1'] },
    last: { o: ['1,1', '2,1', '1,3'] },
  },
  {
    name: 'another size of a window',
    before: windowing + tumbling(10),
    after: windowing + tumbling(5),
    outcome: 'incompatible',
    changes: [['lost', 'global-window-aggregate', 'WINDOW_CHANGED']],
    first: { o: ['1,1,10'] },
    last: { o: ['1,1,10', '1,1,40', '2,1,50', '1,1,60'] },
  },
  {
    name: 'another running aggregate',
    before: windowing + running(),
    after: windowing + running('MAX(v)'),
    outcome: 'incompatible',
    changes: [['lost', 'over-aggregate', 'AGGREGATE_CHANGED']],
    first: { o: ['1,10,10', '1,20,30', '2,30,30'] },
    last: { o: ['1,10,10', '1,20,30', '2,30,30', '1,40,40', '2,50,50', '1,60,60', '9,99,99'] },
  },
  {
    name: 'another condition of a pattern',
    before: windowing + matching(),
    after: windowing + matching('A.v', 45),
    outcome: 'incompatible',
    changes: [['lost', 'match', 'PATTERN_CHANGED']],
    first: { o: ['1,10,20'] },
    last: { o: ['1,10,20', '1,40,60'] },
  },
  {
    name: 'aggregation in two phases',
    before: summing + perKey(),
    after: `SET 'table.exec.mini-batch.enabled' = 'true'; SET 'table.exec.mini-batch.allow-latency' = '100 ms'; SET 'table.exec.mini-batch.size' = '10';\n${summing}${perKey()}`,
    outcome: 'incompatible',
    changes: [
      ['lost', 'group-aggregate', 'OPERATOR_REMOVED'],
      ['empty', 'global-group-aggregate', 'OPERATOR_ADDED'],
    ],
    first: summed,
    last: summedAnew,
  },
];

/** State that had no end of life and is given one: read by Flink 2.2, not by 1.20. */
export function ttlPair(engine: string): Pair {
  const isRead = engine !== 'flink-1.20';
  return {
    name: 'an end of life for state that had none',
    before: summing + perKey(),
    after: summing + perKey(),
    settingsAfter: { stateTtlMs: 86_400_000 },
    outcome: isRead ? 'compatible' : 'incompatible',
    changes: isRead ? [] : [['lost', 'group-aggregate', 'TTL_SWITCHED']],
    first: summed,
    last: isRead ? summedAll : summedAnew,
  };
}

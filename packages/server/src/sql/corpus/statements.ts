/** Every kind of statement in the SQL reference of Flink 1.20 and 2.2, with what the platform makes of it. */
import type { StatementKind } from '../classify.ts';

/** What Flink's check of a statement comes to: looked at in full, its words alone, or refused with a code. */
export type Verdict =
  | 'CHECKED'
  | 'PARSED'
  | 'NOT_CHECKED'
  | 'SQL_STATEMENT_NOT_ALLOWED'
  | 'SQL_SYNTAX'
  | 'SQL_OBJECT_NOT_FOUND'
  | 'SQL_INVALID';

export interface CorpusStatement {
  sql: string;
  kind: StatementKind;
  verdict: Verdict;
  /** The verdict where a batch job checks it, if another. */
  batch?: Verdict;
  /** How a job takes it: before its Flink job, as one, or not at all. Streaming first, then batch. */
  job: readonly [Place, Place];
  /** Older engines do not know it: it is refused there, with an error of syntax where their parser does not know it either. */
  since?: 'flink-2.2';
}

export type Place = 'before' | 'dml' | 'refused';

export const corpusTables = `CREATE TEMPORARY TABLE orders (
  id BIGINT, customer STRING, amount DECIMAL(10, 2), tags ARRAY<STRING>, created TIMESTAMP(3), proc AS PROCTIME(),
  WATERMARK FOR created AS created - INTERVAL '5' SECOND
) WITH ('connector' = 'datagen', 'number-of-rows' = '20');
CREATE TEMPORARY TABLE payments (
  order_id BIGINT, paid TIMESTAMP(3), WATERMARK FOR paid AS paid
) WITH ('connector' = 'datagen', 'number-of-rows' = '20');
CREATE TEMPORARY TABLE sink (id BIGINT, customer STRING) WITH ('connector' = 'blackhole');
CREATE TEMPORARY TABLE totals (customer STRING, n BIGINT, PRIMARY KEY (customer) NOT ENFORCED) WITH ('connector' = 'blackhole');
CREATE TABLE base (a INT, c STRING, ts TIMESTAMP(3)) PARTITIONED BY (c) WITH ('connector' = 'blackhole');
CREATE VIEW shown AS SELECT 1 AS x;
CREATE DATABASE d;
CREATE CATALOG mem WITH ('type' = 'generic_in_memory');
CREATE TEMPORARY VIEW big AS SELECT * FROM orders WHERE amount > 10;
`;

type Row = Omit<CorpusStatement, 'sql'>;

function all(row: Row, ...statements: string[]): CorpusStatement[] {
  return statements.map((sql) => ({ sql, ...row }));
}

const definition = { verdict: 'CHECKED', job: ['before', 'before'] } as const;
const parsed = { verdict: 'PARSED', job: ['before', 'before'] } as const;
const asked = { verdict: 'CHECKED', job: ['refused', 'refused'] } as const;
const query: Row = { kind: 'SELECT', ...asked };
const insert: Row = { kind: 'INSERT', verdict: 'CHECKED', job: ['dml', 'dml'] };
const batchDml = { verdict: 'SQL_STATEMENT_NOT_ALLOWED', batch: 'PARSED', job: ['refused', 'dml'] } as const;
const never = { verdict: 'PARSED', job: ['refused', 'refused'] } as const;

const window = (tvf: string) =>
  `SELECT window_start, window_end, COUNT(*) FROM TABLE(${tvf}) GROUP BY window_start, window_end`;

export const corpusStatements: readonly CorpusStatement[] = [
  // CREATE
  ...all(
    { kind: 'CREATE_TEMPORARY_TABLE', ...definition },
    "CREATE TEMPORARY TABLE t (a INT, b AS a + 1, c STRING METADATA VIRTUAL COMMENT 'no', PRIMARY KEY (a) NOT ENFORCED) COMMENT 'x' WITH ('connector' = 'blackhole')",
    "CREATE TEMPORARY TABLE IF NOT EXISTS orders (a INT) WITH ('connector' = 'blackhole')",
    "CREATE TEMPORARY TABLE t WITH ('number-of-rows' = '1') LIKE orders (OVERWRITING OPTIONS EXCLUDING CONSTRAINTS)",
  ),
  ...all(
    { kind: 'CREATE_TABLE', ...definition },
    "CREATE TABLE t (a INT, d STRING) PARTITIONED BY (d) WITH ('connector' = 'filesystem', 'path' = '${allowed}', 'format' = 'csv')",
    "CREATE TABLE t (a INT) DISTRIBUTED BY HASH(a) INTO 4 BUCKETS WITH ('connector' = 'blackhole')",
    'CREATE TABLE lake.`default`.t (a INT, PRIMARY KEY (a) NOT ENFORCED)',
  ),
  ...all({ kind: 'CREATE_TABLE', ...definition }, "CREATE OR REPLACE TABLE t (a INT) WITH ('connector' = 'blackhole')"),
  ...all(
    { kind: 'CREATE_TABLE_AS', verdict: 'SQL_STATEMENT_NOT_ALLOWED', batch: 'CHECKED', job: ['refused', 'dml'] },
    'CREATE TABLE lake.`default`.t AS SELECT id, customer FROM orders',
    "CREATE TABLE lake.`default`.t WITH ('bucket' = '1') AS SELECT id, customer FROM orders",
    'CREATE OR REPLACE TABLE lake.`default`.t AS SELECT id FROM orders',
    'REPLACE TABLE lake.`default`.t AS SELECT id FROM orders',
  ),
  ...all({ kind: 'CREATE_VIEW', ...definition }, 'CREATE VIEW v (a, b) AS SELECT id, customer FROM orders'),
  ...all(
    { kind: 'CREATE_TEMPORARY_VIEW', ...definition },
    "CREATE TEMPORARY VIEW IF NOT EXISTS v COMMENT 'x' AS SELECT id FROM orders",
  ),
  ...all({ kind: 'CREATE_DATABASE', ...definition }, 'CREATE DATABASE e', 'CREATE DATABASE IF NOT EXISTS d'),
  ...all({ kind: 'CREATE_DATABASE', ...parsed }, "CREATE DATABASE IF NOT EXISTS lake.d COMMENT 'x' WITH ('a' = 'b')"),
  ...all(
    { kind: 'CREATE_CATALOG', ...definition },
    "CREATE CATALOG c WITH ('type' = 'generic_in_memory')",
    "CREATE CATALOG IF NOT EXISTS lake COMMENT 'x' WITH ('type' = 'paimon')",
  ),
  ...all(
    { kind: 'CREATE_MODEL', ...parsed, since: 'flink-2.2' },
    "CREATE MODEL m INPUT (text STRING) OUTPUT (label STRING) WITH ('provider' = 'openai')",
  ),
  ...all(
    { kind: 'CREATE_MATERIALIZED_TABLE', verdict: 'SQL_STATEMENT_NOT_ALLOWED', job: ['refused', 'refused'] },
    "CREATE MATERIALIZED TABLE m FRESHNESS = INTERVAL '1' MINUTE AS SELECT id FROM orders",
  ),
  // ALTER
  ...all(
    { kind: 'ALTER', ...definition },
    'ALTER TABLE base RENAME TO u',
    'ALTER TABLE base RENAME a TO b',
    "ALTER TABLE base SET ('a' = 'b')",
    "ALTER TABLE base RESET ('a')",
    'ALTER TABLE base ADD (b INT AFTER a, WATERMARK FOR ts AS ts)',
    'ALTER TABLE base MODIFY (a BIGINT)',
    'ALTER TABLE base DROP (a)',
    "ALTER TABLE base ADD PARTITION (c = '1')",
    "ALTER TABLE base DROP IF EXISTS PARTITION (c = '1')",
    'ALTER VIEW shown RENAME TO w',
    'ALTER VIEW shown AS SELECT 2 AS y',
    "ALTER DATABASE d SET ('a' = 'b')",
    "ALTER CATALOG mem SET ('default-database' = 'default')",
    "ALTER CATALOG mem RESET ('a')",
    "ALTER CATALOG mem COMMENT 'x'",
  ),
  ...all(
    { kind: 'ALTER', verdict: 'SQL_INVALID', job: ['before', 'before'] },
    'ALTER TABLE base DROP PRIMARY KEY',
    'ALTER TABLE base DROP WATERMARK',
    'ALTER TABLE orders ADD (b INT)',
  ),
  ...all(
    { kind: 'ALTER', verdict: 'SQL_OBJECT_NOT_FOUND', job: ['before', 'before'] },
    'ALTER TABLE t RENAME TO u',
    'ALTER VIEW v RENAME TO w',
    "ALTER FUNCTION f AS 'a.B'",
    'ALTER TABLE lake.`default`.nope ADD (b INT)',
  ),
  ...all(
    { kind: 'ALTER', ...parsed },
    'ALTER MATERIALIZED TABLE m SUSPEND',
    'ALTER MATERIALIZED TABLE m RESUME',
    "ALTER MATERIALIZED TABLE m REFRESH PARTITION (d = '1')",
  ),
  ...all(
    { kind: 'ALTER', ...parsed, since: 'flink-2.2' },
    'ALTER MODEL m RENAME TO n',
    "ALTER MODEL m SET ('a' = 'b')",
    'ALTER MATERIALIZED TABLE m AS SELECT id FROM orders',
  ),
  // DROP
  ...all(
    { kind: 'DROP', ...definition },
    'DROP TABLE IF EXISTS t',
    'DROP TABLE base',
    'DROP VIEW IF EXISTS v',
    'DROP VIEW shown',
    'DROP DATABASE IF EXISTS d CASCADE',
    'DROP CATALOG IF EXISTS c',
    'DROP CATALOG mem',
    'DROP FUNCTION IF EXISTS f',
  ),
  ...all(
    { kind: 'DROP', verdict: 'SQL_INVALID', job: ['before', 'before'] },
    'DROP TABLE orders',
    'DROP DATABASE default_database',
  ),
  ...all(
    { kind: 'DROP', verdict: 'SQL_OBJECT_NOT_FOUND', job: ['before', 'before'] },
    'DROP TABLE t',
    'DROP CATALOG c',
  ),
  ...all(
    { kind: 'DROP', ...parsed },
    'DROP MATERIALIZED TABLE IF EXISTS m',
    'DROP TABLE IF EXISTS lake.`default`.nope',
    'DROP DATABASE IF EXISTS lake.nope CASCADE',
  ),
  ...all({ kind: 'DROP', ...parsed, since: 'flink-2.2' }, 'DROP MODEL IF EXISTS m'),
  ...all(
    { kind: 'DROP_TEMPORARY', ...definition },
    'DROP TEMPORARY TABLE IF EXISTS t',
    'DROP TEMPORARY VIEW big',
    'DROP TEMPORARY FUNCTION IF EXISTS f',
    'DROP TEMPORARY SYSTEM FUNCTION IF EXISTS f',
  ),
  // Writing
  ...all(
    insert,
    'INSERT INTO sink SELECT id, customer FROM orders',
    'INSERT INTO sink (customer) SELECT customer FROM orders',
    "INSERT INTO sink VALUES (1, 'a'), (2, 'b')",
    'INSERT INTO sink WITH b AS (SELECT id, customer FROM orders) SELECT * FROM b',
    'EXECUTE INSERT INTO sink SELECT id, customer FROM orders',
  ),
  ...all(
    { kind: 'STATEMENT_SET', verdict: 'CHECKED', job: ['dml', 'dml'] },
    'EXECUTE STATEMENT SET BEGIN INSERT INTO sink SELECT id, customer FROM orders; INSERT INTO totals SELECT customer, COUNT(*) FROM orders GROUP BY customer; END',
    'BEGIN STATEMENT SET; INSERT INTO sink SELECT id, customer FROM orders; INSERT INTO sink SELECT 1, CASE WHEN TRUE THEN customer ELSE customer END FROM orders; END',
  ),
  ...all({ kind: 'UPDATE', ...batchDml }, "UPDATE totals SET n = n + 1 WHERE customer = 'a'"),
  ...all({ kind: 'DELETE', ...batchDml }, "DELETE FROM totals WHERE customer = 'a'"),
  ...all(
    { kind: 'TRUNCATE', ...never, verdict: 'SQL_STATEMENT_NOT_ALLOWED', batch: 'SQL_STATEMENT_NOT_ALLOWED' },
    'TRUNCATE TABLE totals',
  ),
  ...all(
    { kind: 'ANALYZE', ...never },
    'ANALYZE TABLE t COMPUTE STATISTICS',
    "ANALYZE TABLE t PARTITION (d = '1') COMPUTE STATISTICS FOR COLUMNS a, b",
    'ANALYZE TABLE t COMPUTE STATISTICS FOR ALL COLUMNS',
  ),
  ...all(
    { kind: 'CALL', ...never },
    "CALL sys.compact('default.t')",
    "CALL lake.sys.create_tag(`table` => 'default.t', tag => 'a')",
  ),
  // Plans and jobs
  ...all(
    { kind: 'COMPILE_PLAN', ...never },
    "COMPILE PLAN '${allowed}/p.json' FOR INSERT INTO sink SELECT id, customer FROM orders",
    "COMPILE PLAN '${allowed}/p.json' IF NOT EXISTS FOR STATEMENT SET BEGIN INSERT INTO sink SELECT id, customer FROM orders; END",
  ),
  ...all(
    { kind: 'EXECUTE_PLAN', ...never },
    "EXECUTE PLAN '${allowed}/p.json'",
    "COMPILE AND EXECUTE PLAN '${allowed}/p.json' FOR INSERT INTO sink SELECT id, customer FROM orders",
  ),
  ...all({ kind: 'STOP_JOB', ...never }, "STOP JOB '228d70913eab60dda85c5e7f78b5782c' WITH SAVEPOINT"),
  // Questions
  ...all(
    { kind: 'EXPLAIN', ...asked },
    'EXPLAIN SELECT id FROM orders',
    'EXPLAIN PLAN FOR SELECT id FROM orders',
    'EXPLAIN ESTIMATED_COST, CHANGELOG_MODE, PLAN_ADVICE, JSON_EXECUTION_PLAN SELECT id FROM orders',
    'EXPLAIN INSERT INTO sink SELECT id, customer FROM orders',
    'EXPLAIN STATEMENT SET BEGIN INSERT INTO sink SELECT id, customer FROM orders; INSERT INTO sink SELECT 1, customer FROM orders; END',
  ),
  ...all(
    { kind: 'DESCRIBE', ...asked },
    'DESCRIBE orders',
    'DESC orders',
    'DESCRIBE EXTENDED orders',
    'DESCRIBE CATALOG lake',
    'DESCRIBE CATALOG EXTENDED lake',
  ),
  ...all(
    { kind: 'SHOW', ...asked },
    'SHOW CATALOGS',
    'SHOW CURRENT CATALOG',
    'SHOW CREATE CATALOG lake',
    'SHOW DATABASES',
    "SHOW DATABASES FROM lake LIKE 'd%'",
    'SHOW CURRENT DATABASE',
    'SHOW TABLES',
    "SHOW TABLES IN lake.`default` NOT LIKE 'x%'",
    'SHOW CREATE TABLE orders',
    "SHOW COLUMNS FROM orders LIKE 'c%'",
    'SHOW VIEWS',
    'SHOW CREATE VIEW big',
    'SHOW FUNCTIONS',
    'SHOW USER FUNCTIONS',
    'SHOW MODULES',
    'SHOW FULL MODULES',
    'SHOW JARS',
    "SHOW PROCEDURES FROM lake.sys LIKE 'c%'",
  ),
  ...all({ kind: 'SHOW', verdict: 'PARSED', job: ['refused', 'refused'] }, 'SHOW JOBS'),
  ...all({ kind: 'SHOW', ...asked, since: 'flink-2.2' }, 'SHOW MODELS'),
  ...all({ kind: 'USE', ...definition }, 'USE CATALOG lake', 'USE lake.`default`', 'USE MODULES core'),
  // The session
  ...all({ kind: 'SET', ...definition }, "SET 'table.exec.mini-batch.enabled' = 'false'", 'SET'),
  ...all({ kind: 'RESET', ...definition }, "RESET 'table.exec.mini-batch.enabled'", 'RESET'),
  ...all({ kind: 'LOAD_MODULE', verdict: 'CHECKED', job: ['before', 'before'] }, 'UNLOAD MODULE core'),
  // Queries
  ...all(
    query,
    'SELECT id, customer AS c FROM orders WHERE amount BETWEEN 1 AND 5',
    'SELECT DISTINCT customer FROM orders',
    'WITH a AS (SELECT id FROM orders), b AS (SELECT * FROM a) SELECT * FROM b',
    "VALUES (1, 'a'), (2, 'b')",
    "SELECT * FROM (VALUES (1, 'a')) AS t (n, s)",
    '(SELECT id FROM orders) UNION ALL (SELECT order_id FROM payments)',
    'SELECT id FROM orders UNION SELECT order_id FROM payments',
    'SELECT id FROM orders INTERSECT SELECT order_id FROM payments',
    'SELECT id FROM orders EXCEPT SELECT order_id FROM payments',
    'SELECT id FROM orders WHERE id IN (SELECT order_id FROM payments)',
    'SELECT id FROM orders AS o WHERE EXISTS (SELECT * FROM payments AS p WHERE p.order_id = o.id)',
    'SELECT customer, COUNT(*), SUM(amount) FILTER (WHERE amount > 3) FROM orders GROUP BY customer HAVING COUNT(*) > 1',
    'SELECT customer, id, COUNT(*) FROM orders GROUP BY GROUPING SETS ((customer), (id), ())',
    'SELECT customer, id, COUNT(*) FROM orders GROUP BY ROLLUP (customer, id)',
    'SELECT customer, id, COUNT(*) FROM orders GROUP BY CUBE (customer, id)',
    'SELECT * FROM orders ORDER BY created',
    'SELECT * FROM orders ORDER BY amount DESC LIMIT 3',
    "SELECT SUM(amount) OVER (PARTITION BY customer ORDER BY created RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW) FROM orders",
    'SELECT SUM(amount) OVER w FROM orders WINDOW w AS (PARTITION BY customer ORDER BY proc ROWS BETWEEN 3 PRECEDING AND CURRENT ROW)',
    'SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY customer ORDER BY amount DESC) AS n FROM orders) WHERE n <= 3',
    'SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY customer ORDER BY proc) AS n FROM orders) WHERE n = 1',
    'SELECT o.id FROM orders AS o JOIN payments AS p ON o.id = p.order_id',
    'SELECT o.id FROM orders AS o FULL OUTER JOIN payments AS p ON o.id = p.order_id',
    'SELECT o.id FROM orders AS o CROSS JOIN payments AS p',
    "SELECT o.id FROM orders AS o, payments AS p WHERE o.id = p.order_id AND p.paid BETWEEN o.created AND o.created + INTERVAL '1' HOUR",
    'SELECT id, tag FROM orders CROSS JOIN UNNEST(tags) AS t (tag)',
    'SELECT id, tag FROM orders LEFT JOIN UNNEST(tags) AS t (tag) ON TRUE',
    'SELECT id, m FROM orders AS o, LATERAL (SELECT MAX(p.order_id) AS m FROM payments AS p WHERE p.order_id = o.id)',
    window("TUMBLE(TABLE orders, DESCRIPTOR(created), INTERVAL '1' MINUTE)"),
    window("HOP(TABLE orders, DESCRIPTOR(created), INTERVAL '1' MINUTE, INTERVAL '5' MINUTES)"),
    window("CUMULATE(TABLE orders, DESCRIPTOR(created), INTERVAL '1' MINUTE, INTERVAL '5' MINUTES)"),
    window("SESSION(TABLE orders PARTITION BY customer, DESCRIPTOR(created), INTERVAL '1' MINUTE)"),
    window("TUMBLE(DATA => TABLE orders, TIMECOL => DESCRIPTOR(created), SIZE => INTERVAL '1' MINUTE)"),
    "SELECT TUMBLE_START(created, INTERVAL '1' MINUTE), COUNT(*) FROM orders GROUP BY TUMBLE(created, INTERVAL '1' MINUTE)",
    "SELECT l.window_start FROM (SELECT * FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(created), INTERVAL '1' MINUTE))) AS l JOIN (SELECT * FROM TABLE(TUMBLE(TABLE payments, DESCRIPTOR(paid), INTERVAL '1' MINUTE))) AS r ON l.id = r.order_id AND l.window_start = r.window_start AND l.window_end = r.window_end",
    'SELECT * FROM orders MATCH_RECOGNIZE (PARTITION BY customer ORDER BY created MEASURES A.id AS a, LAST(B.id) AS b ONE ROW PER MATCH AFTER MATCH SKIP PAST LAST ROW PATTERN (A B+ C) DEFINE B AS B.amount > A.amount, C AS C.amount < A.amount)',
    "SELECT * FROM orders /*+ OPTIONS('number-of-rows' = '3') */",
    "SELECT /*+ STATE_TTL('o' = '1d', 'p' = '2d') */ o.id FROM orders AS o JOIN payments AS p ON o.id = p.order_id",
    'SELECT /*+ BROADCAST(p) */ o.id FROM orders AS o JOIN payments AS p ON o.id = p.order_id',
    "SELECT `customer`, U&'\\6d41', DATE '2026-01-01', INTERVAL '1' DAY, X'00FF', ARRAY[1, 2], MAP['a', 1], ROW(1, 'a') FROM orders",
    "SELECT '分号；;' -- a comment; with a semicolon\n, /* ; */ id FROM orders",
    'SELECT CASE WHEN id > 1 THEN 1 ELSE 2 END FROM orders',
  ),
];

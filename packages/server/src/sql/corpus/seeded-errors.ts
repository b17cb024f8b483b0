/** Scripts with one mistake each: what stands in them is told in seeded-error.ts. */
import { inTables, type SeededError } from './seeded-error.ts';
import { seededNames } from './seeded-names.ts';
import { seededTypes } from './seeded-types.ts';

export const seededErrors: readonly SeededError[] = [
  ...seededNames,
  ...seededTypes,
  // Queries
  {
    name: 'a column that is not grouped',
    script: inTables('SELECT «amount», COUNT(*) FROM orders GROUP BY customer;'),
    code: 'SQL_INVALID',
    says: /GROUP BY/,
  },
  {
    name: 'an aggregate in WHERE',
    script: inTables('SELECT customer FROM orders WHERE «COUNT(*)» > 1 GROUP BY customer;'),
    code: 'SQL_INVALID',
    says: /HAVING/,
  },
  {
    name: 'an aggregate of an aggregate',
    script: inTables('SELECT «SUM(COUNT(*))» FROM orders;'),
    code: 'SQL_INVALID',
  },
  {
    name: 'a window without a watermark',
    script: inTables(
      "SELECT window_start, COUNT(*) FROM TABLE(\n  «TUMBLE»(TABLE clicks, DESCRIPTOR(happened), INTERVAL '1' MINUTE))\nGROUP BY window_start, window_end;",
    ),
    code: 'SQL_TYPE_MISMATCH',
    says: /WATERMARK FOR happened/,
  },
  {
    name: 'a window over a column that is not there',
    script: inTables(
      "SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(«creatd»), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end;",
    ),
    code: 'SQL_OBJECT_NOT_FOUND',
  },
  {
    name: 'a stream that is sorted',
    script: inTables('SELECT * FROM orders «ORDER BY» amount;'),
    code: 'SQL_INVALID',
    says: /event time/,
  },
  {
    name: 'changes for a sink that appends',
    script: inTables(
      "CREATE TEMPORARY TABLE log (customer STRING, n BIGINT) WITH ('connector' = 'filesystem', 'path' = '${allowed}', 'format' = 'csv');\nINSERT INTO «log» SELECT customer, COUNT(*) FROM orders GROUP BY customer;",
    ),
    code: 'SQL_INVALID',
    says: /only append/,
  },
  // Tables
  {
    name: 'a column declared twice',
    script: "CREATE TEMPORARY TABLE t (id INT, «id» STRING) WITH ('connector' = 'blackhole');",
    code: 'SQL_INVALID',
    says: /declared twice/,
  },
  {
    name: 'a type that is not there',
    script: "CREATE TEMPORARY TABLE t (\n  id «INTT»\n) WITH ('connector' = 'blackhole');",
    code: 'SQL_INVALID',
    says: /INTT/,
  },
  {
    name: 'a watermark for a column that is not there',
    script: "CREATE TEMPORARY TABLE t (id INT, WATERMARK FOR «ts» AS ts) WITH ('connector' = 'datagen');",
    code: 'SQL_OBJECT_NOT_FOUND',
  },
  {
    name: 'a watermark of the wrong type',
    script: "CREATE TEMPORARY TABLE t (id INT, ts STRING, «WATERMARK FOR» ts AS ts) WITH ('connector' = 'datagen');",
    code: 'SQL_TYPE_MISMATCH',
  },
  {
    name: 'a key of a column that is not there',
    script: "CREATE TEMPORARY TABLE t (id INT, PRIMARY KEY («idd») NOT ENFORCED) WITH ('connector' = 'blackhole');",
    code: 'SQL_OBJECT_NOT_FOUND',
    says: /Did you mean id\?|no such column/,
  },
  {
    name: 'a key that would be enforced',
    script: "CREATE TEMPORARY TABLE t (id INT, «PRIMARY KEY» (id)) WITH ('connector' = 'blackhole');",
    code: 'SQL_INVALID',
    says: /NOT ENFORCED/,
  },
  {
    name: 'a computed column of a column that is not there',
    script: "CREATE TEMPORARY TABLE t (id INT, twice AS «idd» * 2) WITH ('connector' = 'datagen');",
    code: 'SQL_OBJECT_NOT_FOUND',
    says: /idd/,
  },
  // Connectors
  {
    name: 'a connector that is not there',
    script: "CREATE TEMPORARY TABLE s (id INT) WITH ('connector' = «'datagn'»);\nSELECT * FROM s;",
    code: 'SQL_CONNECTOR_MISSING',
    says: /Did you mean datagen/,
  },
  {
    name: 'a connector of a sink that is not there',
    script:
      "CREATE TEMPORARY TABLE s (id INT) WITH ('connector' = 'datagen');\nCREATE TEMPORARY TABLE k (id INT) WITH (\n  'connector' = «'blackhol'»);\nINSERT INTO k SELECT id FROM s;",
    code: 'SQL_CONNECTOR_MISSING',
    says: /Did you mean blackhole/,
  },
  {
    name: 'no connector at all',
    script: 'CREATE TEMPORARY TABLE «s» (id INT);\nSELECT * FROM s;',
    code: 'SQL_CONNECTOR_MISSING',
    says: /no connector/,
  },
  {
    name: 'an option that is missing',
    script:
      "CREATE TEMPORARY TABLE s (id INT) WITH ('connector' = «'filesystem'», 'format' = 'csv');\nSELECT * FROM s;",
    code: 'SQL_INVALID',
    says: /path/,
  },
  {
    name: 'an option that is not there',
    script:
      "CREATE TEMPORARY TABLE s (id INT) WITH ('connector' = 'datagen', «'rows-per-sec'» = '5');\nSELECT * FROM s;",
    code: 'SQL_INVALID',
    says: /rows-per-second/,
  },
  {
    name: 'a value an option does not take',
    script:
      "CREATE TEMPORARY TABLE s (id INT) WITH ('connector' = 'datagen', 'rows-per-second' = «'many'»);\nSELECT * FROM s;",
    code: 'SQL_INVALID',
    says: /many/,
  },
  {
    name: 'a format that is not there',
    script:
      "CREATE TEMPORARY TABLE s (id INT) WITH ('connector' = 'filesystem', 'path' = '${allowed}', 'format' = «'jsn'»);\nSELECT * FROM s;",
    code: 'SQL_CONNECTOR_MISSING',
    says: /jsn/,
  },
  {
    name: 'a path that is not allowed',
    script:
      "CREATE TEMPORARY TABLE s (id INT) WITH ('connector' = 'filesystem', 'path' = «'/etc/passwd'», 'format' = 'csv');",
    code: 'SQL_PATH_NOT_ALLOWED',
  },
  {
    name: 'a type of catalog that is not there',
    script: "CREATE CATALOG c WITH ('type' = «'hivee'»);",
    code: 'SQL_CONNECTOR_MISSING',
  },
  {
    name: 'an option in a hint that is not there',
    script: inTables("SELECT * FROM orders /*+ OPTIONS('«rows-per-sec»' = '5') */;"),
    code: 'SQL_INVALID',
    says: /rows-per-second/,
  },
  {
    name: 'a hint that is not there',
    script: inTables("INSERT INTO totals SELECT /*+ «STATE_TLL»('orders'='1d') */ customer, amount FROM orders;"),
    code: 'SQL_INVALID',
    says: /no hint STATE_TLL[^]*Did you mean STATE_TTL\?/,
  },
  {
    name: 'a hint at a table that is not there',
    script: inTables("SELECT * FROM orders /*+ «optoins»('rows-per-second'='1') */;"),
    code: 'SQL_INVALID',
    says: /Did you mean OPTIONS\?/,
  },
  {
    name: 'a hint of another engine',
    script: inTables('SELECT /*+ «MULTI_JOIN»(orders) */ customer FROM orders;'),
    code: 'SQL_INVALID',
    says: /hints there are: OPTIONS, STATE_TTL/,
  },
  {
    name: 'a table in a hint that is none of the query',
    script: inTables(
      'SELECT /*+ BROADCAST(«ordrs») */ a.customer FROM orders AS a JOIN orders AS b ON a.order_id = b.order_id;',
    ),
    code: 'SQL_INVALID',
    says: /by its alias/,
  },
  {
    name: 'a duration in a hint that is none',
    script: inTables("SELECT /*+ «STATE_TTL»('orders'='1x') */ customer, COUNT(*) FROM orders GROUP BY customer;"),
    code: 'SQL_INVALID',
    says: /duration such as 1d/,
  },
  // Syntax
  { name: 'a first word that is wrong', script: '«SELEC» 1;', code: 'SQL_SYNTAX', says: /Did you mean SELECT\?/ },
  {
    name: 'a first word that is wrong in a later line',
    script: inTables('INSER INTO totals SELECT customer, amount FROM orders;').replace('INSER ', '«INSER» '),
    code: 'SQL_SYNTAX',
    says: /Did you mean INSERT\?/,
  },
  { name: 'a comma too many', script: inTables('SELECT customer, «FROM» orders;'), code: 'SQL_SYNTAX', says: /comma/ },
  { name: 'a bracket that is not closed', script: 'SELECT (1 + «2»;', code: 'SQL_SYNTAX', says: /ends too early/ },
  { name: 'a bracket too many', script: 'SELECT (1 + 2)«)»;', code: 'SQL_SYNTAX' },
  {
    name: 'a string that is not closed',
    script: "SELECT 1;\nSELECT «'a»bc FROM t;",
    code: 'SQL_SYNTAX',
    says: /never closed/,
  },
  {
    name: 'a missing semicolon',
    script: inTables(
      'INSERT INTO totals SELECT customer, amount FROM orders\n«INSERT» INTO totals SELECT note, amount FROM orders;',
    ),
    code: 'SQL_SYNTAX',
    says: /semicolon/,
  },
  {
    name: 'a missing semicolon after a definition',
    script:
      "CREATE TEMPORARY TABLE a (id INT) WITH ('connector' = 'datagen')\n«CREATE» TEMPORARY TABLE b (id INT) WITH ('connector' = 'blackhole');",
    code: 'SQL_SYNTAX',
    says: /semicolon/,
  },
  {
    name: 'a reserved word as a column',
    script: "CREATE TEMPORARY TABLE t (id INT, «value» STRING) WITH ('connector' = 'datagen');",
    code: 'SQL_SYNTAX',
    says: /backquotes|`value`/,
  },
  {
    name: 'a reserved word as an alias',
    script: inTables('SELECT created AS «year» FROM orders;'),
    code: 'SQL_SYNTAX',
    says: /backquotes|`year`/,
  },
  { name: 'a character without meaning', script: 'SELECT 1 «#» 2;', code: 'SQL_SYNTAX' },
  {
    name: 'a statement set without its end',
    script: inTables('«EXECUTE» STATEMENT SET BEGIN\nINSERT INTO totals SELECT customer, amount FROM orders;'),
    code: 'SQL_SYNTAX',
    says: /END/,
  },
  // What the platform refuses
  {
    name: 'a query beside an INSERT',
    script: inTables('INSERT INTO totals SELECT customer, amount FROM orders;\n«SELECT * FROM orders»;'),
    code: 'SQL_STATEMENT_NOT_ALLOWED',
    says: /INSERT INTO/,
  },
  { name: 'a reserved key', script: "«SET 'rest.port' = '1'»;", code: 'SQL_RESERVED_KEY' },
  {
    name: 'a value a setting does not take',
    script: "SET 'execution.runtime-mode' = «'foo'»;",
    code: 'SQL_INVALID',
    says: /foo/,
  },
  {
    name: 'a variable without a value',
    script: inTables("SELECT * FROM orders WHERE customer = '«${nobody}»';"),
    code: 'SQL_VARIABLE_MISSING',
  },
  {
    name: 'a secret in a query',
    script: inTables("SELECT '«${secret.key}»' FROM orders;"),
    code: 'SQL_SECRET_MISPLACED',
  },
  {
    name: 'an UPDATE in a stream',
    script: inTables("«UPDATE totals SET total = 1 WHERE customer = 'a'»;"),
    code: 'SQL_STATEMENT_NOT_ALLOWED',
  },
  {
    name: 'a query in a statement set',
    script: inTables(
      'EXECUTE STATEMENT SET BEGIN\nINSERT INTO totals SELECT customer, amount FROM orders;\n«SELECT * FROM orders»;\nEND;',
    ),
    code: 'SQL_STATEMENT_NOT_ALLOWED',
    says: /INSERT/,
  },
  // Where it stands
  {
    name: 'in the second INSERT of a statement set',
    script: inTables(
      'EXECUTE STATEMENT SET\nBEGIN\n  INSERT INTO totals SELECT customer, amount FROM orders;\n  INSERT INTO totals\n    SELECT customer, «amuont» FROM orders;\nEND;',
    ),
    code: 'SQL_OBJECT_NOT_FOUND',
    says: /Did you mean amount\?/,
  },
  {
    name: 'in the other form of a statement set',
    script: inTables('BEGIN STATEMENT SET;\nINSERT INTO totals SELECT customer, amount FROM «orderz»;\nEND;'),
    code: 'SQL_OBJECT_NOT_FOUND',
  },
  {
    name: 'in CREATE TABLE AS',
    script: inTables('CREATE TABLE lake.`default`.copy AS\nSELECT customer, «amuont» FROM orders;'),
    code: 'SQL_OBJECT_NOT_FOUND',
    mode: 'batch',
    says: /Did you mean amount\?/,
  },
  {
    name: 'in a view',
    script: inTables('CREATE TEMPORARY VIEW big AS\n  SELECT customer FROM orders WHERE «amuont» > 100;'),
    code: 'SQL_OBJECT_NOT_FOUND',
    says: /Did you mean amount\?/,
  },
  {
    name: 'in a view that is not temporary',
    script: inTables('CREATE VIEW big AS SELECT customer FROM «orderz»;'),
    code: 'SQL_OBJECT_NOT_FOUND',
  },
  {
    name: 'in a common table expression',
    script: inTables('INSERT INTO totals WITH b AS (SELECT customer, amount FROM «orderz») SELECT * FROM b;'),
    code: 'SQL_OBJECT_NOT_FOUND',
  },
  { name: 'in EXPLAIN', script: inTables('EXPLAIN SELECT «nope» FROM orders;'), code: 'SQL_OBJECT_NOT_FOUND' },
  {
    name: 'after Chinese text on the line',
    script: inTables("SELECT '订单汇总，按客户' AS `标题`, «nope» FROM orders;"),
    code: 'SQL_OBJECT_NOT_FOUND',
  },
  {
    name: 'after a Chinese comment',
    script: inTables('-- 先算一遍；再写入\nSELECT /* 金额（元） */ «nope» FROM orders;'),
    code: 'SQL_OBJECT_NOT_FOUND',
  },
  {
    name: 'after characters beyond the basic plane',
    script: inTables("SELECT '\u{1F600}\u{1F600}' AS face, «nope» FROM orders;"),
    code: 'SQL_OBJECT_NOT_FOUND',
  },
  { name: 'a Chinese name', script: inTables('SELECT «`金额`» FROM orders;'), code: 'SQL_OBJECT_NOT_FOUND' },
  {
    name: 'after a variable that grew',
    script: inTables("SELECT '${long}' AS a, «nope» FROM orders;"),
    code: 'SQL_OBJECT_NOT_FOUND',
  },
  {
    name: 'after a variable that shrank',
    script: inTables("SELECT '${short}' AS a, «nope» FROM orders;"),
    code: 'SQL_OBJECT_NOT_FOUND',
  },
  {
    name: 'after a variable of two lines',
    script: inTables("SELECT '${lines}' AS a, «nope» FROM orders;"),
    code: 'SQL_OBJECT_NOT_FOUND',
  },
  {
    name: 'in the value of a variable',
    script: inTables('SELECT * FROM «${table}»;'),
    code: 'SQL_OBJECT_NOT_FOUND',
    says: /Did you mean orders\?/,
  },
  {
    name: 'with Windows line ends',
    script: inTables('SELECT customer,\n  «nope»\nFROM orders;').replaceAll('\n', '\r\n'),
    code: 'SQL_OBJECT_NOT_FOUND',
  },
  {
    name: 'with Windows line ends and a syntax error',
    script: inTables('SELECT customer,\n«FROM» orders;').replaceAll('\n', '\r\n'),
    code: 'SQL_SYNTAX',
  },
  {
    name: 'after statements without effect',
    script: ';;\n-- nothing\n;' + inTables('SELECT «nope» FROM orders;'),
    code: 'SQL_OBJECT_NOT_FOUND',
  },
  {
    name: 'a star in a function that does not take it',
    script: inTables('INSERT INTO counts SELECT customer, CONT(«*») FROM orders GROUP BY customer;'),
    code: 'SQL_INVALID',
    says: /only COUNT\(\*\) does/,
  },
];

import { expect, test } from 'vitest';

import { readTables } from './read-tables.ts';

test.each<[string, string[]]>([
  ['SELECT * FROM orders', ['orders']],
  ['INSERT INTO sink SELECT * FROM a JOIN lake.`d`.b AS b ON a.x = b.x', ['a', 'lake.`d`.b']],
  ['WITH c AS (SELECT * FROM a) SELECT * FROM c', ['a']],
  ['CREATE TEMPORARY VIEW v AS SELECT * FROM a; SELECT * FROM v', ['a']],
  ["SELECT * FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTE))", ['orders']],
  ["CREATE TEMPORARY TABLE orders (id INT) WITH ('connector' = 'datagen')", []],
  ['SELECT * FROM (SELECT * FROM a), UNNEST(x)', ['a']],
  ['SELECT 1', []],
])('%s', (script, expected) => {
  expect(readTables(script)).toEqual(expected);
});

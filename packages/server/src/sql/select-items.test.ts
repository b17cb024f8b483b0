import { expect, it } from 'vitest';

import { selectItem } from './select-items.ts';
import { tokenize } from './tokens.ts';

it.each<[string, number, string | undefined]>([
  ['INSERT INTO t SELECT a, b FROM s', 1, 'b'],
  ['INSERT INTO t SELECT a, CONCAT(b, c) AS d, e FROM s', 1, 'CONCAT(b, c)'],
  ['INSERT INTO t SELECT DISTINCT a, b', 0, 'a'],
  ['INSERT INTO t SELECT a, (SELECT b FROM u) c FROM s', 1, '(SELECT b FROM u) c'],
  ['INSERT INTO t WITH x AS (SELECT z FROM s) SELECT a, b FROM x', 1, 'b'],
  ['INSERT INTO t SELECT a, b FROM s UNION ALL SELECT c, d FROM s', 1, 'b'],
  ['INSERT INTO t SELECT CASE WHEN a THEN 1 ELSE 2 END, b FROM s', 0, 'CASE WHEN a THEN 1 ELSE 2 END'],
  ['INSERT INTO t SELECT CAST(a AS INT), b FROM s', 0, 'CAST(a AS INT)'],
  ['INSERT INTO t SELECT s.*, b FROM s', 1, undefined],
  ['INSERT INTO t SELECT a FROM s', 3, undefined],
  ["INSERT INTO t VALUES (1, 'a')", 0, undefined],
])('%s, column %i', (sql, index, expected) => {
  const found = selectItem(tokenize(sql).tokens, index);

  expect(found === undefined ? undefined : sql.slice(found.start, found.end)).toBe(expected);
});

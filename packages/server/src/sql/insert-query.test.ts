import { expect, it } from 'vitest';

import { insertQueryOf } from './insert-query.ts';
import { prepareScript } from './prepared-script.ts';

it.each<[string, string | undefined]>([
  ['INSERT INTO t SELECT 1', 'SELECT 1'],
  ['INSERT INTO t (a, b) SELECT 1, 2', 'SELECT 1, 2'],
  ['INSERT OVERWRITE t PARTITION (d = 1) SELECT 1', 'SELECT 1'],
  ['INSERT INTO t WITH x AS (SELECT 1) SELECT * FROM x', 'WITH x AS (SELECT 1) SELECT * FROM x'],
  ['INSERT INTO t VALUES (1)', 'VALUES (1)'],
  ['INSERT INTO t (SELECT 1)', '(SELECT 1)'],
  ['INSERT INTO t ((SELECT 1) UNION ALL (SELECT 2))', '((SELECT 1) UNION ALL (SELECT 2))'],
  ['EXECUTE INSERT INTO `select` SELECT 1', 'SELECT 1'],
  ['INSERT INTO t TABLE s', undefined],
])('%s', (sql, expected) => {
  const [statement] = prepareScript(sql, {}).statements;

  expect(statement && insertQueryOf(statement)?.text).toBe(expected);
});

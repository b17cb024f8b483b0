import { expect, it } from 'vitest';

import { foreignError } from './foreign-characters.ts';
import { prepareScript } from './prepared-script.ts';

it.each([
  ['SELECT "a" FROM t;', [0, 0]],
  ["SET 'table.sql-dialect' = 'default';\nSELECT \"a\" FROM t;", [1, 1]],
  ["SET 'table.sql-dialect' = 'hive';\nSELECT \"a\" FROM t;", []],
])('double quotes: %s', (script, expected) => {
  const { statements, lines } = prepareScript(script, {});
  const places = statements.flatMap((one) => foreignError(one, lines)?.details.positions ?? []);

  expect([...new Set(places.map(({ statement }) => statement))]).toEqual([...new Set(expected)]);
});

import { expect, it } from 'vitest';

import { sinkOf } from './insert-sink.ts';
import { prepareScript } from './prepared-script.ts';

it.each<[string, string[], string[] | undefined]>([
  ['INSERT INTO k SELECT 1', ['k'], undefined],
  ['INSERT INTO lake.d.`a b` VALUES (1)', ['lake', 'd', 'a b'], undefined],
  ['INSERT OVERWRITE k (a, `b c`) SELECT 1, 2', ['k'], ['a', 'b c']],
  ['INSERT INTO k (SELECT 1)', ['k'], undefined],
  ['INSERT INTO k ((SELECT 1))', ['k'], undefined],
  ["INSERT INTO k /*+ OPTIONS('a' = 'b') */ (b, a) SELECT 1, 2", ['k'], ['b', 'a']],
  ["INSERT INTO k PARTITION (d = 'x') SELECT 1", ['k'], []],
  ["INSERT INTO k PARTITION (d = 'x') (a) SELECT 1", ['k'], ['a']],
])('%s', (script, parts, named) => {
  const [statement] = prepareScript(script, {}).statements;

  expect(statement === undefined ? undefined : sinkOf(statement)).toEqual({ parts, named });
});

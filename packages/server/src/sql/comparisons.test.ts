import { describe, expect, it } from 'vitest';

import { comparisonOf } from './comparisons.ts';
import { tokenize } from './tokens.ts';

function find(text: string, types: readonly [string, string]) {
  return comparisonOf({ tokens: tokenize(text).tokens, text }, types);
}

describe('the comparison that is meant', () => {
  it.each<[string, readonly [string, string], string | undefined]>([
    ["SELECT 1 = 'a'", ['INTEGER', 'CHAR'], "1 = 'a'"],
    ['SELECT * FROM t AS a WHERE a.x<>b.y', ['BIGINT', 'VARCHAR'], 'a.x<>b.y'],
    ["SELECT * FROM t WHERE a > 1 AND b = 'x'", ['INTEGER', 'CHAR'], "b = 'x'"],
    ['SELECT UPPER(a) >= t.n FROM t', ['VARCHAR', 'BIGINT'], 'UPPER(a) >= t.n'],
    ["SELECT * FROM TABLE(f(SIZE => 1)) /*+ OPTIONS('a' = 'b') */ WHERE x = y", ['INTEGER', 'VARCHAR'], 'x = y'],
    ['SELECT * FROM t WHERE a = b AND c = d', ['BIGINT', 'VARCHAR'], undefined],
    ['SELECT a IN (b) FROM t', ['BIGINT', 'VARCHAR'], undefined],
  ])('in %s', (text, types, expected) => {
    expect(find(text, types)).toBe(expected);
  });
});

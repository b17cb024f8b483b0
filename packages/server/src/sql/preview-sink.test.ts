import { describe, expect, it } from 'vitest';

import { StatementFailed } from '../flink/sql-gateway-client.ts';
import { prepareScript } from './prepared-script.ts';
import { mayMakeItsSink, sinkOf } from './preview-sink.ts';

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

describe('mayMakeItsSink', () => {
  const answering = (answer: string | StatementFailed) => {
    const asked: string[] = [];
    const rowsOf = (statement: string) => {
      asked.push(statement);
      return typeof answer === 'string' ? Promise.resolve([[answer]]) : Promise.reject(answer);
    };
    return { asked, rowsOf };
  };
  const [insert, hinted] = prepareScript(
    "INSERT INTO d.k SELECT 1; INSERT INTO k /*+ OPTIONS('auto-create' = 'true') */ SELECT 1",
    {},
  ).statements;
  const options = { signal: AbortSignal.timeout(1_000) };

  it.each([
    ['iceberg', "'connector' = 'iceberg'", true],
    ['paimon that may create', "'connector' = 'paimon',\n  'auto-create' = 'TRUE'", true],
    ['paimon that may not', "'connector' = 'paimon',\n  'auto-create' = 'false'", false],
    ['another', "'connector' = 'kafka'", false],
  ])('of the connector %s', async (_name, pairs, expected) => {
    const session = answering(`CREATE TABLE k (\n  \`a\` INT\n) WITH (\n  ${pairs}\n)`);

    expect(insert && (await mayMakeItsSink(insert, session, options))).toBe(expected);
    expect(session.asked).toEqual(['SHOW CREATE TABLE `d`.`k`']);
  });

  it('where a hint says so', async () => {
    expect(hinted && (await mayMakeItsSink(hinted, answering(''), options))).toBe(true);
  });

  it('never of a table that is not there', async () => {
    const missing = new StatementFailed({ causes: [], text: 'no such table' });

    expect(insert && (await mayMakeItsSink(insert, answering(missing), options))).toBe(false);
  });
});

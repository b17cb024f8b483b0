import { describe, expect, it } from 'vitest';

import { StatementFailed } from '../flink/sql-gateway-client.ts';
import { prepareScript } from './prepared-script.ts';
import { mayMakeItsSink } from './preview-sink.ts';

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

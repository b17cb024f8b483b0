/** The table of types that a sink takes without a CAST says what Flink says, pair by pair. */
import { describe, expect, it } from 'vitest';

import { isLongTest, testEngines } from '../drivers/test-engines.ts';
import { StatementFailed } from '../flink/sql-gateway-client.ts';
import { useFlink } from '../testing/flink-cluster.ts';
import { forgetfulStore, openSqlServices } from '../testing/sql-services.ts';
import { canBeStored } from './storable-types.ts';

const few = [
  'STRING',
  'CHAR(3)',
  'BOOLEAN',
  'INT',
  'BIGINT',
  'DOUBLE',
  'DECIMAL(10, 2)',
  'DATE',
  'TIMESTAMP(3)',
  'TIMESTAMP_LTZ(3)',
];
const others = [
  'VARCHAR(3)', 'TINYINT', 'SMALLINT', 'FLOAT', 'TIME(0)', 'BYTES', 'VARBINARY(3)', 'BINARY(3)', 'ARRAY<INT>', 'MAP<INT, INT>', 'ROW<a INT>',
]; // prettier-ignore
/** Each pair is a question to Flink. */
const types = isLongTest ? [...few, ...others] : few;

describe.each(testEngines)('types on %s', (engine) => {
  const flink = useFlink(engine);

  it('are taken by sinks as the table says', async () => {
    const services = openSqlServices(flink(), { poolSize: 0, maxPreviews: 1, store: forgetfulStore });
    const signal = new AbortController().signal;
    const session = await services.sessions.open(engine, signal);
    const run = (sql: string) => session.run(sql, { signal });
    const columns = types.map((type, i) => `c${i} ${type}`).join(', ');
    await run(`CREATE TEMPORARY TABLE s (${columns}) WITH ('connector' = 'datagen')`);
    const otherwise: string[] = [];

    for (const [sink, to] of types.entries()) {
      await run(`CREATE TEMPORARY TABLE k${sink} (c ${to}) WITH ('connector' = 'blackhole')`);
      for (const [column, from] of types.entries()) {
        let isTaken = true;
        try {
          await run(`EXPLAIN INSERT INTO k${sink} SELECT c${column} FROM s`);
        } catch (error) {
          if (!(error instanceof StatementFailed)) throw error;
          isTaken = false;
        }
        if (isTaken !== canBeStored(from, to)) otherwise.push(`${from} for ${to}: ${isTaken}`);
      }
    }
    await session.close();
    await services.close();

    expect(otherwise).toEqual([]);
  });
});

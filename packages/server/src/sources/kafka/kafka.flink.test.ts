/** Statements written for topics of a real Kafka, taken and read by real Flink. */
import { SourceConnection } from '@liusu/contract/source';
import { beforeAll, describe, expect, it } from 'vitest';

import { testEngines } from '../../drivers/test-engines.ts';
import { useFlink } from '../../testing/flink-cluster.ts';
import { startKafka } from '../../testing/servers/kafka-server.ts';
import { useServer } from '../../testing/servers/use-server.ts';
import { rowsOf, type Trial, useStatementTrial } from '../../testing/statement-trial.ts';

const account = { username: 'reader', password: 'kafka-pass-3' };

describe.each(testEngines)('topics of Kafka in Flink, on %s', (engine) => {
  const server = useServer((folder) => startKafka(folder, account));
  const flink = useFlink(engine);
  const statements = useStatementTrial(flink);
  let trial: Trial;

  beforeAll(async () => {
    for (const topic of ['orders', 'changes', 'lines']) await server().createTopic(topic, 1);
    const order = {
      id: 'a',
      n: 1,
      price: 2.5,
      ok: true,
      at: '2026-01-01 10:00:00',
      tags: ['x'],
      who: { name: '城市' },
    };
    await server().produce('orders', [
      ['a', JSON.stringify(order)],
      ['b', JSON.stringify({ ...order, id: 'b' })],
    ]);
    const change = { before: null, after: { id: 1, n: 'x' }, op: 'c', ts_ms: 1 };
    await server().produce('changes', [['{"id":1}', JSON.stringify(change)]]);
    await server().produce('lines', ['1;a;2.5', '2;b;3.5']);
    const connection = SourceConnection.parse({
      ...{ kind: 'kafka', servers: server().accountServers, sasl: 'PLAIN', ...account },
    });
    trial = { source: 'events', connection, mode: 'streaming' };
  });

  it.each([
    ['orders', 'kafka', 2, [expect.arrayContaining(['a', 2.5, true]), expect.arrayContaining(['b', 2.5, true])]],
    ['orders', 'upsert-kafka', 2, [expect.arrayContaining(['a', 2.5, true]), expect.arrayContaining(['b', 2.5, true])]],
    ['changes', 'kafka', 1, [expect.arrayContaining(['x'])]],
    ['lines', 'kafka', 2, [expect.arrayContaining(['a', 2.5]), expect.arrayContaining(['b', 3.5])]],
  ] as const)(
    'takes the statement of the topic %s for %s, and reads its rows',
    async (table, connector, rows, cells) => {
      const { ddl } = await statements.ddl(trial, { namespace: '', table, connector, as: table });
      const script = `${ddl}SELECT * FROM \`${table}\``;
      const diagnostics = await statements.validate(trial, script);
      const events = await statements.preview(trial, script, rows);

      expect(diagnostics).toEqual([]);
      expect(events.at(-1)).toMatchObject({ type: 'ended', rows });
      expect(rowsOf(events)).toEqual(cells);
      expect(JSON.stringify([ddl, events])).not.toContain(account.password);
    },
  );
});

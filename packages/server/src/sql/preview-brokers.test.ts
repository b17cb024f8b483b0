import { PreviewRequest } from '@liusu/contract/sql';
import { expect, it } from 'vitest';

import { brokersOf } from './preview-brokers.ts';
import { planPreview } from './preview-plan.ts';

const table = (name: string, connector = 'kafka') =>
  `CREATE TABLE ${name} (id INT) WITH ('connector' = '${connector}', 'properties.bootstrap.servers' = '${name}:9092');\n`;

it('finds the brokers of what a query reads, through views too, and of no sink and no sample', () => {
  const script =
    `${table('a')}${table('b', 'upsert-kafka')}${table('c')}${table('k')}${table('s')}CREATE VIEW v AS SELECT id FROM b;\n` +
    'INSERT INTO k SELECT a.id FROM a JOIN v ON a.id = v.id JOIN s ON s.id = a.id;';
  const samples = { s: { rows: [{ id: 1 }] } };
  const plan = planPreview(PreviewRequest.parse({ script, samples }), {}, { allowed: [], denied: [] });

  expect(brokersOf(plan, samples).map(({ table: name, servers }) => [name, servers])).toEqual([
    ['a', 'a:9092'],
    ['b', 'b:9092'],
  ]);
});

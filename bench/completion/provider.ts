/** The editor's own work, without Monaco: completion and the instant checks. */
import type { CatalogView } from '../../packages/web/src/components/sql-editor/catalog-view.ts';
import { completionsAt } from '../../packages/web/src/components/sql-editor/completion.ts';
import { loadKnowledge } from '../../packages/web/src/components/sql-editor/knowledge-loader.ts';
import { softFindings } from '../../packages/web/src/components/sql-editor/soft-checks.ts';
import * as catalogs from '../../packages/web/dev/catalog-fixtures.ts';

const view: CatalogView = {
  catalogs: () => ['default_catalog', 'lake'],
  databases: (catalog) => catalogs.databases(catalog).items,
  tables: (_, database) => catalogs.tables(database).items,
  table: (_, database, name) => ({
    ...catalogs.table(database, name),
    path: ['lake', database, name],
    connector: 'paimon',
  }),
  models: () => [],
  userFunctions: () => [],
  variables: () => [],
  secrets: () => [],
};

/** Tables, views and INSERTs of about 500 lines. */
export function longScript(): string {
  const parts = Array.from(
    { length: 25 },
    (_, index) => `CREATE TEMPORARY TABLE source_${index} (
  id BIGINT,
  customer STRING,
  amount DECIMAL(10, 2),
  ts TIMESTAMP(3),
  WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
) WITH (
  'connector' = 'datagen',
  'rows-per-second' = '10'
);
CREATE TEMPORARY VIEW totals_${index} AS
SELECT window_start, customer, SUM(amount) AS total, COUNT(*) AS n
FROM TABLE(TUMBLE(TABLE source_${index}, DESCRIPTOR(ts), INTERVAL '1' MINUTE))
GROUP BY window_start, window_end, customer;
CREATE TEMPORARY TABLE sink_${index} (at TIMESTAMP(3), customer STRING, total DECIMAL(38, 2), n BIGINT)
WITH ('connector' = 'blackhole');
INSERT INTO sink_${index}
SELECT t.window_start, t.customer, t.total, t.n
FROM totals_${index} AS t
WHERE t.n > 1 AND EXISTS (SELECT 1 FROM source_0 AS s WHERE s.customer = t.customer);
`,
  );
  return parts.join('');
}

/** Times in milliseconds, each of a text that was not read before. */
export async function measureProvider(rounds: number): Promise<Record<string, number[]>> {
  const knowledge = await loadKnowledge('flink-2.2');
  const script = longScript();
  const places = {
    'provider: table in FROM, 2,000 tables': 'USE lake.wide;\nSELECT * FROM ',
    'provider: table behind catalog and database': 'SELECT * FROM lake.wide.',
    'provider: column behind an alias': 'SELECT * FROM lake.wide.table_0001 AS x WHERE x.',
    'provider: expression': 'SELECT * FROM lake.wide.table_0001 AS x WHERE ',
  };
  const measured: Record<string, number[]> = {};
  for (const [name, end] of Object.entries(places)) {
    measured[name] = [];
    for (let round = -5; round < rounds; round += 1) {
      const text = `${script}-- ${round}\n${end}`;
      const startMs = performance.now();
      const items = completionsAt(text, text.length, { knowledge, language: 'en', view });
      const ms = performance.now() - startMs;
      if (items.length === 0) throw new Error(`nothing is offered: ${name}`);
      if (round >= 0) measured[name].push(ms);
    }
  }
  return measured;
}

export async function measureChecks(rounds: number): Promise<number[]> {
  const knowledge = await loadKnowledge('flink-2.2');
  const measured: number[] = [];
  for (let round = -5; round < rounds; round += 1) {
    const text = `${longScript()}-- ${round}\n`;
    const startMs = performance.now();
    const findings = softFindings(text, { knowledge, language: 'en' });
    const ms = performance.now() - startMs;
    if (findings.length > 0) throw new Error(`a valid script has findings: ${findings[0]?.message ?? ''}`);
    if (round >= 0) measured.push(ms);
  }
  return measured;
}

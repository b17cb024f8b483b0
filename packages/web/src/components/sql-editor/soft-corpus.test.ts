/** The instant checks find nothing in scripts that Flink accepts: every valid script of the repository. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { pairs, ttlPair } from '../../../../server/src/sql/plan/pairs.ts';
import { templates } from '../../features/development/templates.ts';
import { knowledgeOf } from './knowledge.ts';
import recorded120 from './recorded/flink-1.20.json' with { type: 'json' };
import recorded22 from './recorded/flink-2.2.json' with { type: 'json' };
import { softFindings } from './soft-checks.ts';

const root = join(import.meta.dirname, '../../../../..');

function sqlFiles(folder: string): [string, string][] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sql'))
    .map((name) => [`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8')]);
}

interface Corpus {
  corpusTables: string;
  corpusStatements: readonly { sql: string }[];
}

/** One statement of every kind of the engine's reference, as the splitter and the validator are tried with. */
const corpora = Object.values(
  import.meta.glob<Corpus>('../../../../server/src/sql/corpus/statements.ts', { eager: true }),
);

const scripts: [string, string][] = [
  ...sqlFiles('scenarios'),
  ...templates.flatMap(({ key, script }): [string, string][] => [
    [`template ${key}`, script('zh')],
    [`template ${key}`, script('en')],
  ]),
  ...[...pairs, ttlPair('flink-2.2')].flatMap(({ name, before, after }): [string, string][] => [
    [`before: ${name}`, before],
    [`after: ${name}`, after],
  ]),
  ...corpora.flatMap(({ corpusTables, corpusStatements }) =>
    corpusStatements.flatMap(({ sql }): [string, string][] => [
      [sql, sql],
      [`with tables: ${sql}`, `${corpusTables}\n${sql}`],
    ]),
  ),
];

describe.each([
  ['flink-2.2', recorded22],
  ['flink-1.20', recorded120],
] as const)('on %s', (engine, record) => {
  const knowledge = knowledgeOf(engine, record);

  test('no finding in any valid script', () => {
    expect(scripts.length).toBeGreaterThan(100);
    const findings = scripts.flatMap(([name, script]) =>
      softFindings(script, { knowledge, language: 'en' }).map(
        ({ message, start, end }) => `${name}: ${message} at ${script.slice(start, end)}`,
      ),
    );

    expect(findings).toEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import functionDocs from './knowledge/functions.json' with { type: 'json' };
import { findOption, optionsFor } from './knowledge.ts';
import { loadKnowledge } from './knowledge-loader.ts';

const engines = readdirSync(join(import.meta.dirname, '../../../../../engines'))
  .filter((name) => name.startsWith('flink-'))
  .map((name) => name.replace('.json', ''));

test('every engine has a recording', async () => {
  expect(engines).toContain('flink-2.2');
  for (const engine of engines) expect((await loadKnowledge(engine)).engine).toBe(engine);
});

test('functions of an engine are those it can call', async () => {
  const [old, current] = [await loadKnowledge('flink-1.20'), await loadKnowledge('flink-2.2')];

  expect(current.functions.has('ML_PREDICT')).toBe(true);
  expect(old.functions.has('ML_PREDICT')).toBe(false);
  expect(current.functions.size).toBe(Object.keys(functionDocs).length);
});

test('each function is explained in both languages', () => {
  for (const [name, { zh, en, calls }] of Object.entries(functionDocs)) {
    expect(zh, name).toMatch(/[\u4e00-\u9fff]/);
    expect(en, name).not.toMatch(/[\u4e00-\u9fff]|[.!]$/);
    expect(
      calls.every((call) => call.startsWith(name)),
      name,
    ).toBe(true);
  }
});

test.each(engines)('what the engine file of %s names is recorded', async (engine) => {
  const text = readFileSync(join(import.meta.dirname, `../../../../../engines/${engine}.json`), 'utf8');
  const file = JSON.parse(text) as Record<'connectors' | 'formats' | 'catalogs', Record<string, unknown>>;
  const { record } = await loadKnowledge(engine);
  const missing = (['connectors', 'formats', 'catalogs'] as const).flatMap((kind) =>
    Object.entries(file[kind])
      // A name with a colon is a further set of jars for the same connector; some cannot be had for an engine.
      .filter(([name, offer]) => !name.includes(':') && !(name in record[kind]) && !isUnavailable(offer))
      .map(([name]) => `${kind} ${name}`),
  );

  expect(missing).toEqual([]);
});

function isUnavailable(offer: unknown): boolean {
  return typeof offer === 'object' && offer !== null && 'unavailable' in offer;
}

/** Lakes have hundreds of options, of which the ones people set are explained. */
const lakes = new Set(['paimon', 'iceberg']);

test.each(engines)('every option of %s is explained, but for rare ones of lakes', async (engine) => {
  const knowledge = await loadKnowledge(engine);
  const { connectors, catalogs, formats } = knowledge.record;
  const unexplained = [
    ...Object.keys(connectors)
      .filter((name) => !lakes.has(name))
      .flatMap((name) => optionsFor(knowledge, { kind: 'connector', name, formats: {} })),
    ...Object.keys(catalogs).flatMap((name) => optionsFor(knowledge, { kind: 'catalog', name, formats: {} })),
    ...Object.keys(formats).flatMap((format) =>
      optionsFor(knowledge, { kind: 'connector', name: 'blackhole', formats: { format } }),
    ),
  ].filter(({ doc }) => doc.zh === '' || doc.en === '');

  expect(unexplained.map(({ key }) => key)).toEqual([]);
});

test('options of a format stand behind its prefix, and # in a key is any name', async () => {
  const knowledge = await loadKnowledge('flink-2.2');
  const options = optionsFor(knowledge, { kind: 'connector', name: 'kafka', formats: { 'value.format': 'csv' } });

  expect(options[0]).toMatchObject({ key: 'properties.bootstrap.servers', required: true });
  expect(findOption(options, 'value.csv.field-delimiter')).toMatchObject({ default: ',' });
  const datagen = optionsFor(knowledge, { kind: 'connector', name: 'datagen', formats: {} });
  expect(findOption(datagen, 'fields.price.min')?.key).toBe('fields.#.min');
  expect(findOption(datagen, 'fields..min')).toBeUndefined();
});

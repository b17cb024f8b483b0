import { expect, test } from 'vitest';

import { emptyView } from './catalog-view.ts';
import { completionsAt, quoteIfNeeded } from './completion.ts';
import { knowledgeOf } from './knowledge.ts';
import recorded from './recorded/flink-2.2.json' with { type: 'json' };

const knowledge = knowledgeOf('flink-2.2', recorded);

const ddl = `CREATE TEMPORARY TABLE orders (id BIGINT, \`year\` INT) WITH ('connector' = 'datagen');
CREATE TABLE lake.d.users (uid BIGINT, name STRING);
`;

/** Completions at the bar in the text. */
function at(text: string) {
  const script = ddl + text;
  const offset = script.indexOf('|');
  return completionsAt(script.replace('|', ''), offset, { language: 'en', knowledge, view: emptyView });
}

function labels(text: string, kind: string): string[] {
  return at(text)
    .filter((each) => each.kind === kind)
    .map((each) => each.label);
}

test('after FROM come tables and window functions', () => {
  expect(labels('SELECT * FROM |', 'table')).toEqual(['orders', 'lake.d.users']);
  expect(labels('SELECT * FROM |', 'snippet')).toContain('TUMBLE');
});

test('after an alias and a dot come its columns, keywords quoted', () => {
  expect(at('SELECT o.| FROM orders AS o').map((each) => each.insert)).toEqual(['id', '`year`']);
  expect(labels('SELECT u.na| FROM lake.d.users u WHERE 1 = 1', 'column')).toEqual(['uid', 'name']);
});

test('after a catalog and a dot come its databases', () => {
  expect(labels('SELECT * FROM lake.|', 'database')).toEqual(['d']);
  expect(labels('SELECT * FROM lake.d.|', 'table')).toEqual(['users']);
});

test('in an expression the columns in scope come first', () => {
  expect(at('SELECT | FROM orders')[0]).toMatchObject({ kind: 'column', label: 'id', detail: 'BIGINT · orders' });
});

test('a new statement offers snippets', () => {
  expect(labels('|', 'snippet')).toContain('EXECUTE STATEMENT SET');
});

test('inside WITH come the options of the connector, and the values of an option', () => {
  expect(labels("CREATE TABLE x (a INT) WITH ('connector' = 'datagen', 'ro|')", 'option')).toContain('rows-per-second');
  expect(labels("CREATE TABLE x (a INT) WITH ('connector' = '|')", 'value')).toContain('filesystem');
});

test('nothing is offered in comments and plain strings', () => {
  expect(at('-- a|')).toEqual([]);
  expect(at("SELECT 'a|'")).toEqual([]);
});

test('names are quoted only where they must be', () => {
  expect(quoteIfNeeded('carrier', knowledge)).toBe('carrier');
  expect(quoteIfNeeded('hour', knowledge)).toBe('`hour`');
  expect(quoteIfNeeded('a-b', knowledge)).toBe('`a-b`');
});

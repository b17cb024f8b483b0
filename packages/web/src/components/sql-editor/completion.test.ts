import { expect, test } from 'vitest';

import { emptyView } from './catalog-view.ts';
import { completionsAt } from './completion.ts';
import { quoteIfNeeded } from './completion-item.ts';
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

test('catalogs that the script creates have their first database, and what the script puts into them', () => {
  const catalogs = `CREATE CATALOG mem WITH ('type' = 'generic_in_memory');
CREATE CATALOG pg WITH ('type' = 'jdbc', 'default-database' = 'shop');
CREATE CATALOG other WITH ('type' = 'jdbc');
CREATE DATABASE mem.sales;
USE CATALOG mem;
CREATE TABLE clicks (a INT) WITH ('connector' = 'datagen');
`;
  expect(labels(`${catalogs}SELECT * FROM mem.|`, 'database')).toEqual(['sales', 'default']);
  expect(labels(`${catalogs}SELECT * FROM mem.default.|`, 'table')).toEqual(['clicks']);
  expect(labels(`${catalogs}SELECT * FROM pg.|`, 'database')).toEqual(['shop']);
  expect(labels(`${catalogs}SELECT * FROM other.|`, 'database')).toEqual([]);
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

test('a connector that is no file system is offered no formats of files', () => {
  const formats = (connector: string) =>
    labels(`CREATE TABLE x (a INT) WITH ('connector' = '${connector}', 'format' = '|')`, 'value');
  expect(formats('kafka')).toContain('json');
  expect(formats('kafka')).not.toContain('parquet');
  expect(formats('filesystem')).toContain('parquet');
});

test('in CREATE TABLE a type follows the name of a column', () => {
  expect(at('CREATE TABLE x (a |')[0]).toMatchObject({ kind: 'type' });
  expect(labels('CREATE TABLE x (a INT, b |', 'type')).toContain('BIGINT');
});

test('statements go on word by word, up to the newest', () => {
  expect(labels('CREATE |', 'keyword')).toContain('MATERIALIZED TABLE');
  expect(labels('CREATE |', 'keyword')).toContain('MODEL');
  expect(labels('CREATE OR |', 'keyword')).toContain('ALTER MATERIALIZED TABLE');
  expect(labels('DROP TABLE |', 'table')).toContain('orders');
});

test('models, and columns inside DESCRIPTOR', () => {
  const model = "CREATE MODEL m INPUT (t STRING) OUTPUT (label STRING) WITH ('provider' = 'x');\n";
  expect(labels(`${model}SELECT * FROM ML_PREDICT(TABLE orders, MODEL |`, 'model')).toEqual(['m']);
  expect(at('SELECT * FROM ML_PREDICT(TABLE orders, MODEL m, DESCRIPTOR(|').map(({ label }) => label)).toEqual([
    'id',
    'year',
  ]);
  expect(
    at("SELECT * FROM TABLE(TUMBLE(TABLE lake.d.users, DESCRIPTOR(|), INTERVAL '1' MINUTE))").map(({ label }) => label),
  ).toEqual(['uid', 'name']);
});

test('columns of the table an INSERT names, and tables after a comma in FROM', () => {
  expect(labels('INSERT INTO orders (|', 'column')).toEqual(['id', 'year']);
  expect(labels('SELECT * FROM orders, |', 'table')).toContain('lake.d.users');
});

test('functions come with their parameters and one line of what they do', () => {
  const lpad = at('SELECT | FROM orders').find(({ label }) => label === 'LPAD');
  expect(lpad).toMatchObject({ insert: 'LPAD($0)', isSnippet: true, detail: '(text, length, pad)' });
  expect(lpad?.doc).toContain('Filled up on the left');
});

test('required options come first, with type and default', () => {
  const options = at("CREATE TABLE x (a INT) WITH ('connector' = 'kafka', '|')");
  expect(options[0]?.label).toBe('properties.bootstrap.servers');
  expect(options.find(({ label }) => label === 'properties.bootstrap.servers')?.detail).toBe('required · string');
  expect(options.find(({ label }) => label === 'scan.startup.mode')?.doc).toContain('`group-offsets`');
  expect(options.some(({ label }) => label === 'rows-per-second')).toBe(false);
  const formats = labels("CREATE TABLE x (a INT) WITH ('connector' = 'kafka', 'value.format' = 'csv', '|')", 'option');
  expect(formats).toContain('value.csv.field-delimiter');
  expect(labels("CREATE TABLE x (a INT) WITH ('connector' = 'kafka', 'scan.startup.mode' = '|')", 'value')).toContain(
    'earliest-offset',
  );
  expect(labels("CREATE CATALOG c WITH ('type' = 'paimon', '|')", 'option')).toContain('warehouse');
  expect(labels("SET '|'", 'option')).toContain('table.exec.state.ttl');
});

test('in the hint of a table come the options of its connector, required ones first, and their values', () => {
  const hint = (inside: string) => `SELECT * FROM k /*+ OPTIONS(${inside}) */ AS a WHERE 1 = 1`;
  const kafka = "CREATE TABLE k (a INT) WITH ('connector' = 'kafka', 'value.format' = 'csv');\n";
  const [first, ...rest] = labels(kafka + hint("'|'"), 'option');
  expect(first).toBe('properties.bootstrap.servers');
  expect(rest).toContain('value.csv.field-delimiter');
  expect(rest).not.toContain('connector');
  expect(labels(kafka + hint("'topic' = 'x', '|'"), 'option')).not.toContain('topic');
  expect(labels(kafka + hint("'scan.startup.mode' = '|'"), 'value')).toContain('earliest-offset');

  const script = `${ddl}${kafka}SELECT * FROM k /*+ OPTIONS('scan.start`;
  const open = completionsAt(script, script.length, { language: 'en', knowledge, view: emptyView });
  const start = script.length - 'scan.start'.length;
  expect(open.find(({ label }) => label === 'scan.startup.mode')).toMatchObject({ start, end: script.length });
});

test('a hint knows tables of catalogs and tables that are LIKE others, and says nothing where it knows nothing', () => {
  const table = { path: ['default_catalog', 'default_database', 'p'], kind: 'table' as const, columns: [] };
  const view = { ...emptyView, table: () => ({ ...table, connector: 'paimon' }) };
  const script = "SELECT * FROM p /*+ OPTIONS('') */";
  const offset = script.indexOf("'") + 1;
  const stored = completionsAt(script, offset, { language: 'en', knowledge, view });
  expect(stored.map(({ label }) => label)).toContain('scan.mode');

  const like = "CREATE TABLE b WITH ('number-of-rows' = '3') LIKE orders;\n";
  expect(labels(`${like}SELECT * FROM b /*+ OPTIONS('|') */`, 'option')).toContain('rows-per-second');
  expect(at("SELECT * FROM nowhere /*+ OPTIONS('|') */")).toEqual([]);
  expect(at("SELECT /*+ BROADCAST('|') */ * FROM orders")).toEqual([]);
  expect(labels('SELECT * FROM orders /*+ |', 'snippet')).toEqual(['OPTIONS']);
});

test('nothing is offered in comments and plain strings', () => {
  expect(at('-- a|')).toEqual([]);
  expect(at("SELECT 'a|'")).toEqual([]);
});

test('variables and secrets of the project', () => {
  const view = {
    ...emptyView,
    variables: () => [{ name: 'topic', description: 'where clicks go' }],
    secrets: () => [{ name: 'pg', description: '' }],
  };
  const script = "CREATE TABLE x (a INT) WITH ('topic' = '${')";
  const items = completionsAt(script, script.length - 2, { language: 'zh', knowledge, view });
  expect(items.map(({ label, insert, detail }) => [label, insert, detail])).toEqual([
    ['topic', 'topic}', '变量'],
    ['secret.pg', 'secret.pg}', '密钥'],
  ]);
});

test('names are quoted only where they must be', () => {
  expect(quoteIfNeeded('carrier', knowledge)).toBe('carrier');
  expect(quoteIfNeeded('hour', knowledge)).toBe('`hour`');
  expect(quoteIfNeeded('a-b', knowledge)).toBe('`a-b`');
});

import { expect, test } from 'vitest';

import { type CatalogView, emptyView } from './catalog-view.ts';
import { definitionAt } from './definition.ts';
import { hoverAt } from './hover.ts';
import { knowledgeOf } from './knowledge.ts';
import { outlineOf } from './outline.ts';
import recorded from './recorded/flink-2.2.json' with { type: 'json' };
import { parametersOf, signatureAt } from './signature.ts';

const knowledge = knowledgeOf('flink-2.2', recorded);
const view: CatalogView = {
  ...emptyView,
  table: (...path) =>
    path.join('.') === 'lake.shop.goods'
      ? {
          path,
          kind: 'table',
          connector: 'paimon',
          primaryKey: ['g'],
          columns: [{ name: 'g', type: 'INT', comment: 'no.' }],
        }
      : null,
  variables: () => [{ name: 'topic', description: 'where clicks go' }],
  secrets: () => [{ name: 'pg', description: '' }],
};
const ddl = `CREATE TABLE orders (
  id BIGINT,
  ts TIMESTAMP(3),
  PRIMARY KEY (id) NOT ENFORCED,
  WATERMARK FOR ts AS ts
) WITH ('connector' = 'datagen', 'rows-per-second' = '5');
`;

/** What a hover says at the bar. */
function hover(text: string, language: 'zh' | 'en' = 'en'): string | undefined {
  const script = ddl + text;
  const at = script.indexOf('|');
  return hoverAt(script.replace('|', ''), at, { language, knowledge, view })?.markdown;
}

/** Text and line of the definition of what stands at the bar. */
function definition(text: string): string | undefined {
  const script = (ddl + text).replace('|', '');
  const place = definitionAt(script, (ddl + text).indexOf('|'));
  if (place === undefined) return undefined;
  return `${script.slice(place.start, place.end)} ${script.slice(0, place.start).split('\n').length}`;
}

test('tables tell their connector, keys, watermark and columns', () => {
  const text = hover('SELECT * FROM ord|ers');
  expect(text).toContain('TABLE orders');
  expect(text).toContain('Connector: `datagen`');
  expect(text).toContain('Primary key: `id`');
  expect(text).toContain('WATERMARK `ts AS ts`');
  expect(text).toContain('ts TIMESTAMP(3)');
  expect(hover('SELECT * FROM lake.shop.go|ods', 'zh')).toMatch(/连接器：`paimon`[^]*主键：`g`/);
  expect(hover('SELECT * FROM nowh|ere')).toContain('No such table');
  expect(hover('INSERT INTO ord|ers SELECT 1')).toContain('TABLE orders');
});

test('columns tell their type and where they are from', () => {
  expect(hover('SELECT o.t|s FROM orders o')).toMatch(/ts TIMESTAMP\(3\)[^]*of `o`/);
  expect(hover('SELECT |g FROM lake.shop.goods')).toMatch(/g INT[^]*no\./);
  expect(hover('SELECT q.n| FROM (SELECT id AS n FROM orders) AS q')).toContain('n BIGINT');
});

test('aliases and sub-queries of WITH tell what they stand for', () => {
  expect(hover('SELECT o|.ts FROM orders o')).toContain('o = orders');
  expect(hover('WITH a AS (SELECT id FROM orders) SELECT * FROM a|')).toMatch(/Sub-query of WITH[^]*id BIGINT/);
});

test('functions, options and variables', () => {
  expect(hover('SELECT LP|AD(s, 1) FROM orders')).toContain('LPAD(text, length, pad)');
  expect(hover('SELECT CURRENT_D|ATE')).toContain('Today');
  expect(hover("CREATE TABLE x (a INT) WITH ('connector' = 'filesystem', 'pa|th' = '/x')")).toMatch(
    /Address[^]*required/,
  );
  expect(hover("CREATE TABLE x (a INT) WITH ('topic' = '${to|pic}')")).toContain('where clicks go');
  expect(hover("CREATE TABLE x (a INT) WITH ('topic' = '${secret.p|g}')")).toContain('not shown');
  expect(hover("CREATE TABLE x (a INT) WITH ('topic' = '${no|ne}')")).toContain('no such name');
  expect(hover('SELECT 1 + |2')).toBeUndefined();
});

test('definitions of tables, aliases, sub-queries, columns, models and functions', () => {
  expect(definition('SELECT * FROM ord|ers')).toBe('orders 1');
  expect(definition('INSERT INTO ord|ers SELECT 1')).toBe('orders 1');
  expect(definition('SELECT x|.id\nFROM orders AS x')).toBe('x 8');
  expect(definition('SELECT x.i|d\nFROM orders AS x')).toBe('id 2');
  expect(definition('WITH a AS (SELECT 1)\nSELECT * FROM a|')).toBe('a 7');
  expect(definition("CREATE FUNCTION f AS 'a.B';\nSELECT f|(1)")).toBe('f 7');
  expect(definition('SELECT * FROM nowh|ere')).toBeUndefined();
});

test('the outline lists statements with the columns of what they create', () => {
  const [table, insert] = outlineOf(`${ddl}INSERT INTO orders SELECT * FROM orders;`);
  expect(table).toMatchObject({ name: 'orders', detail: 'table · datagen' });
  expect(table?.children.map(({ name, detail }) => `${name} ${detail}`)).toEqual(['id BIGINT', 'ts TIMESTAMP(3)']);
  expect(insert).toMatchObject({ kind: 'insert', name: expect.stringContaining('INSERT INTO orders') });
});

test('the call around the cursor and its parameter', () => {
  const at = (text: string) => {
    const help = signatureAt(text.replace('|', ''), text.indexOf('|'), { knowledge, language: 'en' });
    const signature = help?.signatures[help.active];
    const parameter = signature?.parameters[help?.parameter ?? 0];
    return parameter === undefined ? undefined : signature?.label.slice(parameter.start, parameter.end);
  };
  expect(at('SELECT LPAD(|')).toBe('text');
  expect(at("SELECT LPAD('a', 2, |")).toBe('pad');
  expect(at('SELECT LPAD(UPPER(x), ABS(1), |)')).toBe('pad');
  expect(at('SELECT SUBSTRING(a, 1, |')).toBe('length');
  expect(at('SELECT * FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), |')).toBe('size');
  expect(at('SELECT (1 + |')).toBeUndefined();
  expect(at('SELECT nothing(|')).toBeUndefined();
});

test('parameters of a call, brackets of what may be left out aside', () => {
  const names = (call: string) => parametersOf(call).map(({ start, end }) => call.slice(start, end));
  expect(names('SUBSTRING(text, start[, length])')).toEqual(['text', 'start', 'length']);
  expect(names('HOP(TABLE data, DESCRIPTOR(time_column), slide, size[, offset])')).toEqual([
    'TABLE data',
    'DESCRIPTOR(time_column)',
    'slide',
    'size',
    'offset',
  ]);
  expect(names('LAG(value[, offset[, default]]) OVER (...)')).toEqual(['value', 'offset', 'default']);
  expect(names('NOW()')).toEqual([]);
  expect(names('CURRENT_DATE')).toEqual([]);
});

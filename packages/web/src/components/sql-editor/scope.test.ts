import { expect, test } from 'vitest';

import { type CatalogView, emptyView } from './catalog-view.ts';
import { readScript, statementIndexAt } from './script-model.ts';
import { Scope } from './scope.ts';

const ddl = `CREATE TABLE orders (id BIGINT, customer STRING, ts TIMESTAMP(3)) WITH ('connector' = 'datagen');
CREATE TABLE users (uid BIGINT, name STRING) WITH ('connector' = 'datagen');
`;

/** Columns in scope at the bar, as alias.column, with a type where one is known. */
function at(text: string, view: CatalogView = emptyView): string[] {
  const script = ddl + text;
  const offset = script.indexOf('|', ddl.length);
  const model = readScript(script.replace('|', ''));
  const scope = new Scope(model, view, statementIndexAt(model, offset));
  return scope
    .relationsAt(offset)
    .flatMap((relation) =>
      scope
        .columnsOf(relation)
        .columns.map(({ name, type }) => `${relation.alias}.${name}${type === '' ? '' : ` ${type}`}`),
    );
}

test('tables by alias, in joins of every kind', () => {
  expect(at('SELECT | FROM users AS u')).toEqual(['u.uid BIGINT', 'u.name STRING']);
  expect(at('SELECT 1 FROM users u LEFT JOIN orders o ON LEFT(u.name, 1) = o.| WHERE u.uid = 1')).toContain(
    'o.customer STRING',
  );
  expect(at('SELECT | FROM orders o JOIN users FOR SYSTEM_TIME AS OF o.ts AS u ON o.id = u.uid')).toContain(
    'u.uid BIGINT',
  );
  expect(at('SELECT | FROM (orders o CROSS JOIN users u)')).toContain('o.id BIGINT');
});

test('sub-queries give what they select, and their own tables stay inside', () => {
  expect(at('SELECT | FROM (SELECT id AS n, COUNT(*) AS c, MAX(ts) m FROM orders GROUP BY id) AS q')).toEqual([
    'q.n BIGINT',
    'q.c',
    'q.m',
  ]);
  expect(at('SELECT 1 FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.id = |)')).toEqual([
    'o.id BIGINT',
    'o.customer STRING',
    'o.ts TIMESTAMP(3)',
    'u.uid BIGINT',
    'u.name STRING',
  ]);
});

test('sub-queries of WITH, with and without names for their columns, using each other', () => {
  expect(at('WITH a AS (SELECT id FROM orders), b(x) AS (SELECT a.id FROM a) SELECT | FROM b')).toEqual(['b.x BIGINT']);
  expect(at('INSERT INTO users WITH a AS (SELECT * FROM users) SELECT | FROM a')).toEqual([
    'a.uid BIGINT',
    'a.name STRING',
  ]);
});

test('windows pass the columns of their table on, models add their output', () => {
  expect(at("SELECT | FROM TABLE(TUMBLE(TABLE users, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) w")).toEqual([
    'w.uid BIGINT',
    'w.name STRING',
    'w.window_start TIMESTAMP(3)',
    'w.window_end TIMESTAMP(3)',
    'w.window_time TIMESTAMP(3)',
  ]);
  const model = "CREATE MODEL m INPUT (t STRING) OUTPUT (label STRING) WITH ('provider' = 'x');\n";
  expect(at(`${model}SELECT | FROM ML_PREDICT(TABLE users, MODEL m, DESCRIPTOR(name)) AS p`)).toContain(
    'p.label STRING',
  );
});

test('patterns give their partition and measures', () => {
  const text = `SELECT | FROM orders MATCH_RECOGNIZE (PARTITION BY id ORDER BY ts MEASURES A.ts AS a, LAST(B.ts) AS b
    ONE ROW PER MATCH PATTERN (A B) DEFINE B AS B.id > 1) AS m`;
  expect(at(text)).toEqual(['m.id', 'm.a', 'm.b']);
});

test('views, tables LIKE others, and views upon views', () => {
  const text = `CREATE VIEW v AS SELECT o.*, 1 AS one FROM orders o; CREATE VIEW w (a, b, c, d) AS SELECT * FROM v;
    CREATE TABLE x (extra INT) LIKE users;\n`;
  expect(at(`${text}SELECT | FROM w`)).toEqual(['w.a BIGINT', 'w.b STRING', 'w.c TIMESTAMP(3)', 'w.d']);
  expect(at(`${text}SELECT | FROM x`)).toEqual(['x.uid BIGINT', 'x.name STRING', 'x.extra INT']);
});

test('a view of itself does not go round for ever', () => {
  expect(at('CREATE VIEW v AS SELECT * FROM v; SELECT | FROM v')).toEqual([]);
});

test('tables of catalogs, by full names and by what USE says', () => {
  const view: CatalogView = {
    ...emptyView,
    table: (...path) =>
      path.join('.') === 'lake.shop.goods' ? { path, kind: 'table', columns: [{ name: 'g', type: 'INT' }] } : null,
  };
  expect(at('SELECT | FROM lake.shop.goods', view)).toEqual(['goods.g INT']);
  expect(at('USE CATALOG lake; USE shop; SELECT | FROM goods', view)).toEqual(['goods.g INT']);
  expect(at('USE lake.shop; SELECT | FROM goods AS x', view)).toEqual(['x.g INT']);
  expect(at('SELECT | FROM goods', view)).toEqual([]);
});

test('a statement that is not finished still has a scope', () => {
  expect(at('SELECT u.| FROM users u\n\nINSERT INTO users SELECT 1')).toEqual(['u.uid BIGINT', 'u.name STRING']);
  expect(at('SELECT * FROM users u WHERE u.|')).toContain('u.name STRING');
  expect(at('UPDATE users SET |')).toEqual(['users.uid BIGINT', 'users.name STRING']);
});

/** Seeded mistakes of names; see seeded-errors.ts. */
import { inTables, type SeededError } from './seeded-error.ts';

export const seededNames: readonly SeededError[] = [
  // Names
  {
    name: 'a table that is not there',
    script: inTables('INSERT INTO totals SELECT customer, amount FROM «orderz»;'),
    code: 'SQL_OBJECT_NOT_FOUND',
    says: /Did you mean orders\?/,
  },
  {
    name: 'a sink that is not there',
    script: inTables('INSERT INTO «totalz» SELECT customer, amount FROM orders;'),
    code: 'SQL_OBJECT_NOT_FOUND',
    says: /Did you mean totals\?/,
  },
  {
    name: 'a column that is not there',
    script: inTables('INSERT INTO totals SELECT «custmer», amount FROM orders;'),
    code: 'SQL_OBJECT_NOT_FOUND',
    says: /Did you mean customer\?/,
  },
  {
    name: 'a column that an alias does not have',
    script: inTables('INSERT INTO totals SELECT o.customer, o.«amuont» FROM orders AS o;'),
    code: 'SQL_OBJECT_NOT_FOUND',
    says: /Did you mean (?:o\.)?amount\?/,
  },
  {
    name: 'an alias that is not there',
    script: inTables('INSERT INTO totals SELECT «x».customer, amount FROM orders AS o;'),
    code: 'SQL_OBJECT_NOT_FOUND',
    says: /alias x/,
  },
  {
    name: 'an ambiguous column',
    script: inTables(
      'INSERT INTO totals SELECT «customer», a.amount FROM orders AS a JOIN orders AS b ON a.order_id = b.order_id;',
    ),
    code: 'SQL_INVALID',
    says: /More than one/,
  },
  {
    name: 'a column the sink does not have',
    script: inTables('INSERT INTO totals («custmer», total) SELECT customer, amount FROM orders;'),
    code: 'SQL_OBJECT_NOT_FOUND',
    says: /Did you mean customer\?/,
  },
  {
    name: 'a function that is not there',
    script: inTables('INSERT INTO totals SELECT «UPER»(customer), amount FROM orders;'),
    code: 'SQL_OBJECT_NOT_FOUND',
    says: /Did you mean .*UPPER/,
  },
  { name: 'a catalog that is not there', script: 'USE CATALOG «nowhere»;', code: 'SQL_OBJECT_NOT_FOUND' },
  { name: 'a database that is not there', script: 'USE «nodatabase»;', code: 'SQL_OBJECT_NOT_FOUND' },
  {
    name: 'a table of the lake that is not there',
    script: 'SELECT * FROM lake.«nodatabase».t;',
    code: 'SQL_OBJECT_NOT_FOUND',
    says: /lake has no database nodatabase/,
  },
  {
    name: 'a database of the lake that is near another',
    script: 'SELECT * FROM lake.«defalt».t;',
    code: 'SQL_OBJECT_NOT_FOUND',
    says: /has no database defalt[\s\S]*Did you mean default\?/,
  },
  {
    name: 'a sink in a database that is not there',
    script: inTables('INSERT INTO lake.«defalt».t SELECT customer, amount FROM orders;'),
    code: 'SQL_OBJECT_NOT_FOUND',
    says: /Did you mean default\?/,
  },
  {
    name: 'a catalog in a path that is not there',
    script: 'SELECT * FROM «lakee».`default`.t;',
    code: 'SQL_OBJECT_NOT_FOUND',
    says: /no catalog lakee[\s\S]*Did you mean lake\?/,
  },
  {
    name: 'a table near another of the same catalog',
    script: 'CREATE TABLE lake.`default`.orders_by_hour (id INT);\nSELECT * FROM lake.`default`.«orders_by_huor»;',
    code: 'SQL_OBJECT_NOT_FOUND',
    says: /Did you mean orders_by_hour\?/,
  },
  {
    name: 'a table to show that is not there',
    script: inTables('SHOW CREATE TABLE «orderz»;'),
    code: 'SQL_OBJECT_NOT_FOUND',
    says: /Did you mean orders\?/,
  },
  {
    name: 'tables of a database that is not there',
    script: 'SHOW TABLES FROM lake.«defalt»;',
    code: 'SQL_OBJECT_NOT_FOUND',
    says: /no database defalt/,
  },
  {
    name: 'tables of a catalog that is not there',
    script: 'SHOW TABLES FROM «lakee».x;',
    code: 'SQL_OBJECT_NOT_FOUND',
    says: /Did you mean lake\?/,
  },
  { name: 'a table to describe that is not there', script: 'DESCRIBE «nothing»;', code: 'SQL_OBJECT_NOT_FOUND' },
  {
    name: 'a name that is taken',
    script: inTables("CREATE TEMPORARY TABLE «orders» (a INT) WITH ('connector' = 'blackhole');"),
    code: 'SQL_INVALID',
    says: /exists already/,
  },
  {
    name: 'a class that is not there',
    script: "CREATE TEMPORARY FUNCTION f AS «'com.example.Nope'»;\nSELECT f(1);",
    code: 'SQL_OBJECT_NOT_FOUND',
    says: /class com\.example\.Nope/,
  },
];

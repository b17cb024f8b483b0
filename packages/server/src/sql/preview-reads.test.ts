import { expect, it } from 'vitest';

import { prepareScript } from './prepared-script.ts';
import { changedError, elsewhereError, namesIn, notCreatedError, scannedTables } from './preview-reads.ts';
import { words } from './words.ts';

const script = prepareScript('CREATE TABLE lake.d.t (a INT);\nSELECT a FROM lake.d.`t`;', {});
const [definition, query] = script.statements;

it('finds the tables below a query where EXPLAIN tells them, each once', () => {
  const told = `== Abstract Syntax Tree ==
LogicalJoin(condition=[=($0, $2)], joinType=[inner])
:- LogicalTableScan(table=[[lake, d, t]])
:- LogicalTableScan(table=[[lake, d, t]], hints=[[[OPTIONS inheritPath:[] options:{scan.mode=latest}]]])
+- LogicalTableScan(table=[[default_catalog, default_database, a, b]])

== Optimized Physical Plan ==
TableSourceScan(table=[[lake, d, u, project=[id]]], fields=[id])`;

  expect(scannedTables(told)).toEqual([
    ['lake', 'd', 't'],
    ['default_catalog', 'default_database', 'a, b'],
  ]);
});

it('reads names of several parts as one', () => {
  expect(query && namesIn(query).map(({ parts }) => parts.join('.'))).toEqual(['SELECT', 'a', 'FROM', 'lake.d.t']);
});

it('refuses at the name in the query, else at the definition, with what to do', () => {
  if (definition === undefined || query === undefined) throw new Error('there are two statements');
  const use = namesIn(query).at(-1);
  const path = ['lake', 'd', 't'];
  if (use === undefined) throw new Error('there is a name');
  const errors = [
    notCreatedError({ script }, path, definition, use),
    notCreatedError({ script }, path, definition, undefined),
    changedError({ script }, use, words('它变了', 'it changed')),
    elsewhereError({ script }, use, 'lake.e'),
  ];

  expect(
    errors.map(({ code, details }) => [code, details.positions?.[0]?.line, details.positions?.[0]?.column]),
  ).toEqual([
    ['SQL_TABLE_NOT_CREATED', 2, 15],
    ['SQL_TABLE_NOT_CREATED', 1, 14],
    ['SQL_STATEMENT_NOT_ALLOWED', 2, 15],
    ['SQL_OBJECT_NOT_FOUND', 2, 15],
  ]);
  expect(errors.every(({ zh, details }) => zh !== undefined && details.positions?.[0]?.remedy !== undefined)).toBe(
    true,
  );
});

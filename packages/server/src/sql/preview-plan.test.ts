import { PreviewRequest } from '@liusu/contract/sql';
import { describe, expect, it } from 'vitest';

import { LiusuError } from '../lib/errors.ts';
import { planPreview } from './preview-plan.ts';

const paths = { allowed: [], denied: [] };

function plan(script: string, more: Partial<PreviewRequest> = {}) {
  return planPreview(PreviewRequest.parse({ script, ...more }), {}, paths);
}

describe('what a preview runs', () => {
  const table = 'CREATE TEMPORARY TABLE t (a INT);\n';

  it.each<[string, string, string]>([
    ['a query', `${table}SELECT a FROM t;`, 'SELECT a FROM t'],
    ['the query of an INSERT', `${table}INSERT INTO k (a) SELECT a FROM t;`, 'SELECT a FROM t'],
    [
      'the query of the one INSERT of a set',
      `${table}EXECUTE STATEMENT SET BEGIN INSERT INTO k SELECT a FROM t; END`,
      'SELECT a FROM t',
    ],
    ['a question', 'SHOW TABLES', 'SHOW TABLES'],
  ])('%s', (_name, script, expected) => {
    expect(plan(script).query.text.text).toBe(expected);
  });

  it('the statement that was chosen, with the definitions before it and nothing else', () => {
    const script = `${table}INSERT INTO k SELECT 1;\nSET 'a' = 'b';\nTRUNCATE TABLE x;\nINSERT INTO k SELECT 2;\nCREATE VIEW v AS SELECT 3;`;

    const { before, query } = plan(script, { statement: 4 });

    expect(before.map(({ kind }) => kind)).toEqual(['CREATE_TEMPORARY_TABLE', 'SET']);
    expect(query.text.text).toBe('SELECT 2');
  });

  it('the changes of what was defined, but none of what a statement made that is left out', () => {
    const script = `${table}ALTER TABLE t ADD (b INT);\nCREATE TABLE c AS SELECT 1 AS a;\nDROP TABLE c;\nSELECT b FROM t;`;

    const { before } = plan(script, { statement: 4 });

    expect(before.map(({ kind, index }) => [kind, index])).toEqual([
      ['CREATE_TEMPORARY_TABLE', 0],
      ['ALTER', 1],
    ]);
  });

  it('keeps the places of an INSERT’s query', () => {
    const script = `${table}INSERT INTO k\n  SELECT a FROM t;`;
    const { query } = plan(script);

    const { start, end } = query.text.originOf(0, 8);
    expect(script.slice(start, end)).toBe('SELECT a');
    expect(query.tokens[1]?.start).toBe(7);
  });
});

describe('what a preview refuses', () => {
  it.each<[string, string, string, object, Partial<PreviewRequest>?]>([
    [
      'the later of two queries',
      'SELECT 1;\nSELECT 2;',
      'SQL_STATEMENT_NOT_ALLOWED',
      { statement: 1, line: 2, column: 1 },
    ],
    [
      'several INSERTs',
      'INSERT INTO k SELECT 1;\nINSERT INTO k SELECT 2;',
      'SQL_STATEMENT_NOT_ALLOWED',
      { statement: 1 },
    ],
    [
      'a definition at the end',
      'CREATE TEMPORARY TABLE t (a INT);',
      'SQL_STATEMENT_NOT_ALLOWED',
      { remedy: { en: expect.stringContaining('SELECT') } },
    ],
    ['what changes rows', 'TRUNCATE TABLE t;\nSELECT 1;', 'SQL_STATEMENT_NOT_ALLOWED', { statement: 0 }],
    [
      'a change of a catalog',
      "ALTER CATALOG lake SET ('cache-enabled' = 'false');\nSELECT 1;",
      'SQL_STATEMENT_NOT_ALLOWED',
      { statement: 0 },
    ],
    [
      'a first word that is none',
      'SELEC 1;',
      'SQL_SYNTAX',
      { line: 1, column: 1, endColumn: 6, remedy: { en: 'Did you mean SELECT?' } },
    ],
    [
      'a statement that is not there',
      'SELECT 1;\nSELECT 2;',
      'SQL_STATEMENT_NOT_ALLOWED',
      {
        line: 2,
        message: 'The script has 2 statements: there is no statement 3.',
        remedy: { en: 'Name one from 1 to 2.' },
      },
      { statement: 2 },
    ],
    ['nothing', ' -- nothing\n', 'SQL_SYNTAX', { remedy: { en: expect.stringContaining('Write a statement') } }],
  ])('%s', (_name, script, code, position, more) => {
    let thrown: unknown;
    try {
      plan(script, more);
    } catch (error) {
      thrown = error;
    }

    expect(thrown instanceof LiusuError && thrown.code).toBe(code);
    expect(thrown instanceof LiusuError && thrown.details.positions?.[0]).toMatchObject(position);
  });
});

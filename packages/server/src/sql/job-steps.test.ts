import { describe, expect, it } from 'vitest';

import { hasCode } from '../lib/errors.ts';
import { submittedDml } from './dml.ts';
import { type JobStep, placeOf, stepsOf } from './job-steps.ts';
import { prepareScript } from './prepared-script.ts';

function shape(step: JobStep): { before: string[]; dml: string[] } {
  return {
    before: step.before.map(({ statement, again }) => `${again ? 'again ' : ''}${statement.text.text}`),
    dml: step.dml.map((one) => one.text.text),
  };
}

describe('stepsOf, streaming', () => {
  it('makes one step of all INSERTs', () => {
    const script = prepareScript(
      "SET 'a' = 'b'; CREATE TABLE t (x INT); INSERT INTO t SELECT 1; BEGIN STATEMENT SET; INSERT INTO t SELECT 2; END; INSERT INTO t SELECT 3",
      {},
    );

    const steps = stepsOf(script, 'streaming');

    expect(steps.map(shape)).toEqual([
      {
        before: ["SET 'a' = 'b'", 'CREATE TABLE t (x INT)'],
        dml: ['INSERT INTO t SELECT 1', 'INSERT INTO t SELECT 2', 'INSERT INTO t SELECT 3'],
      },
    ]);
  });

  it.each(['UPDATE t SET a = 1', 'DELETE FROM t', 'CREATE TABLE t AS SELECT 1', 'SELECT 1', 'CALL sys.x()'])(
    'refuses %s with its place',
    (sql) => {
      let thrown: unknown;
      try {
        stepsOf(prepareScript(`INSERT INTO a SELECT 1;\n  ${sql}`, {}), 'streaming');
      } catch (error) {
        thrown = error;
      }

      expect(hasCode(thrown, 'SQL_STATEMENT_NOT_ALLOWED') && thrown.details.positions?.[0]).toMatchObject({
        statement: 1,
        line: 2,
        column: 3,
      });
    },
  );

  it('tells a first word that is none as an error of syntax, at that word', () => {
    let thrown: unknown;
    try {
      stepsOf(prepareScript('INSERT INTO a SELECT 1;\n  SELEC 1', {}), 'streaming');
    } catch (error) {
      thrown = error;
    }

    expect(hasCode(thrown, 'SQL_SYNTAX') && thrown.details.positions?.[0]).toMatchObject({
      statement: 1,
      line: 2,
      column: 3,
      endColumn: 8,
      remedy: { en: 'Did you mean SELECT?' },
    });
  });

  it('says when there is nothing to run', () => {
    expect(() => stepsOf(prepareScript('CREATE TABLE t (a INT)', {}), 'streaming')).toThrow(/no INSERT/);
  });
});

describe('stepsOf, batch', () => {
  it('makes a step of each DML, with what stands before it', () => {
    const script = prepareScript(
      'CREATE TABLE a (x INT); DROP TABLE old; INSERT INTO a SELECT 1; CREATE TABLE b (x INT); UPDATE a SET x = 2; DELETE FROM a',
      {},
    );

    const steps = stepsOf(script, 'batch');

    expect(steps.map(shape)).toEqual([
      { before: ['CREATE TABLE a (x INT)', 'DROP TABLE old'], dml: ['INSERT INTO a SELECT 1'] },
      { before: ['again CREATE TABLE a (x INT)', 'CREATE TABLE b (x INT)'], dml: ['UPDATE a SET x = 2'] },
      { before: ['again CREATE TABLE a (x INT)', 'again CREATE TABLE b (x INT)'], dml: ['DELETE FROM a'] },
    ]);
  });
});

describe('submittedDml', () => {
  it('sends one INSERT as it is and several as one set, with the way back', () => {
    const source = 'INSERT INTO a SELECT 1;\nINSERT INTO b SELECT nope FROM t';
    const [step] = stepsOf(prepareScript(source, {}), 'streaming');
    const inserts = step?.dml.map((one) => one.text) ?? [];

    const one = submittedDml(inserts.slice(0, 1));
    const both = submittedDml(inserts);
    const at = both.text.indexOf('nope');

    expect(one.text).toBe('INSERT INTO a SELECT 1');
    expect(both.text).toBe(
      'EXECUTE STATEMENT SET BEGIN\nINSERT INTO a SELECT 1;\nINSERT INTO b SELECT nope FROM t;\nEND',
    );
    expect(both.originOf(at, at + 4)).toEqual({ start: source.indexOf('nope'), end: source.indexOf('nope') + 4 });
  });
});

// What a check tells of the statement itself is not told of its place once more.
it.each(['streaming', 'batch'] as const)('tells nothing of the place of a TRUNCATE in a %s job', (mode) => {
  const { statements } = prepareScript('INSERT INTO t SELECT 1; TRUNCATE TABLE t; SHOW TABLES', {});

  expect(statements.map((one) => placeOf(one, statements, mode)?.severity)).toEqual([undefined, undefined, 'error']);
});

it('tells of a USE behind an INSERT that a streaming job runs it first', () => {
  const { statements } = prepareScript('USE a; INSERT INTO t SELECT 1; USE b; INSERT INTO t SELECT 2', {});
  const places = (mode: 'streaming' | 'batch') =>
    statements.flatMap((one) => {
      const found = placeOf(one, statements, mode);
      return found === undefined ? [] : [`${one.index} ${found.severity}`];
    });

  expect([places('streaming'), places('batch')]).toEqual([['2 warning'], []]);
});

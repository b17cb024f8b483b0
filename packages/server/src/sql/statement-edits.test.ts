import { describe, expect, it } from 'vitest';

import { prepareScript, type PreparedStatement } from './prepared-script.ts';
import { editedText, withoutOptions } from './statement-edits.ts';

function statementOf(sql: string): PreparedStatement {
  const [statement] = prepareScript(sql, {}).statements;
  if (statement === undefined) throw new Error('no statement');
  return statement;
}

describe('a statement without some of its options', () => {
  it.each([
    ['the first', "WITH ('a' = '1', 'b' = '2')", "WITH ( 'b' = '2')"],
    ['the last', "WITH ('b' = '2', 'a' = '1')", "WITH ('b' = '2')"],
    ['one between', "WITH ('b' = '2', 'a' = '1', 'd' = '4')", "WITH ('b' = '2', 'd' = '4')"],
    ['the last two', "WITH ('b' = '2', 'a' = '1', 'c' = '3')", "WITH ('b' = '2')"],
    ['the first two', "WITH ('a' = '1', 'c' = '3', 'b' = '2')", "WITH (  'b' = '2')"],
    ['all', "WITH ('a' = '1', 'c' = '3')", 'WITH ( )'],
    ['none', "WITH ('b' = '2')", "WITH ('b' = '2')"],
  ])('%s', (_name, clause, expected) => {
    const statement = statementOf(`CREATE TABLE t (x INT) ${clause}`);

    expect(withoutOptions(statement, new Set(['a', 'c'])).text.text).toBe(`CREATE TABLE t (x INT) ${expected}`);
  });
});

it('keeps the way back to what was written around an edit', () => {
  const { text } = statementOf('SELECT one, two');
  const sent = editedText(text, [{ start: 7, end: 10, by: 'another' }]);

  expect(sent.text).toBe('SELECT another, two');
  expect(sent.originOf(16, 19)).toEqual({ start: 12, end: 15 });
});

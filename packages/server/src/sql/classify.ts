/** What kind of statement a piece of SQL is, from its first words. Pure. */
import type { Statement } from './split.ts';
import { isSymbol, isWord, type Token } from './tokens.ts';

export type StatementKind =
  | 'CREATE_TABLE'
  | 'CREATE_TEMPORARY_TABLE'
  | 'CREATE_TABLE_AS'
  | 'CREATE_MATERIALIZED_TABLE'
  | 'CREATE_VIEW'
  | 'CREATE_TEMPORARY_VIEW'
  | 'CREATE_CATALOG'
  | 'CREATE_DATABASE'
  | 'CREATE_FUNCTION'
  | 'CREATE_TEMPORARY_FUNCTION'
  | 'CREATE_MODEL'
  | 'INSERT'
  | 'STATEMENT_SET'
  | 'SELECT'
  | 'SET'
  | 'RESET'
  | 'USE'
  | 'SHOW'
  | 'DESCRIBE'
  | 'EXPLAIN'
  | 'DROP'
  | 'DROP_TEMPORARY'
  | 'ALTER'
  | 'CALL'
  | 'ADD_JAR'
  | 'REMOVE_JAR'
  | 'EXECUTE_PLAN'
  | 'COMPILE_PLAN'
  | 'ANALYZE'
  | 'UPDATE'
  | 'DELETE'
  | 'TRUNCATE'
  | 'LOAD_MODULE'
  | 'STOP_JOB'
  | 'UNKNOWN';

const byFirstWord: Readonly<Record<string, StatementKind>> = {
  INSERT: 'INSERT',
  SELECT: 'SELECT',
  WITH: 'SELECT',
  VALUES: 'SELECT',
  TABLE: 'SELECT',
  SET: 'SET',
  RESET: 'RESET',
  USE: 'USE',
  SHOW: 'SHOW',
  DESCRIBE: 'DESCRIBE',
  DESC: 'DESCRIBE',
  EXPLAIN: 'EXPLAIN',
  DROP: 'DROP',
  ALTER: 'ALTER',
  CALL: 'CALL',
  ANALYZE: 'ANALYZE',
  UPDATE: 'UPDATE',
  DELETE: 'DELETE',
  TRUNCATE: 'TRUNCATE',
  LOAD: 'LOAD_MODULE',
  UNLOAD: 'LOAD_MODULE',
  STOP: 'STOP_JOB',
};

/** The kind of a statement; UNKNOWN when its first words say nothing (Flink will then explain what is wrong). */
export function classify(statement: Pick<Statement, 'tokens' | 'inner'>): StatementKind {
  let tokens = statement.tokens.filter((token) => token.kind !== 'hint');
  // A query may stand in parentheses.
  while (isSymbol(tokens[0], '(')) tokens = tokens.slice(1);
  const first = tokens[0];
  if (first === undefined || first.kind !== 'word') return 'UNKNOWN';
  switch (first.value) {
    case 'CREATE':
      return classifyCreate(tokens);
    case 'REPLACE':
      // REPLACE TABLE … AS is CREATE OR REPLACE TABLE … AS for a table that is there.
      return isWord(tokens[1], 'TABLE') ? 'CREATE_TABLE_AS' : 'UNKNOWN';
    case 'BEGIN':
      return 'STATEMENT_SET';
    case 'EXECUTE':
      return classifyExecute(tokens);
    case 'COMPILE':
      return isWord(tokens[1], 'AND') ? 'EXECUTE_PLAN' : 'COMPILE_PLAN';
    case 'ADD':
      return isWord(tokens[1], 'JAR') ? 'ADD_JAR' : 'UNKNOWN';
    case 'REMOVE':
      return isWord(tokens[1], 'JAR') ? 'REMOVE_JAR' : 'UNKNOWN';
    case 'DROP':
      return isWord(tokens[1], 'TEMPORARY') ? 'DROP_TEMPORARY' : 'DROP';
    default:
      return byFirstWord[first.value] ?? 'UNKNOWN';
  }
}

function classifyExecute(tokens: readonly Token[]): StatementKind {
  if (isWord(tokens[1], 'PLAN')) return 'EXECUTE_PLAN';
  if (isWord(tokens[1], 'STATEMENT')) return 'STATEMENT_SET';
  // `EXECUTE INSERT …` and `EXECUTE SELECT …` run what follows.
  if (isWord(tokens[1], 'INSERT')) return 'INSERT';
  if (isWord(tokens[1], 'SELECT', 'WITH', 'VALUES')) return 'SELECT';
  return 'UNKNOWN';
}

function classifyCreate(tokens: readonly Token[]): StatementKind {
  let at = 1;
  let temporary = false;
  while (isWord(tokens[at], 'OR', 'REPLACE', 'TEMPORARY', 'SYSTEM')) {
    if (isWord(tokens[at], 'TEMPORARY')) temporary = true;
    at += 1;
  }
  const what = tokens[at];
  if (isWord(what, 'TABLE')) {
    if (temporary) return 'CREATE_TEMPORARY_TABLE';
    return isTableAs(tokens.slice(at)) ? 'CREATE_TABLE_AS' : 'CREATE_TABLE';
  }
  if (isWord(what, 'MATERIALIZED')) return 'CREATE_MATERIALIZED_TABLE';
  if (isWord(what, 'VIEW')) return temporary ? 'CREATE_TEMPORARY_VIEW' : 'CREATE_VIEW';
  if (isWord(what, 'CATALOG')) return 'CREATE_CATALOG';
  if (isWord(what, 'DATABASE')) return 'CREATE_DATABASE';
  if (isWord(what, 'FUNCTION')) return temporary ? 'CREATE_TEMPORARY_FUNCTION' : 'CREATE_FUNCTION';
  if (isWord(what, 'MODEL')) return 'CREATE_MODEL';
  return 'UNKNOWN';
}

/** True for CREATE TABLE … AS SELECT: an AS outside of every parenthesis, followed by a query. */
function isTableAs(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    if (isSymbol(token, '(')) depth += 1;
    else if (isSymbol(token, ')')) depth -= 1;
    else if (
      depth === 0 &&
      isWord(token, 'AS') &&
      (isWord(tokens[i + 1], 'SELECT', 'WITH', 'VALUES', 'TABLE') || isSymbol(tokens[i + 1], '('))
    ) {
      return true;
    }
  }
  return false;
}

/** Statements that write rows: each is a Flink job. */
export function isDml(kind: StatementKind): boolean {
  return (
    kind === 'INSERT' ||
    kind === 'STATEMENT_SET' ||
    kind === 'UPDATE' ||
    kind === 'DELETE' ||
    kind === 'CREATE_TABLE_AS' ||
    kind === 'EXECUTE_PLAN' ||
    kind === 'CREATE_MATERIALIZED_TABLE'
  );
}

/**
 * Splits a script into statements and cuts out what a preview needs. The text that a preview sends has the length and
 * the line breaks of the whole script, everything else blanked, so that positions in Flink's answers fit the editor.
 */
import { keywordOf, meaningfulTokens, scanSql, type SqlToken } from './sql-scanner.ts';

export type StatementRole =
  /** SELECT, WITH, VALUES, SHOW, DESCRIBE, EXPLAIN: has rows to show. */
  | 'query'
  /** INSERT: its query can be shown. */
  | 'insert'
  /** Changes only the session or declares an object: runs before a preview. */
  | 'declaration'
  /** Everything else: DROP, ALTER, CALL and so on. */
  | 'other';

export interface Statement {
  /** Offset of the first token that means something. */
  start: number;
  /** Offset after the last one; the semicolon is not part of it. */
  end: number;
  role: StatementRole;
  /** The first words, for people: `INSERT INTO orders`. */
  title: string;
  tokens: SqlToken[];
}

const declarationStarts = new Set(['CREATE', 'USE', 'SET', 'RESET', 'ADD', 'LOAD', 'UNLOAD']);
/** Questions that are answered with rows at once, without a Flink job. */
const questionStarts = new Set(['SHOW', 'DESCRIBE', 'DESC', 'EXPLAIN']);
const queryStarts = new Set(['SELECT', 'WITH', 'VALUES', 'FROM', 'TABLE']);

/** Statements of a script in order. INSERTs inside a STATEMENT SET count as statements of their own. */
export function splitStatements(script: string): Statement[] {
  return statementsOf(meaningfulTokens(scanSql(script)));
}

/** The frame of a statement set is not a statement that could be run or shown by itself. */
const frames = new Set(['BEGIN STATEMENT SET', 'EXECUTE STATEMENT SET BEGIN', 'STATEMENT SET BEGIN']);

/** Statements of a script whose meaningful tokens are given. */
export function statementsOf(meaningful: readonly SqlToken[]): Statement[] {
  const statements: Statement[] = [];
  let current: SqlToken[] = [];
  const flush = (): void => {
    const statement = toStatement(current);
    if (statement !== undefined) statements.push(statement);
    current = [];
  };
  for (const token of meaningful) {
    if (token.text === ';') {
      flush();
      continue;
    }
    current.push(token);
    if (current.length <= 4 && frames.has(current.map(keywordOf).join(' '))) current = [];
  }
  flush();
  return statements;
}

function toStatement(tokens: SqlToken[]): Statement | undefined {
  const first = tokens[0];
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return undefined;
  if (tokens.length === 1 && keywordOf(first) === 'END') return undefined;
  return { start: first.start, end: last.end, role: roleOf(tokens), title: titleOf(tokens), tokens };
}

function roleOf(tokens: readonly SqlToken[]): StatementRole {
  const words = tokens.slice(0, 6).map(keywordOf);
  const first = tokens[0]?.text === '(' ? 'SELECT' : (words[0] ?? '');
  if (queryStarts.has(first) || questionStarts.has(first)) return 'query';
  if (first === 'INSERT' || (first === 'EXECUTE' && words[1] === 'INSERT')) return 'insert';
  // CREATE TABLE ... AS SELECT and materialized tables start work on the cluster, so a preview leaves them out.
  if (first === 'CREATE' && words[1] === 'MATERIALIZED') return 'other';
  if (first === 'CREATE' && words.includes('TABLE') && isCreateAsSelect(tokens)) return 'other';
  if (first === 'DROP' && words[1] === 'TEMPORARY') return 'declaration';
  return declarationStarts.has(first) ? 'declaration' : 'other';
}

function isCreateAsSelect(tokens: readonly SqlToken[]): boolean {
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.text === '(') depth += 1;
    else if (token.text === ')') depth -= 1;
    else if (depth === 0 && keywordOf(token) === 'AS' && queryStarts.has(keywordOf(tokens[index + 1]))) return true;
  }
  return false;
}

function titleOf(tokens: readonly SqlToken[]): string {
  const parts: string[] = [];
  for (const token of tokens) {
    if (token.text === '(' || parts.length >= 8) break;
    const glued = token.text === '.' || parts.at(-1)?.endsWith('.') === true;
    if (glued && parts.length > 0) parts[parts.length - 1] += token.text;
    else parts.push(token.text);
  }
  return parts.slice(0, 6).join(' ');
}

/** The statement at an offset: the one that contains it, else the one before it on the same line, else the next one. */
export function statementAt(script: string, offset: number): Statement | undefined {
  const statements = splitStatements(script);
  const inside = statements.find((statement) => offset >= statement.start && offset <= statement.end + 1);
  if (inside !== undefined) return inside;
  const before = statements.findLast((statement) => statement.end < offset);
  if (before !== undefined && !script.slice(before.end, offset).includes('\n')) return before;
  return statements.find((statement) => statement.start > offset) ?? before;
}

/** Offset where the query of an INSERT begins; undefined when it has none. */
export function insertQueryStart(statement: Statement): number | undefined {
  let depth = 0;
  for (const [index, token] of statement.tokens.entries()) {
    const keyword = keywordOf(token);
    if (depth === 0 && index > 1 && queryStarts.has(keyword) && keyword !== 'FROM' && keyword !== 'TABLE') {
      return token.start;
    }
    if (token.text === '(') {
      const next = keywordOf(statement.tokens[index + 1]);
      if (depth === 0 && index > 2 && (next === 'SELECT' || next === 'WITH')) return token.start;
      depth += 1;
    } else if (token.text === ')') depth -= 1;
  }
  return undefined;
}

export type PreviewScript =
  | { ok: true; script: string; title: string; start: number; end: number }
  | { ok: false; reason: 'empty' | 'no-query'; title: string };

/**
 * What to send for a preview. With a selection: the selected text. Without: the query under the cursor, or
 * the INSERT under the cursor, of which the query runs; on a declaration, the script's one query if there is just one. Declarations before it come along.
 */
export function previewScript(
  script: string,
  at: { cursor: number; selection?: { start: number; end: number } },
): PreviewScript {
  const { selection } = at;
  if (selection !== undefined && script.slice(selection.start, selection.end).trim() !== '') {
    return ofSelection(script, selection);
  }
  const target = targetAt(script, at.cursor);
  if (target === undefined) return { ok: false, reason: 'empty', title: '' };
  const range = queryRange(target);
  if (range === undefined) return { ok: false, reason: 'no-query', title: target.title };
  const kept = [...declarationsBefore(script, target.start), range];
  return { ok: true, script: keepOnly(script, kept), title: target.title, ...range };
}

function targetAt(script: string, cursor: number): Statement | undefined {
  const target = statementAt(script, cursor);
  if (target?.role !== 'declaration') return target;
  const queries = splitStatements(script).filter((statement) => queryRange(statement) !== undefined);
  return queries.length === 1 ? queries[0] : target;
}

function ofSelection(script: string, selection: { start: number; end: number }): PreviewScript {
  const selected = splitStatements(script.slice(selection.start, selection.end)).map((statement) => ({
    ...statement,
    start: statement.start + selection.start,
    end: statement.end + selection.start,
    tokens: statement.tokens.map((token) => ({
      ...token,
      start: token.start + selection.start,
      end: token.end + selection.start,
    })),
  }));
  const target = selected.findLast((statement) => queryRange(statement) !== undefined);
  const range = target === undefined ? undefined : queryRange(target);
  if (target === undefined || range === undefined) {
    return { ok: false, reason: selected.length === 0 ? 'empty' : 'no-query', title: selected[0]?.title ?? '' };
  }
  const own = selected.filter((statement) => statement.role === 'declaration' && statement.start < target.start);
  const before = declarationsBefore(script, selection.start).filter((each) => each.end <= selection.start);
  return { ok: true, script: keepOnly(script, [...before, ...own, range]), title: target.title, ...range };
}

function queryRange(statement: Statement): { start: number; end: number } | undefined {
  if (statement.role === 'query') return { start: statement.start, end: statement.end };
  if (statement.role !== 'insert') return undefined;
  // The whole of it: its rows are named by the columns of its sink, and held against them. Nothing is written.
  return insertQueryStart(statement) === undefined ? undefined : { start: statement.start, end: statement.end };
}

function declarationsBefore(script: string, offset: number): Statement[] {
  return splitStatements(script).filter((statement) => statement.role === 'declaration' && statement.start < offset);
}

/** What a script defines, without what it runs. */
export function declarationsOf(script: string): string {
  return keepOnly(script, declarationsBefore(script, script.length));
}

/** The script with everything blanked but the ranges, each closed by a semicolon directly after it. */
function keepOnly(script: string, ranges: readonly { start: number; end: number }[]): string {
  let result = '';
  let at = 0;
  for (const range of ranges) {
    result += blank(script.slice(at, range.start)) + script.slice(range.start, range.end) + ';';
    // The semicolon takes the place of the next character, so positions stay; a line break is kept.
    at = script.charAt(range.end) === '\n' ? range.end : range.end + 1;
  }
  return result.trimEnd();
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

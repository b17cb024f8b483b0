/**
 * Finds the tables a script declares, with their columns, so that completion knows them before anything ran. Tolerant: a
 * declaration that is half written gives what can be read of it.
 */
import { keywordOf, nameOf, type SqlToken } from './sql-scanner.ts';
import { splitStatements } from './statements.ts';

export interface ScriptColumn {
  name: string;
  /** As written; empty where the script does not say (computed columns, views). */
  type: string;
}

export interface ScriptTable {
  /** As written, with its catalog and database when given: `lake.flights.dwd_flight`. */
  name: string;
  kind: 'table' | 'view';
  columns: ScriptColumn[];
}

const clauseStarts = new Set(['PRIMARY', 'WATERMARK', 'CONSTRAINT', 'UNIQUE', 'PERIOD']);
const typeEnds = new Set([
  'COMMENT',
  'METADATA',
  'CONSTRAINT',
  'PRIMARY',
  'NOT',
  'NULL',
  'VIRTUAL',
  'FROM',
  'AS',
  'WATERMARK',
]);

/** Tables and views a script declares, in order. A later declaration of the same name replaces the earlier one. */
export function scriptTables(script: string): ScriptTable[] {
  const byName = new Map<string, ScriptTable>();
  for (const statement of splitStatements(script)) {
    const table = declared(statement.tokens);
    if (table === undefined) continue;
    const like = likeOf(statement.tokens);
    const base = like === undefined ? undefined : byName.get(like);
    if (base !== undefined) table.columns = [...base.columns, ...table.columns];
    byName.set(table.name, table);
  }
  return [...byName.values()];
}

function declared(tokens: readonly SqlToken[]): ScriptTable | undefined {
  if (keywordOf(tokens[0]) !== 'CREATE') return undefined;
  let at = 1;
  while (['OR', 'REPLACE', 'TEMPORARY', 'SYSTEM', 'MATERIALIZED'].includes(keywordOf(tokens[at]))) at += 1;
  const what = keywordOf(tokens[at]);
  if (what !== 'TABLE' && what !== 'VIEW') return undefined;
  at += 1;
  while (['IF', 'NOT', 'EXISTS'].includes(keywordOf(tokens[at]))) at += 1;
  const { name, next } = readName(tokens, at);
  if (name === '') return undefined;
  const kind = what === 'VIEW' ? 'view' : 'table';
  const columns = tokens[next]?.text === '(' ? readColumns(tokens, next + 1) : [];
  if (columns.length > 0 || kind === 'table') return { name, kind, columns };
  return { name, kind, columns: selectedColumns(tokens, next) };
}

/** A dotted name from `at`, and the index after it. */
export function readName(tokens: readonly SqlToken[], at: number): { name: string; next: number } {
  const parts: string[] = [];
  let index = at;
  for (;;) {
    const part = nameOf(tokens[index]);
    if (part === undefined) break;
    parts.push(part);
    index += 1;
    if (tokens[index]?.text !== '.') break;
    index += 1;
  }
  return { name: parts.join('.'), next: index };
}

function readColumns(tokens: readonly SqlToken[], from: number): ScriptColumn[] {
  const columns: ScriptColumn[] = [];
  for (const part of splitByComma(tokens, from)) {
    const name = nameOf(part[0]);
    if (name === undefined || clauseStarts.has(keywordOf(part[0]))) continue;
    columns.push({ name, type: readType(part.slice(1)) });
  }
  return columns;
}

function readType(tokens: readonly SqlToken[]): string {
  let text = '';
  let depth = 0;
  let previousEnd = tokens[0]?.start ?? 0;
  for (const token of tokens) {
    if (depth === 0 && typeEnds.has(keywordOf(token))) break;
    if (token.text === '(' || token.text === '<') depth += 1;
    if (token.text === ')' || token.text === '>') depth -= 1;
    text += (token.start > previousEnd && text !== '' ? ' ' : '') + token.text;
    previousEnd = token.end;
  }
  return text.replace(/\s*,\s*/g, ', ').replace(/\(\s+/g, '(');
}

/** Parts between commas at one depth, until the bracket that closes the list or the end of the text. */
function splitByComma(tokens: readonly SqlToken[], from: number): SqlToken[][] {
  const parts: SqlToken[][] = [];
  let part: SqlToken[] = [];
  let depth = 0;
  for (let index = from; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    if (token.text === '(' || token.text === '<') depth += 1;
    if (token.text === ')' || token.text === '>') depth -= 1;
    if (depth < 0) break;
    if (depth === 0 && token.text === ',') {
      parts.push(part);
      part = [];
    } else part.push(token);
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

/** Columns a view selects, by alias or plain name; expressions without alias have no name to complete. */
function selectedColumns(tokens: readonly SqlToken[], from: number): ScriptColumn[] {
  const select = tokens.findIndex((token, index) => index >= from && keywordOf(token) === 'SELECT');
  if (select < 0) return [];
  let depth = 0;
  let end = tokens.length;
  for (let index = select + 1; index < tokens.length; index += 1) {
    if (tokens[index]?.text === '(') depth += 1;
    if (tokens[index]?.text === ')') depth -= 1;
    if (depth === 0 && keywordOf(tokens[index]) === 'FROM') {
      end = index;
      break;
    }
  }
  return splitByComma(tokens.slice(0, end), select + 1).flatMap((part) => {
    const last = part.at(-1);
    const name = nameOf(last);
    if (name === undefined) return [];
    const before = part.at(-2);
    const isPlain = part.length === 1 || before?.text === '.' || keywordOf(before) === 'AS' || before?.text === ')';
    return isPlain ? [{ name, type: '' }] : [];
  });
}

function likeOf(tokens: readonly SqlToken[]): string | undefined {
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.text === '(') depth += 1;
    else if (token.text === ')') depth -= 1;
    else if (depth === 0 && keywordOf(token) === 'LIKE') return readName(tokens, index + 1).name;
  }
  return undefined;
}

/**
 * What a script declares: tables, views, functions, models, catalogs, with where each name stands. Tolerant: a declaration that
 * is half written gives what can be read of it.
 */
import { keywordOf, nameOf, type SqlToken } from './sql-scanner.ts';
import type { Statement } from './statements.ts';
import { closingOf, readPath, splitByComma, textOf } from './token-lists.ts';

export type DeclarationKind = 'table' | 'view' | 'materialized-table' | 'function' | 'model' | 'catalog' | 'database';

export interface DeclaredColumn {
  name: string;
  /** As written; empty where the script does not say (computed columns, views). */
  type: string;
  /** `virtual`: metadata that is only read. */
  kind: 'physical' | 'computed' | 'metadata' | 'virtual';
  comment: string;
  start: number;
  end: number;
}

export interface DeclaredOption {
  key: string;
  value: string;
  keyStart: number;
  keyEnd: number;
  valueStart: number;
  valueEnd: number;
}

export interface Declaration {
  kind: DeclarationKind;
  /** Parts of the name as written: `lake.flights.dwd` has three. */
  path: string[];
  /** Offsets of the whole name. */
  start: number;
  end: number;
  /** Index of its statement. */
  statement: number;
  columns: DeclaredColumn[];
  /** False when there may be more columns than the list says: LIKE, AS SELECT. */
  hasAllColumns: boolean;
  primaryKey: string[];
  /** As written, without WATERMARK FOR. */
  watermark: string;
  options: DeclaredOption[];
  /** Offsets of the brackets of WITH (…); undefined when there is none. */
  optionList: { start: number; end: number } | undefined;
  comment: string;
  /** Path of the table it is LIKE. */
  like: string[] | undefined;
  /** Index of the first token of its query in the statement. */
  queryAt: number | undefined;
}

const clauseStarts = new Set(['PRIMARY', 'WATERMARK', 'CONSTRAINT', 'UNIQUE', 'PERIOD']);
const typeEnds = new Set('COMMENT METADATA CONSTRAINT PRIMARY NOT NULL VIRTUAL FROM AS WATERMARK'.split(' '));
const kinds: Readonly<Record<string, DeclarationKind>> = {
  TABLE: 'table',
  VIEW: 'view',
  FUNCTION: 'function',
  MODEL: 'model',
  CATALOG: 'catalog',
  DATABASE: 'database',
};

/** What the statement declares; undefined when it declares nothing that has a name yet. */
export function declarationOf(statement: Statement, index: number): Declaration | undefined {
  const { tokens } = statement;
  const first = keywordOf(tokens[0]);
  if (first !== 'CREATE') return undefined;
  let at = 1;
  let isMaterialized = false;
  while (['OR', 'REPLACE', 'ALTER', 'TEMPORARY', 'SYSTEM', 'MATERIALIZED'].includes(keywordOf(tokens[at]))) {
    isMaterialized ||= keywordOf(tokens[at]) === 'MATERIALIZED';
    at += 1;
  }
  const kind = kinds[keywordOf(tokens[at])];
  if (kind === undefined) return undefined;
  at += 1;
  while (['IF', 'NOT', 'EXISTS'].includes(keywordOf(tokens[at]))) at += 1;
  const { path, next } = readPath(tokens, at);
  const nameStart = tokens[at];
  const nameEnd = tokens[next - 1];
  if (path.length === 0 || nameStart === undefined || nameEnd === undefined) return undefined;
  const declaration: Declaration = {
    kind: kind === 'table' && isMaterialized ? 'materialized-table' : kind,
    path,
    start: nameStart.start,
    end: nameEnd.end,
    statement: index,
    columns: [],
    hasAllColumns: true,
    primaryKey: [],
    watermark: '',
    options: [],
    optionList: undefined,
    comment: '',
    like: undefined,
    queryAt: undefined,
  };
  readClauses(tokens, next, declaration);
  return declaration;
}

function readClauses(tokens: readonly SqlToken[], from: number, declaration: Declaration): void {
  let at = from;
  if (tokens[at]?.text === '(') {
    const end = closingOf(tokens, at);
    readColumns(tokens.slice(at + 1, end), declaration);
    at = end + 1;
  }
  while (at < tokens.length) {
    const word = keywordOf(tokens[at]);
    if (word === 'WITH' && tokens[at + 1]?.text === '(') {
      const end = closingOf(tokens, at + 1);
      declaration.optionList = { start: tokens[at + 1]?.start ?? 0, end: tokens[end]?.end ?? Number.MAX_SAFE_INTEGER };
      declaration.options = readOptions(tokens, at + 2, end);
      at = end + 1;
      continue;
    }
    if (word === 'COMMENT') declaration.comment ||= textOf(tokens[at + 1]);
    if (word === 'LIKE') {
      declaration.like = readPath(tokens, at + 1).path;
      declaration.hasAllColumns = false;
    }
    if (word === 'AS' && declaration.kind !== 'function') {
      declaration.queryAt = at + 1;
      return;
    }
    if ((word === 'INPUT' || word === 'OUTPUT') && tokens[at + 1]?.text === '(') {
      const end = closingOf(tokens, at + 1);
      if (word === 'OUTPUT') readColumns(tokens.slice(at + 2, end), declaration);
      at = end + 1;
      continue;
    }
    at = tokens[at]?.text === '(' ? closingOf(tokens, at) + 1 : at + 1;
  }
}

function readColumns(tokens: readonly SqlToken[], declaration: Declaration): void {
  for (const part of splitByComma(tokens, true)) {
    const [first] = part;
    const name = nameOf(first);
    if (first === undefined || name === undefined) continue;
    if (clauseStarts.has(keywordOf(first)) && part.length > 1) {
      readConstraint(part, declaration);
      continue;
    }
    const words = part.map(keywordOf);
    const comment = words.indexOf('COMMENT');
    const metadata = words.indexOf('METADATA');
    if (words.includes('PRIMARY')) declaration.primaryKey.push(name);
    declaration.columns.push({
      name,
      type: readType(part.slice(1)),
      kind:
        words[1] === 'AS'
          ? 'computed'
          : metadata < 0
            ? 'physical'
            : words.includes('VIRTUAL', metadata)
              ? 'virtual'
              : 'metadata',
      comment: comment < 0 ? '' : textOf(part[comment + 1]),
      start: first.start,
      end: first.end,
    });
  }
}

function readConstraint(part: readonly SqlToken[], declaration: Declaration): void {
  const words = part.map(keywordOf);
  const key = words.indexOf('PRIMARY');
  if (key >= 0 && part[key + 2]?.text === '(') {
    declaration.primaryKey = part.slice(key + 3, closingOf(part, key + 2)).flatMap((token) => nameOf(token) ?? []);
  }
  if (words[0] === 'WATERMARK') declaration.watermark = joined(part.slice(2));
}

function readType(tokens: readonly SqlToken[]): string {
  let depth = 0;
  const end = tokens.findIndex((token) => {
    if (depth === 0 && typeEnds.has(keywordOf(token))) return true;
    if (token.text === '(' || token.text === '<') depth += 1;
    if (token.text === ')' || token.text === '>') depth -= 1;
    return false;
  });
  return joined(end < 0 ? tokens : tokens.slice(0, end));
}

/** Tokens as text, with one space where the script has any. */
export function joined(tokens: readonly SqlToken[]): string {
  let text = '';
  let previousEnd = tokens[0]?.start ?? 0;
  for (const token of tokens) {
    text += (token.start > previousEnd && text !== '' ? ' ' : '') + token.text;
    previousEnd = token.end;
  }
  return text.replace(/\s*,\s*/g, ', ').replace(/\(\s+/g, '(');
}

function readOptions(tokens: readonly SqlToken[], from: number, to: number): DeclaredOption[] {
  const options: DeclaredOption[] = [];
  for (let at = from; at < to; at += 1) {
    const [key, equals, value] = [tokens[at], tokens[at + 1], tokens[at + 2]];
    if (key?.kind !== 'string' || equals?.text !== '=' || value === undefined || at + 2 >= to) continue;
    options.push({
      key: textOf(key),
      value: value.kind === 'string' ? textOf(value) : value.text,
      keyStart: key.start,
      keyEnd: key.end,
      valueStart: value.start,
      valueEnd: value.end,
    });
    at += 2;
  }
  return options;
}

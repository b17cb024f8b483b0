/** What stands at an offset of a script: a table, a column, a function, an option. For hover and definition. */
import type { CatalogView, KnownColumn } from './catalog-view.ts';
import type { Declaration, DeclaredOption } from './declarations.ts';
import type { Cte, Relation } from './query.ts';
import { readScript, type ScriptModel, statementIndexAt } from './script-model.ts';
import { type Meaning, same, Scope } from './scope.ts';
import { keywordOf, nameOf, type SqlToken } from './sql-scanner.ts';

export interface Place {
  start: number;
  end: number;
}

export type Found = Place &
  (
    | { kind: 'table'; path: string[]; meaning: Meaning; scope: Scope }
    | { kind: 'alias'; relation: Relation; scope: Scope }
    | { kind: 'column'; column: KnownColumn; of: string; target: Place | undefined }
    | { kind: 'cte'; cte: Cte; scope: Scope }
    | { kind: 'function'; name: string; declaration: Declaration | undefined }
    | { kind: 'model'; declaration: Declaration }
    | { kind: 'option'; declaration: Declaration; option: DeclaredOption; part: 'key' | 'value' }
    | { kind: 'variable'; name: string }
  );

const tableWords = new Set([
  'FROM',
  'JOIN',
  'INTO',
  'OVERWRITE',
  'TABLE',
  'VIEW',
  'LIKE',
  'UPDATE',
  'DESCRIBE',
  'DESC',
  ',',
  'EXISTS',
]);

/** Undefined where nothing is known of what stands there. */
export function findAt(script: string, offset: number, view: CatalogView): Found | undefined {
  const model = readScript(script);
  const variable = variableAt(script, offset);
  if (variable !== undefined) return variable;
  const statement = model.statements.findIndex((each) => offset >= each.start && offset <= each.end);
  const tokens = model.statements[statement]?.tokens ?? [];
  const at = tokens.findIndex((token) => offset >= token.start && offset <= token.end && token.kind !== 'punctuation');
  const token = tokens[at];
  if (token === undefined) return undefined;
  const scope = new Scope(model, view, statementIndexAt(model, offset));
  if (token.kind === 'string') return optionAt(model, statement, offset);
  const name = nameOf(token);
  if (name === undefined) return undefined;
  return namedAt(tokens, at, name, { model, scope, offset });
}

interface Surroundings {
  model: ScriptModel;
  scope: Scope;
  offset: number;
}

function namedAt(tokens: readonly SqlToken[], at: number, name: string, around: Surroundings): Found | undefined {
  const { scope, model } = around;
  const token = tokens[at];
  if (token === undefined) return undefined;
  const place = { start: token.start, end: token.end };
  const { path, first, last } = pathAround(tokens, at);
  const whole = { start: tokens[first]?.start ?? token.start, end: tokens[last]?.end ?? token.end };
  const before = tokens[first - 1];
  const next = tokens[last + 1]?.text;
  if (next === '(' && keywordOf(before) !== 'TABLE' && keywordOf(before) !== 'INTO' && !isDefinition(tokens, first)) {
    const declaration = model.declarations.findLast(
      (each) => each.kind === 'function' && same(each.path.at(-1), path.at(-1)),
    );
    return { kind: 'function', name: path.join('.'), declaration, ...whole };
  }
  if (keywordOf(before) === 'MODEL') {
    const declaration = model.declarations.findLast(
      (each) => each.kind === 'model' && same(each.path.at(-1), path.at(-1)),
    );
    if (declaration !== undefined) return { kind: 'model', declaration, ...whole };
  }
  const cte = scope
    .framesAt(token.start)
    .flatMap(({ query }) => query.ctes)
    .find((each) => each.start === token.start);
  if (cte !== undefined) return { kind: 'cte', cte, scope, ...place };
  const relations = scope.relationsAt(token.start);
  const named = relations.find(
    ({ source }) => source.kind === 'name' && token.start >= source.start && token.end <= source.end,
  );
  const isTable = named !== undefined || tableWords.has(keywordOf(before) || (before?.text ?? ''));
  if (isTable && relations.every((each) => each.start !== token.start || named === each)) {
    const meaning = scope.meaningOf(path, token.start);
    if (named !== undefined || (meaning.kind !== 'unknown' && meaning.kind !== 'pending')) {
      return { kind: 'table', path, meaning, scope, ...whole };
    }
  }
  const alias = relations.find((relation) => same(relation.alias, name));
  if (alias !== undefined && (path.length === 1 || at === first))
    return { kind: 'alias', relation: alias, scope, ...place };
  return columnAt(path, at - first === 0 && path.length > 1 ? undefined : path.length > 1 ? path[0] : '', name, {
    ...around,
    place,
  });
}

function columnAt(
  path: readonly string[],
  qualifier: string | undefined,
  name: string,
  { scope, model, offset, place }: Surroundings & { place: Place },
): Found | undefined {
  if (qualifier === undefined) return undefined;
  const relations = scope.relationsAt(offset).filter((each) => qualifier === '' || same(each.alias, qualifier));
  for (const relation of relations) {
    const column = scope.columnsOf(relation).columns.find((each) => same(each.name, name));
    if (column === undefined) continue;
    return { kind: 'column', column, of: relation.alias, target: columnTarget(relation, name, scope), ...place };
  }
  const own = model.declarations.find((each) => each.statement === scope.statement);
  const column = path.length === 1 ? own?.columns.find((each) => same(each.name, name)) : undefined;
  if (own === undefined || column === undefined) return undefined;
  return { kind: 'column', column, of: own.path.join('.'), target: column, ...place };
}

/** Where a column of a relation is written. */
function columnTarget(relation: Relation, name: string, scope: Scope): Place | undefined {
  const { source } = relation;
  const input = source.kind === 'window' || source.kind === 'model' ? source.input : source;
  if (input.kind !== 'name') return undefined;
  const meaning = scope.meaningOf(input.path, relation.start);
  if (meaning.kind !== 'declared') return undefined;
  return meaning.declaration.columns.find((each) => same(each.name, name)) ?? meaning.declaration;
}

function optionAt(model: ScriptModel, statement: number, offset: number): Found | undefined {
  const declaration = model.declarations.find((each) => each.statement === statement);
  for (const option of declaration?.options ?? []) {
    if (declaration === undefined) break;
    const { keyStart, keyEnd, valueStart, valueEnd } = option;
    if (offset >= keyStart && offset <= keyEnd) {
      return { kind: 'option', declaration, option, part: 'key', start: keyStart, end: keyEnd };
    }
    if (offset >= valueStart && offset <= valueEnd) {
      return { kind: 'option', declaration, option, part: 'value', start: valueStart, end: valueEnd };
    }
  }
  return undefined;
}

function variableAt(script: string, offset: number): Found | undefined {
  const start = script.lastIndexOf('${', offset);
  const end = start < 0 ? -1 : script.indexOf('}', start);
  const name = script.slice(start + 2, end);
  if (start < 0 || end < offset || !/^[\w.-]+$/.test(name)) return undefined;
  return { kind: 'variable', name, start, end: end + 1 };
}

/** CREATE TABLE name (…): the bracket opens columns, not arguments. */
function isDefinition(tokens: readonly SqlToken[], first: number): boolean {
  const before = tokens.slice(Math.max(0, first - 4), first).map(keywordOf);
  return (
    before.some((word) => ['TABLE', 'VIEW', 'FUNCTION', 'MODEL', 'EXISTS', 'OVERWRITE'].includes(word)) &&
    ['CREATE', 'INSERT', 'DROP'].includes(keywordOf(tokens[0]))
  );
}

function pathAround(tokens: readonly SqlToken[], at: number): { path: string[]; first: number; last: number } {
  let first = at;
  while (tokens[first - 1]?.text === '.' && nameOf(tokens[first - 2]) !== undefined) first -= 2;
  let last = at;
  while (tokens[last + 1]?.text === '.' && nameOf(tokens[last + 2]) !== undefined) last += 2;
  const path: string[] = [];
  for (let index = first; index <= last; index += 2) path.push(nameOf(tokens[index]) ?? '');
  return { path, first, last };
}

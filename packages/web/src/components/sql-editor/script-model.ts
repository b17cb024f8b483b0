/** A script as the editor understands it: tokens, statements, declarations. Read once per text. */
import { type Declaration, declarationOf } from './declarations.ts';
import { keywordOf, meaningfulTokens, scanSql, type SqlToken } from './sql-scanner.ts';
import { type Statement, statementsOf } from './statements.ts';
import { readPath } from './token-lists.ts';

export interface ScriptModel {
  text: string;
  /** Every token, spaces and comments included. */
  tokens: SqlToken[];
  statements: Statement[];
  declarations: Declaration[];
  /** Catalog and database that short names mean, for each statement. */
  places: CurrentPlace[];
  /** The last table or view of each full name, in lower case. */
  tables: ReadonlyMap<string, Declaration>;
}

const remembered: ScriptModel[] = [];
const memorySize = 4;

/** Reads a script, or gives what was read of the same text before. */
export function readScript(text: string): ScriptModel {
  const known = remembered.find((model) => model.text === text);
  if (known !== undefined) return known;
  const tokens = scanSql(text);
  const statements = statementsOf(meaningfulTokens(tokens));
  const declarations = statements.flatMap((statement, index) => declarationOf(statement, index) ?? []);
  const places = placesOf(statements);
  const tables = new Map<string, Declaration>();
  for (const declaration of declarations) {
    if (declaration.kind !== 'table' && declaration.kind !== 'view' && declaration.kind !== 'materialized-table')
      continue;
    tables.set(keyOf(declaration.path, places[declaration.statement] ?? firstPlace), declaration);
  }
  const model = { text, tokens, statements, declarations, places, tables };
  remembered.unshift(model);
  remembered.length = Math.min(remembered.length, memorySize);
  return model;
}

/** Index of the statement an offset is in, or of the one before it. -1 before the first. */
export function statementIndexAt(model: ScriptModel, offset: number): number {
  const inside = model.statements.findIndex((each) => offset >= each.start && offset <= each.end + 1);
  return inside >= 0 ? inside : model.statements.findLastIndex((each) => each.end <= offset);
}

export interface CurrentPlace {
  catalog: string;
  database: string;
}

const firstPlace: CurrentPlace = { catalog: 'default_catalog', database: 'default_database' };

/** Catalog and database that short names mean in a statement, by the USE statements before it. */
export function placeAt(model: ScriptModel, statement: number): CurrentPlace {
  return model.places[Math.max(0, statement)] ?? firstPlace;
}

function placesOf(statements: readonly Statement[]): CurrentPlace[] {
  let place = firstPlace;
  return statements.map(({ tokens }) => {
    const before = place;
    place = placeAfter(tokens, place);
    return before;
  });
}

function placeAfter(tokens: readonly SqlToken[], place: CurrentPlace): CurrentPlace {
  if (keywordOf(tokens[0]) !== 'USE' || keywordOf(tokens[1]) === 'MODULES') return place;
  const isCatalog = keywordOf(tokens[1]) === 'CATALOG';
  const [first, second] = readPath(tokens, isCatalog ? 2 : 1).path;
  if (first === undefined) return place;
  // The database that a catalog begins with is its own; `default` is what Paimon and Hive have.
  if (isCatalog) return { catalog: first, database: first === firstPlace.catalog ? firstPlace.database : 'default' };
  return second === undefined ? { ...place, database: first } : { catalog: first, database: second };
}

/** A name in three parts and lower case, to find tables by. */
export function keyOf(path: readonly string[], place: CurrentPlace): string {
  return fullPath(path, place).join('.').toLowerCase();
}

/** A name in three parts. */
export function fullPath(path: readonly string[], place: CurrentPlace): [string, string, string] {
  const [first = '', second = '', third = ''] = path;
  if (path.length >= 3) return [first, second, third];
  return path.length === 2 ? [place.catalog, first, second] : [place.catalog, place.database, first];
}

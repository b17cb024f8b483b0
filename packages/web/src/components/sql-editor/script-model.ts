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
  const model = { text, tokens, statements, declarations };
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

/** Catalog and database that short names mean in a statement, by the USE statements before it. */
export function placeAt(model: ScriptModel, statement: number): CurrentPlace {
  let place = { catalog: 'default_catalog', database: 'default_database' };
  for (const { tokens } of model.statements.slice(0, Math.max(0, statement))) {
    if (keywordOf(tokens[0]) !== 'USE') continue;
    const isCatalog = keywordOf(tokens[1]) === 'CATALOG';
    const { path } = readPath(tokens, isCatalog ? 2 : 1);
    const [first, second] = path;
    if (first === undefined || keywordOf(tokens[1]) === 'MODULES') continue;
    // The database that a catalog begins with is its own; `default` is what Paimon and Hive have.
    if (isCatalog) place = { catalog: first, database: first === 'default_catalog' ? 'default_database' : 'default' };
    else place = second === undefined ? { ...place, database: first } : { catalog: first, database: second };
  }
  return place;
}

/** A name in three parts. */
export function fullPath(path: readonly string[], place: CurrentPlace): [string, string, string] {
  const [first = '', second = '', third = ''] = path;
  if (path.length >= 3) return [first, second, third];
  return path.length === 2 ? [place.catalog, first, second] : [place.catalog, place.database, first];
}

/**
 * Tables of lakes that planning itself would create: Iceberg's connector makes its table when a plan first names it, and Paimon's where
 * `auto-create` says so. A check moves them to a scratch folder, so that nothing is made where they belong. Pure.
 */
import { MappedText } from './mapped-text.ts';
import { type OptionPair, optionsOf } from './options.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { pairsText, withoutOptions, withText } from './statement-edits.ts';
import { asScratchTable, withoutCreatedName } from './table-shadow.ts';
import { isSymbol, isWord, type Token } from './tokens.ts';

/** The options of each connector that say where its table is, and those that put it into a folder. */
const places = {
  iceberg: {
    keys: new Set(['catalog-type', 'catalog-impl', 'warehouse', 'uri', 'io-impl']),
    // https://iceberg.apache.org/docs/latest/flink-connector/: a catalog of type hadoop is a folder.
    at: (folder: string) => ({ 'catalog-type': 'hadoop', warehouse: folder }),
  },
  paimon: { keys: new Set(['path']), at: (folder: string) => ({ path: folder }) },
};

/**
 * A CREATE TABLE of a lake's catalog as a temporary table of the lake's connector in `folder` (a URI). Undefined for other catalogs, and for
 * forms this cannot be done for (LIKE, OR REPLACE).
 */
export function inScratchLake(
  statement: PreparedStatement,
  catalogType: string,
  folder: string,
): MappedText | undefined {
  const options = scratchOptionsOf(catalogType, folder);
  if (options === undefined) return undefined;
  // A place of its own would win over the folder.
  const own = new Set([...Object.keys(options), ...places[catalogType as keyof typeof places].keys]);
  return asScratchTable(withoutOptions(statement, own), options);
}

/** Options with which a table of such a catalog is one of the lake's connector in `folder`; undefined for other catalogs. */
function scratchOptionsOf(catalogType: string, folder: string): Record<string, string> | undefined {
  if (catalogType === 'paimon') return { connector: 'paimon', ...places.paimon.at(folder), 'auto-create': 'true' };
  if (catalogType !== 'iceberg') return undefined;
  return { connector: 'iceberg', 'catalog-name': 'scratch', ...places.iceberg.at(folder) };
}

/** True where planning a statement that names a table with these options may create the table. */
export function isMadeByPlanning(pairs: readonly OptionPair[]): boolean {
  return pairs.some(({ key, value }) =>
    key === 'connector' ? value === 'iceberg' : key === 'auto-create' && value.toLowerCase() === 'true',
  );
}

/** A CREATE TABLE as it is; with its data in `folder` (a URI) where planning would create the table. */
export function keptFromOutside(statement: PreparedStatement, folder: string): PreparedStatement {
  const { tokens, text } = statement;
  const pairs = optionsOf(tokens);
  const connector = pairs.find(({ key, value }) => key === 'connector' && Object.hasOwn(places, value));
  if (connector === undefined || !isMadeByPlanning(pairs) || !saysItsColumns(statement)) return statement;
  const { keys, at } = places[connector.value as keyof typeof places];
  const added = `, ${pairsText(at(folder))}`;
  const parts: MappedText[] = [];
  let done = 0;
  for (const pair of pairs) {
    if (pair === connector) {
      const { end } = connector.token;
      parts.push(text.slice(done, end), MappedText.inserted(added, text.originOf(end - 1, end).end));
      done = end;
    } else if (keys.has(pair.key)) {
      const { start, end } = withComma(pair, tokens, pair.token.start > connector.token.start);
      parts.push(text.slice(done, start));
      done = end;
    }
  }
  return withText(statement, MappedText.join([...parts, text.slice(done, text.text.length)]));
}

/** A table whose columns the statement does not say has to be there already. */
function saysItsColumns(statement: PreparedStatement): boolean {
  const { tokens } = withoutCreatedName(statement);
  return isSymbol(tokens[0], '(') || tokens.some((token) => isWord(token, 'LIKE'));
}

/** A pair with the comma between it and the pair of the connector, so that no comma is taken twice. */
function withComma(pair: OptionPair, tokens: readonly Token[], isBehind: boolean): { start: number; end: number } {
  const value = tokens.indexOf(pair.token);
  const [key, before, after] = [tokens[value - 2], tokens[value - 3], tokens[value + 1]];
  const isCut = !isBehind && isSymbol(after, ',');
  return {
    start: (isBehind && isSymbol(before, ',') ? before?.start : key?.start) ?? pair.token.start,
    end: (isCut ? after?.end : undefined) ?? pair.token.end,
  };
}

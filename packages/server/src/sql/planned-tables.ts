/**
 * Tables that planning makes where they belong, unless they are there (scratch-lake.ts): whether they are, asked in a way that makes
 * nothing.
 */
import { quotedPath } from '../lib/quoted-name.ts';
import type { ObjectPath } from './checker-state.ts';
import { type OptionPair, optionsOf } from './options.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { editedText, pairsText, withText } from './statement-edits.ts';
import { asTemporary, nameIndexOf } from './table-shadow.ts';
import { readName } from './tokens.ts';

/** Runs a text; what Flink has against it, undefined where it took it. */
export type Attempt = (text: string) => Promise<string | undefined>;

/** Options of an Iceberg table that its catalog does not have. https://iceberg.apache.org/docs/latest/flink-connector/ */
const ofTable: ReadonlySet<string> = new Set(['connector', 'catalog-name', 'catalog-database', 'catalog-table']);
const look = 'liusu_look';

/** True unless Flink finds no such table. `path`: that of the statement's table in Flink. */
export async function isPlannedTableThere(
  statement: PreparedStatement,
  path: ObjectPath,
  attempt: Attempt,
): Promise<boolean> {
  const pairs = optionsOf(statement.tokens);
  const connector = pairs.find(({ key }) => key === 'connector')?.value;
  return connector === 'iceberg' ? await isInIceberg(pairs, path, attempt) : await isPaimon(statement, attempt);
}

async function isInIceberg(pairs: readonly OptionPair[], path: ObjectPath, attempt: Attempt): Promise<boolean> {
  const all = Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
  const own = Object.fromEntries(Object.entries(all).filter(([key]) => !ofTable.has(key)));
  const place = [look, all['catalog-database'] ?? path[1] ?? '', all['catalog-table'] ?? path[2] ?? ''];
  const catalog = quotedPath([look]);
  const refused = await attempt(`CREATE CATALOG ${catalog} WITH (${pairsText({ ...own, type: 'iceberg' })})`);
  // What is wrong with it shows where the table is used.
  if (refused !== undefined) return true;
  const missing = await attempt(`DESCRIBE ${quotedPath(place)}`);
  await attempt(`DROP CATALOG ${catalog}`);
  return missing === undefined;
}

async function isPaimon(statement: PreparedStatement, attempt: Attempt): Promise<boolean> {
  const probe = probeOf(statement);
  if (probe === undefined || (await attempt(probe)) !== undefined) return true;
  const missing = await attempt(`EXPLAIN SELECT 1 FROM ${quotedPath([look])}`);
  await attempt(`DROP TEMPORARY TABLE ${quotedPath([look])}`);
  return missing === undefined || !/Schema file not found/.test(missing);
}

/** The table under another name, and such that planning does not make it. */
function probeOf(statement: PreparedStatement): string | undefined {
  const { tokens, text } = statement;
  const name = readName(tokens, text.text, nameIndexOf(statement) ?? -1);
  if (name === undefined) return undefined;
  const automatic = optionsOf(tokens).filter(({ key }) => key === 'auto-create');
  const edits = [
    { start: name.start, end: name.end, by: quotedPath([look]) },
    ...automatic.map(({ token }) => ({ start: token.start, end: token.end, by: "'false'" })),
  ];
  const probe = withText(statement, editedText(text, edits));
  return (statement.kind === 'CREATE_TABLE' ? asTemporary(probe) : probe.text)?.text;
}

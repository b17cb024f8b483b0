/** The sink of an INSERT that is previewed: its columns name those of the rows, and Flink checks them against it. Nothing is written. */
import type { Column } from '@liusu/contract/sql';

import { StatementFailed } from '../flink/sql-gateway-client.ts';
import { quotedPath } from '../lib/quoted-name.ts';
import type { GatewaySession, RunOptions } from './gateway-session.ts';
import { optionsOf } from './options.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { isMadeByPlanning } from './scratch-lake.ts';
import { isSymbol, isWord, readName, tokenize } from './tokens.ts';

export interface Sink {
  parts: string[];
  /** Columns that the INSERT names itself. */
  named: string[] | undefined;
}

/** Where an INSERT writes; undefined where that cannot be read. */
export function sinkOf(insert: PreparedStatement): Sink | undefined {
  const { text } = insert;
  const tokens = insert.tokens.filter(({ kind }) => kind !== 'hint');
  const into = tokens.findIndex((token) => isWord(token, 'INTO', 'OVERWRITE'));
  const name =
    into < 0 ? undefined : readName(tokens, text.text, isWord(tokens[into + 1], 'TABLE') ? into + 2 : into + 1);
  if (name === undefined) return undefined;
  let at = name.next;
  if (isWord(tokens[at], 'PARTITION')) {
    at = tokens.findIndex((token, i) => i > at && isSymbol(token, ')')) + 1;
    // Columns that PARTITION gives a value are in no row of the query.
    if (!isSymbol(tokens[at], '(')) return { parts: name.parts, named: [] };
  }
  if (!isSymbol(tokens[at], '(') || isSymbol(tokens[at + 1], '(')) return { parts: name.parts, named: undefined };
  if (isWord(tokens[at + 1], 'SELECT', 'WITH', 'VALUES')) return { parts: name.parts, named: undefined };
  const named: string[] = [];
  for (let i = at + 1; i < tokens.length && !isSymbol(tokens[i], ')'); i += 1) {
    const column = readName(tokens, text.text, i);
    if (column === undefined) continue;
    named.push(column.parts.join('.'));
    i = column.next - 1;
  }
  return { parts: name.parts, named };
}

/** The columns of a query's rows under the names the sink has for them; as they are where that is not one for one. */
export async function sinkColumns(
  columns: readonly Column[],
  { parts, named }: Sink,
  session: GatewaySession,
  options: RunOptions,
): Promise<Column[]> {
  const names = named ?? (await writtenColumns(parts, session, options));
  return columns.map((column, i) =>
    names.length === columns.length ? { ...column, name: names[i] ?? column.name } : column,
  );
}

async function writtenColumns(
  parts: readonly string[],
  session: GatewaySession,
  options: RunOptions,
): Promise<string[]> {
  try {
    const rows = await session.rowsOf(`DESCRIBE ${quotedPath(parts)}`, options);
    // Name, type, null, key, extras, watermark: extras of a computed column begin with AS.
    return rows.filter((row) => !/^AS\b|VIRTUAL/.test(String(row[4] ?? ''))).map((row) => String(row[0]));
  } catch (error) {
    if (error instanceof StatementFailed) return [];
    throw error;
  }
}

/** True where planning an INSERT may create its table outside. Also where the table's options cannot be read. */
export async function mayMakeItsSink(
  insert: PreparedStatement,
  session: Pick<GatewaySession, 'rowsOf'>,
  options: RunOptions,
): Promise<boolean> {
  const sink = sinkOf(insert);
  const hints = insert.tokens.filter(({ kind }) => kind === 'hint');
  if (sink === undefined || hints.some(({ value }) => makesTables(value.slice(3, -2)))) return true;
  try {
    // What Flink knows of it: with options it took over from another by LIKE.
    const [row] = await session.rowsOf(`SHOW CREATE TABLE ${quotedPath(sink.parts)}`, options);
    return makesTables(String(row?.[0] ?? ''));
  } catch (error) {
    // There is no such table, which the plan will tell.
    if (error instanceof StatementFailed) return false;
    throw error;
  }
}

function makesTables(text: string): boolean {
  return isMadeByPlanning(optionsOf(tokenize(text).tokens));
}

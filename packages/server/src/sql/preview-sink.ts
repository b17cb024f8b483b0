/** The sink of an INSERT that is previewed: its columns name those of the rows, and Flink checks them against it. Nothing is written. */
import type { Column } from '@liusu/contract/sql';

import { StatementFailed } from '../flink/sql-gateway-client.ts';
import { quotedPath } from '../lib/quoted-name.ts';
import type { GatewaySession, RunOptions } from './gateway-session.ts';
import { optionsOf } from './options.ts';
import { type Sink, sinkOf } from './insert-sink.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { isMadeByPlanning } from './scratch-lake.ts';
import { tokenize } from './tokens.ts';

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

/** Puts sample rows in the place of a session's source tables, for one preview. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { SampleRows, Samples } from '@liusu/contract/sample';

import { StatementFailed } from '../flink/sql-gateway-client.ts';
import { LiusuError } from '../lib/errors.ts';
import type { GatewaySession } from './gateway-session.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { quotedPath } from './quoted-path.ts';
import { formatOf, sampleTableOf, sampleText } from './sample-table.ts';
import { createdNameOf } from './table-shadow.ts';
import { tokenize } from './tokens.ts';
import { type Words, words } from './words.ts';

export interface SampleTablesOptions {
  session: GatewaySession;
  /** A folder of this preview alone. */
  folder: string;
  config: Readonly<Record<string, string>>;
  mode: 'streaming' | 'batch';
  signal: AbortSignal;
}

/**
 * Hides each table that has a sample by a temporary one over its rows. Throws SQL_SAMPLE_NOT_USABLE for a table that is not there,
 * or that is none.
 */
export async function replaceBySamples(samples: Samples, options: SampleTablesOptions): Promise<void> {
  const entries = Object.entries(samples);
  if (entries.length === 0) return;
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  for (const [i, [table, sample]] of entries.entries()) {
    await replace(table, sample, join(options.folder, `${i}.json`), options);
  }
}

/** True when a statement defines a table that a sample stands in for: where its rows come from is never asked. */
export function isReplaced(statement: PreparedStatement, samples: Samples): boolean {
  if (statement.kind !== 'CREATE_TABLE' && statement.kind !== 'CREATE_TEMPORARY_TABLE') return false;
  const name = createdNameOf(statement)?.parts;
  return name !== undefined && Object.keys(samples).some((table) => samePath(partsOf(table), name));
}

function samePath(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((part, i) => part === other[i]);
}

/** Removes what the preview's samples left. */
export function removeSamples(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

async function replace(
  table: string,
  sample: SampleRows,
  file: string,
  { session, config, mode, signal }: SampleTablesOptions,
): Promise<void> {
  const run = { signal, config };
  const path = pathOf(table);
  const shown = await definitionOf(session, table, path, run);
  const format = formatOf(sample, mode);
  const made = sampleTableOf(shown, pathToFileURL(file).href, format);
  if (made === undefined) throw notUsable(table, words('它不是一张表', 'it is no table'));
  const unknown = unknownColumns(sample, [...made.columns.map(({ name }) => name), ...made.computed]);
  if (unknown.length > 0) {
    const names = unknown.join(', ');
    throw notUsable(table, words(`它没有列 ${names}`, `it has no column ${names}`));
  }
  writeFileSync(file, sampleText(sample, made.columns, format), { mode: 0o600 });
  if (/^CREATE TEMPORARY\b/.test(shown)) await session.run(`DROP TEMPORARY TABLE ${path}`, run);
  await session.run(made.statement, run);
}

async function definitionOf(
  session: GatewaySession,
  table: string,
  path: string,
  run: { signal: AbortSignal; config: Readonly<Record<string, string>> },
): Promise<string> {
  try {
    const rows = await session.rowsOf(`SHOW CREATE TABLE ${path}`, run);
    return String(rows[0]?.[0] ?? '');
  } catch (error) {
    if (!(error instanceof StatementFailed)) throw error;
    throw notUsable(table, words('脚本和目录里都没有这张表', 'there is no such table in the script or its catalogs'));
  }
}

/** Fields that are in the rows and in none of the columns; all rows of a recording have the same. */
function unknownColumns({ rows }: SampleRows, columns: readonly string[]): string[] {
  const known = new Set(columns.map((name) => name.toLowerCase()));
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return [...names].filter((name) => !known.has(name.toLowerCase())).slice(0, 5);
}

function notUsable(table: string, why: Words): LiusuError {
  const told = words(`${table} 的样本不能用：${why.zh}。`, `The sample of ${table} cannot be used: ${why.en}.`);
  return new LiusuError('SQL_SAMPLE_NOT_USABLE', told, { params: { table } });
}

function partsOf(table: string): string[] {
  return tokenize(table)
    .tokens.filter(({ kind }) => kind !== 'symbol')
    .map((token) => (token.kind === 'identifier' ? token.value : table.slice(token.start, token.end)));
}

/** The name with each part quoted. */
function pathOf(table: string): string {
  return quotedPath(partsOf(table));
}

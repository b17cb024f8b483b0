/** Puts sample rows in the place of a session's source tables, for one preview. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { SampleRows, Samples } from '@liusu/contract/sample';

import { StatementFailed } from '../flink/sql-gateway-client.ts';
import type { GatewaySession } from './gateway-session.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { notUsable, requireFittingRows } from './sample-check.ts';
import { formatOf, sampleTableOf, sampleText } from './sample-table.ts';
import { isNameOf, pathOf } from './table-path.ts';
import { words } from './words.ts';

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
 * or that is none, and for rows that are none of its.
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
  return Object.keys(samples).some((table) => isNameOf(statement, table));
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
  requireFittingRows(table, sample, made);
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

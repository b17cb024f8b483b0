/**
 * Catalogs that make something outside as soon as a session knows them: Paimon's makes the folder of its warehouse, and the database
 * `default` in it. A check and a preview keep it from doing so. A warehouse in which nothing is yet is an empty one in the scratch folder:
 * there databases can be made and used as a job would do it.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { optionsOf } from './options.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { editedText, openingOf, pairsText, withoutOptions, withText } from './statement-edits.ts';

/** https://paimon.apache.org/docs/master/maintenance/configurations/: FlinkCatalogOptions. Without it, the catalog makes `default`. */
const noDefaultKey = 'disable-create-table-in-default-db';

/** The folder of the database that Paimon makes by itself. */
const defaultFolder = 'default.db';

/** A CREATE CATALOG that makes nothing outside. */
export interface KeptCatalog {
  statement: PreparedStatement;
  /** True where its warehouse is an empty one in the scratch folder: databases made in it end with the session. */
  isScratch: boolean;
}

/** A CREATE CATALOG as it is, or as one that makes nothing outside of `folder` (a URI). `isBare`: of a folder of this machine. */
export function catalogKeptFromOutside(
  statement: PreparedStatement,
  folder: string,
  isBare: (path: string) => boolean = holdsNothing,
): KeptCatalog {
  const options = Object.fromEntries(optionsOf(statement.tokens).map(({ key, value }) => [key, value]));
  const path = isInFolder(options) ? localPathOf(options['warehouse'] ?? '') : undefined;
  // A warehouse without tables: an empty one is as good.
  if (path !== undefined && isBare(path)) {
    return { statement: withOptions(statement, { warehouse: folder }), isScratch: true };
  }
  const isPaimon = options['type'] === 'paimon';
  return { statement: isPaimon ? withOptions(statement, { [noDefaultKey]: 'true' }) : statement, isScratch: false };
}

/** True for a catalog that keeps all it knows in the folder of its warehouse. */
function isInFolder(options: Readonly<Record<string, string>>): boolean {
  if (options['type'] === 'paimon') return (options['metastore'] ?? 'filesystem') === 'filesystem';
  return options['type'] === 'iceberg' && options['catalog-type'] === 'hadoop' && options['catalog-impl'] === undefined;
}

/** True for a folder that is not there, or has nothing but the empty database that Paimon makes by itself. */
function holdsNothing(path: string): boolean {
  const inside = namesIn(path);
  if (inside?.length !== 1) return inside?.length === 0;
  return inside[0] === defaultFolder && namesIn(join(path, defaultFolder))?.length === 0;
}

/** Undefined for what is no folder, or cannot be looked into. */
function namesIn(path: string): string[] | undefined {
  try {
    return readdirSync(path);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? [] : undefined;
  }
}

function withOptions(statement: PreparedStatement, options: Readonly<Record<string, string>>): PreparedStatement {
  const { tokens, text } = withoutOptions(statement, new Set(Object.keys(options)));
  const at = openingOf(tokens, optionsOf(tokens));
  return at === undefined
    ? statement
    : withText(statement, editedText(text, [{ start: at, end: at, by: `${pairsText(options)}, ` }]));
}

/** Undefined where the warehouse is not on this machine. Paimon takes a path without a scheme for one of the machine. */
function localPathOf(warehouse: string): string | undefined {
  if (warehouse.startsWith('/')) return warehouse;
  try {
    return /^file:/i.test(warehouse) ? fileURLToPath(warehouse) : undefined;
  } catch {
    // Not a URI of a file: what it is Flink will say.
    return undefined;
  }
}

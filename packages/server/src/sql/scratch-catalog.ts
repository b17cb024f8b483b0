/**
 * Catalogs that make something outside as soon as a session knows them: Paimon's makes the folder of its warehouse, and the database
 * `default` in it. A check and a preview keep it from doing so.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { optionsOf } from './options.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { editedText, openingOf, pairsText, withoutOptions, withText } from './statement-edits.ts';

/** https://paimon.apache.org/docs/master/maintenance/configurations/: FlinkCatalogOptions. Without it, the catalog makes `default`. */
const noDefaultKey = 'disable-create-table-in-default-db';

/** A CREATE CATALOG as it is, or as one that makes nothing outside of `folder` (a URI). `isThere`: of a folder of this machine. */
export function catalogKeptFromOutside(
  statement: PreparedStatement,
  folder: string,
  isThere: (path: string) => boolean = existsSync,
): PreparedStatement {
  const options = Object.fromEntries(optionsOf(statement.tokens).map(({ key, value }) => [key, value]));
  if (options['type'] !== 'paimon') return statement;
  const path = localPathOf(options['warehouse'] ?? '');
  const isMissing = (options['metastore'] ?? 'filesystem') === 'filesystem' && path !== undefined && !isThere(path);
  // A warehouse that is not there has no tables: an empty one is as good.
  return isMissing ? withOptions(statement, { warehouse: folder }) : withOptions(statement, { [noDefaultKey]: 'true' });
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

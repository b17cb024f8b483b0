/** Which part of a table's path is not there, and what stands beside it: asked of the session once Flink has missed it. */
import { quotedPath } from '../lib/quoted-name.ts';
import type { MissingPart } from './error-rules/rule.ts';
import { firstColumn } from './first-column.ts';
import type { GatewaySession, RunOptions } from './gateway-session.ts';

/** The path of the table that a message of Flink's is about, as far as it tells: three parts, or catalog and database. */
export function missingPathOf(text: string): string[] | undefined {
  const object = /Object '(.+?)' not found within '(.+?)'/.exec(text);
  if (object !== null) return [...(object[2] ?? '').split('.'), object[1] ?? ''];
  const named =
    /Cannot find table '(.+?)' in any of the catalogs/.exec(text) ??
    /with (?:the )?identifier '?(`.+?`|[^'`\s]+)'? (?:does not|doesn't) exist/.exec(text);
  if (named === null) return undefined;
  const parts = pathParts(named[1] ?? '');
  return parts.length === 3 ? parts : undefined;
}

function pathParts(path: string): string[] {
  return path.startsWith('`') ? path.slice(1, -1).split('`.`') : path.split('.');
}

/** Asks level by level which part is not there. Undefined where all of them are, or none can be asked about. */
export async function missingPart(
  path: readonly string[],
  session: GatewaySession,
  options: RunOptions,
): Promise<MissingPart | undefined> {
  const [catalog = '', database = '', table] = path;
  const catalogs = await firstColumn('SHOW CATALOGS', session, options);
  if (!catalogs.includes(catalog)) return { kind: 'catalog', name: catalog, within: '', candidates: catalogs };
  const databases = await firstColumn(`SHOW DATABASES FROM ${quotedPath([catalog])}`, session, options);
  if (!databases.includes(database)) {
    return { kind: 'database', name: database, within: catalog, candidates: databases };
  }
  if (table === undefined) return undefined;
  const tables = await firstColumn(`SHOW TABLES FROM ${quotedPath([catalog, database])}`, session, options);
  if (tables.includes(table)) return undefined;
  return { kind: 'table', name: table, within: `${catalog}.${database}`, candidates: tables };
}

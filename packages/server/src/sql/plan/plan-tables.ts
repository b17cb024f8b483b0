/**
 * The tables of a plan as the session knows them: where their data is, and how tables of a lake's catalog are made findable.
 * A stored plan finds a table's factory by the option 'connector' only, so such a table is hidden by a temporary one of the
 * same name with the lake's connector over the same path. There its operators also get ids that do not hang on the topology.
 */
import { redactText } from '../../lib/redact.ts';
import { optionsOf } from '../options.ts';
import { prepareScript, type PreparedStatement } from '../prepared-script.ts';
import { asScratchTable } from '../table-shadow.ts';
import { kindOf, tableOf } from './flow.ts';
import type { TableIdentities, TableIdentity } from './operators.ts';
import { type StoredPlan, tablesOf } from './stored-plan.ts';

export interface PlanTables {
  tables: TableIdentities;
  /** Statements that hide catalog tables, to be run before the plan is executed. */
  shadows: string[];
}

/** Options that say which data a table stands for. Addresses and accounts may change while the data stays. */
const placeKeys: ReadonlySet<string> = new Set([
  'path',
  'topic',
  'topic-pattern',
  'table-name',
  'database-name',
  'schema-name',
  'collection',
  'index',
]);

/** Options a catalog may have for its tables to be found by their path alone. */
const pathCatalogKeys: ReadonlySet<string> = new Set(['type', 'warehouse', 'metastore']);

/** Catalogs whose tables a plan finds by itself. */
export const memoryTypes: ReadonlySet<string> = new Set(['generic_in_memory', 'memory']);

/** Type of each catalog a script creates; `other` where its tables cannot be found by their path. */
export function catalogTypesOf(statements: readonly PreparedStatement[]): Record<string, string> {
  const types: Record<string, string> = {};
  for (const { kind, tokens } of statements) {
    if (kind !== 'CREATE_CATALOG') continue;
    const name = tokens.find(
      (token) => token.kind === 'identifier' || !/^(?:CREATE|CATALOG|IF|NOT|EXISTS)$/.test(token.value),
    );
    const options = Object.fromEntries(optionsOf(tokens).map(({ key, value }) => [key, value]));
    if (name === undefined) continue;
    const byPath = Object.keys(options).every((key) => pathCatalogKeys.has(key));
    const metastore = options['metastore'] ?? 'filesystem';
    const isLake = options['type'] === 'paimon' && byPath && metastore === 'filesystem';
    const type = isLake || memoryTypes.has(options['type'] ?? '') ? (options['type'] ?? 'other') : 'other';
    types[name.value.toLowerCase()] = type;
  }
  return types;
}

/**
 * Looks at each table of a plan. `showCreate` gives the words of SHOW CREATE TABLE. Undefined when one of them is in a
 * catalog whose tables a plan cannot use.
 */
export async function lookAtTables(
  plan: StoredPlan,
  catalogTypes: Readonly<Record<string, string>>,
  showCreate: (table: string) => Promise<string>,
): Promise<PlanTables | undefined> {
  const tables: Record<string, TableIdentity> = {};
  const shadows: string[] = [];
  for (const table of tablesOf(plan)) {
    const statement = prepareScript(await showCreate(table), {}).statements[0];
    if (statement === undefined) return undefined;
    const options = Object.fromEntries(optionsOf(statement.tokens).map(({ key, value }) => [key, value]));
    const catalog = /^`((?:[^`]|``)*)`/.exec(table)?.[1]?.replaceAll('``', '`') ?? '';
    const type = catalogTypes[catalog.toLowerCase()] ?? 'other';
    const isOwn = options['connector'] !== undefined || memoryTypes.has(type);
    if (isOwn) {
      tables[table] = { connector: options['connector'] ?? type, place: placeOf(options) };
      continue;
    }
    if (type !== 'paimon' || options['path'] === undefined) return undefined;
    const ids = ownIds(plan, table, options);
    const shadow = asScratchTable(statement, { connector: type, ...ids.options });
    if (shadow === undefined) return undefined;
    shadows.push(shadow.text);
    tables[table] = { connector: type, place: placeOf(options), ...(ids.areOurs ? {} : { idsAreOurs: false }) };
  }
  return { tables, shadows };
}

function placeOf(options: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(options)
      .filter(([key]) => placeKeys.has(key))
      .map(([key, value]) => [key, redactText(value)]),
  );
}

/** Paimon numbers its writers itself, unless told a suffix: one per table, so it must stand in the plan once. */
function ownIds(
  plan: StoredPlan,
  table: string,
  options: Readonly<Record<string, string>>,
): { options: Record<string, string>; areOurs: boolean } {
  const count = (kind: string, field: string) =>
    plan.nodes.filter((node) => kindOf(node.type) === kind && tableOf(node.fields[field]) === table).length;
  const sinks = count('sink', 'dynamicTableSink');
  const sources = count('table-source-scan', 'scanTableSource');
  const isConsumer = options['consumer-id'] !== undefined;
  return {
    options: {
      ...(sinks === 1 ? { 'sink.operator-uid.suffix': 'liusu' } : {}),
      ...(sources === 1 ? { 'source.operator-uid.suffix': 'liusu' } : {}),
    },
    areOurs: sinks <= 1 && (sources <= 1 || !isConsumer),
  };
}

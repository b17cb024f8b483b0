/** Which tables a script reads and writes, and which feed which, as Flink's own plan has it. */
import type { SqlPosition } from '@liusu/contract/problem';
import type { SqlExplanation } from '@liusu/contract/sql-plan';

export interface LineageTable {
  /** Full name. */
  name: string;
  /** It is read. */
  isRead: boolean;
  /** It is written. */
  isWritten: boolean;
  /** Where the script names it. */
  origin: SqlPosition | null;
}

export interface Lineage {
  tables: LineageTable[];
  /** Rows of `from` reach `to`. */
  flows: { from: string; to: string }[];
}

/** Every table once, sources first; a flow for each pair that is joined by a path of operators. Pure. */
export function lineageOf({ plans }: SqlExplanation): Lineage {
  const tables = new Map<string, LineageTable>();
  const flows = new Map<string, { from: string; to: string }>();
  for (const plan of plans) {
    const tableOf = new Map<string, string>();
    const sinks = new Set<string>();
    for (const { id, kind, table, origin } of plan.nodes) {
      if (table === null) continue;
      const isSink = kind === 'sink';
      tableOf.set(id, table);
      if (isSink) sinks.add(id);
      const known = tables.get(table);
      tables.set(table, {
        name: table,
        isRead: (known?.isRead ?? false) || !isSink,
        isWritten: (known?.isWritten ?? false) || isSink,
        origin: known?.origin ?? origin,
      });
    }
    const next = new Map<string, string[]>();
    for (const { from, to } of plan.edges) next.set(from, [...(next.get(from) ?? []), to]);
    for (const [id, from] of tableOf) {
      if (sinks.has(id)) continue;
      for (const reached of reachable(id, next)) {
        const to = tableOf.get(reached);
        if (to !== undefined && sinks.has(reached)) flows.set(`${from}\n${to}`, { from, to });
      }
    }
  }
  const byRole = (table: LineageTable): number => (table.isWritten ? 1 : 0);
  return {
    tables: [...tables.values()].sort((a, b) => byRole(a) - byRole(b) || a.name.localeCompare(b.name)),
    flows: [...flows.values()],
  };
}

function reachable(from: string, next: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const each of next.get(id) ?? []) {
      if (seen.has(each)) continue;
      seen.add(each);
      open.push(each);
    }
  }
  return seen;
}

/** A table's name as people say it: without the catalog and database that are there by default. */
export function shortName(table: string): string {
  return table.replace(/^default_catalog\.default_database\./, '');
}

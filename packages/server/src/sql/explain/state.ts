/** What an operator remembers. Pure. */
import type { PlanState } from '@liusu/contract/sql-plan';

import { attributeOf, type PlanTree } from './plan-text.ts';

/** Rows of every key, until their time to live is over. */
const keyed: ReadonlySet<string> = new Set([
  'GroupAggregate',
  'GlobalGroupAggregate',
  'IncrementalGroupAggregate',
  'GroupTableAggregate',
  'PythonGroupAggregate',
  'Join',
  'MultiJoin',
  'Deduplicate',
  'Rank',
  'SortLimit',
  'Limit',
  'ChangelogNormalize',
  'TemporalJoin',
]);

/** Rows until event time has passed them. */
const untilTime: ReadonlySet<string> = new Set([
  'WindowAggregate',
  'GlobalWindowAggregate',
  'GroupWindowAggregate',
  'WindowJoin',
  'WindowRank',
  'WindowDeduplicate',
  'IntervalJoin',
  'TemporalSort',
  'Match',
]);

/** `ttlMs`: that of the session. A hint of the query comes before it. */
export function stateOf(tree: PlanTree, mode: 'streaming' | 'batch', ttlMs: number): PlanState {
  if (mode === 'batch') return { kind: 'none', ttlMs: null };
  if (untilTime.has(tree.operator)) return { kind: 'window', ttlMs: null };
  if (tree.operator === 'OverAggregate') {
    const isOpen =
      /UNBOUNDED PRECEDING/.test(attributeOf(tree, 'window') ?? '') || attributeOf(tree, 'window') === undefined;
    return isOpen ? { kind: 'keyed', ttlMs } : { kind: 'window', ttlMs: null };
  }
  const isMaterialized = tree.operator === 'Sink' && attributeOf(tree, 'upsertMaterialize') === 'true';
  if (!keyed.has(tree.operator) && !isMaterialized) return { kind: 'none', ttlMs: null };
  return { kind: 'keyed', ttlMs: hintedTtlMs(tree) ?? ttlMs };
}

/** Longest of the times a STATE_TTL hint gives; 0 when one of them is for ever. */
function hintedTtlMs(tree: PlanTree): number | undefined {
  const hints = attributeOf(tree, 'stateTtlHints');
  if (hints === undefined) return undefined;
  const times = [...hints.matchAll(/=\s*'?([\w. ]+?)'?\s*[,}]/g)].map((match) => durationMs(match[1] ?? ''));
  const known = times.filter((time) => time !== undefined);
  if (known.length === 0) return undefined;
  return known.includes(0) ? 0 : Math.max(...known);
}

const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1000,
  sec: 1000,
  second: 1000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
};

/** A duration as Flink writes it (`1d`, `20 min`); a bare number is in ms. Undefined when it cannot be read. */
export function durationMs(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-zµ]*)\s*$/i.exec(text);
  if (match === null) return undefined;
  const unit = (match[2] ?? '').toLowerCase();
  const factor = unit === '' ? 1 : (units[unit] ?? units[unit.replace(/s$/, '')]);
  return factor === undefined ? undefined : Math.round(Number(match[1]) * factor);
}

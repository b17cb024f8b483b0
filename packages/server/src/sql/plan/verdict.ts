/** Says of each stateful operator what becomes of its state, and under which ids the new plan has to run. Pure. */
import { type OperatorVerdict, type UpgradeOutcome, type UpgradeReason, upgradeReasons } from '@liusu/contract/upgrade';

import { matchOperators } from './match.ts';
import { type Aspect, type Operator, operatorsOf, type TableIdentities } from './operators.ts';
import { renumber, type StoredPlan } from './stored-plan.ts';

export interface PlanOfRun {
  plan: StoredPlan;
  tables: TableIdentities;
}

export interface Comparison {
  outcome: UpgradeOutcome;
  code: UpgradeReason;
  operators: OperatorVerdict[];
  /** The new plan under the ids it has to run with. */
  plan: StoredPlan;
  /** First id that no plan of this lineage has used. */
  nextId: number;
}

export interface CompareOptions {
  /** First id that no earlier plan of the job has used: new nodes count from it. */
  nextId: number;
  /** False for engines that cannot read state written without an end of life into state with one, or the reverse. */
  readsSwitchedTtl: boolean;
}

/** The aspects by which a change is named, the most telling first. */
const reasonOf: readonly [Aspect, UpgradeReason][] = [
  ['keys', 'GROUPING_KEY_CHANGED'],
  ['joinKeys', 'JOIN_KEY_CHANGED'],
  ['aggregates', 'AGGREGATE_CHANGED'],
  ['window', 'WINDOW_CHANGED'],
  ['ranking', 'RANKING_CHANGED'],
  ['pattern', 'PATTERN_CHANGED'],
  ['columns', 'INPUT_COLUMNS_CHANGED'],
  ['types', 'TYPE_CHANGED'],
  ['join', 'JOIN_CHANGED'],
  ['place', 'OTHER_CHANGE'],
  ['materialized', 'SINK_STATE_CHANGED'],
  ['settings', 'SETTING_CHANGED'],
  ['filters', 'UPSTREAM_FILTER_CHANGED'],
  ['other', 'OTHER_CHANGE'],
];

/** Compares the plan that wrote the state with the one that is to take it over. */
export function comparePlans(before: PlanOfRun, after: PlanOfRun, options: CompareOptions): Comparison {
  const olds = operatorsOf(before.plan, before.tables);
  const news = operatorsOf(after.plan, after.tables);
  const { pairs, ambiguous } = matchOperators(olds, news);
  const refused = refusePairs(pairs, news, olds.length, options);
  const changed = changedForms(olds, news, pairs, refused);
  const { ids, nextId } = idsFor(after.plan, pairs, options.nextId);
  const operators = [
    ...aboutNew(news, pairs, ambiguous, refused, changed),
    ...aboutRemoved(olds, pairs, refused, changed),
  ].map((one) => ({ ...one, newNode: one.newNode === null ? null : (ids.get(one.newNode) ?? null) }));
  return { ...whole(operators), operators, plan: renumber(after.plan, ids), nextId };
}

/** Takes back pairs whose state would be read wrongly. Returns the reason by new id. */
function refusePairs(
  pairs: Map<number, Operator>,
  news: readonly Operator[],
  oldCount: number,
  { readsSwitchedTtl }: CompareOptions,
): Map<number, { old: Operator; code: UpgradeReason }> {
  const refused = new Map<number, { old: Operator; code: UpgradeReason }>();
  const byId = new Map(news.map((one) => [one.id, one]));
  const isSameTopology =
    pairs.size === news.length &&
    news.every((one) => pairs.get(one.id)?.digest === one.digest) &&
    pairs.size === oldCount;
  // Inputs stand before their readers, so a refusal reaches all that lies behind it.
  for (const one of news) {
    const old = pairs.get(one.id);
    if (old === undefined) continue;
    const isSwitched = one.ttls.some((ttl, at) => isEndless(ttl) !== isEndless(old.ttls[at] ?? ttl));
    const restarts = one.above
      .map((id) => byId.get(id))
      .some((above) => above?.updates === true && !pairs.has(above.id));
    const keepsRows = one.kind !== 'sink' || one.ttls.length > 0;
    const code =
      isSwitched && !readsSwitchedTtl
        ? 'TTL_SWITCHED'
        : restarts && keepsRows
          ? 'UPSTREAM_STATE_LOST'
          : !one.idsAreOurs && !isSameTopology
            ? 'IDS_NOT_OURS'
            : null;
    if (code === null) continue;
    pairs.delete(one.id);
    refused.set(one.id, { old, code });
  }
  return refused;
}

function isEndless(ttl: string): boolean {
  return /^0(?: ?ms)?$/.test(ttl);
}

function aboutNew(
  news: readonly Operator[],
  pairs: ReadonlyMap<number, Operator>,
  ambiguous: ReadonlySet<number>,
  refused: ReadonlyMap<number, { old: Operator; code: UpgradeReason }>,
  changed: ReadonlyMap<number, Operator>,
): OperatorVerdict[] {
  const isFresh = freshness(news, pairs);
  return news.flatMap((one) => {
    const old = pairs.get(one.id);
    const refusal = refused.get(one.id);
    const like = changed.get(one.id);
    if (old !== undefined) {
      const code = one.ttls.join() === old.ttls.join() ? 'SAME' : 'TTL_CHANGED';
      return one.keepsState ? [verdictOn(one, 'kept', code, old.id, one.id)] : [];
    }
    if (refusal !== undefined) return [verdictOn(one, 'lost', refusal.code, refusal.old.id, one.id)];
    if (like !== undefined) {
      const code = ambiguous.has(one.id) ? 'AMBIGUOUS' : changeBetween(like, one);
      return like.keepsState ? [verdictOn(one, 'lost', code, like.id, one.id)] : [];
    }
    // A new source or sink begins by nature; it takes nothing from others.
    if (one.kind === 'table-source-scan' || one.kind === 'sink') return [];
    const code = isFresh(one.id) ? 'OPERATOR_ADDED_WITH_SOURCE' : 'OPERATOR_ADDED';
    return [verdictOn(one, 'empty', code, null, one.id)];
  });
}

/** True for an operator all of whose sources are new. */
function freshness(news: readonly Operator[], pairs: ReadonlyMap<number, Operator>): (id: number) => boolean {
  const byId = new Map(news.map((one) => [one.id, one]));
  const isFresh = (id: number): boolean => !pairs.has(id) && (byId.get(id)?.above ?? []).every(isFresh);
  return isFresh;
}

function aboutRemoved(
  olds: readonly Operator[],
  pairs: ReadonlyMap<number, Operator>,
  refused: ReadonlyMap<number, { old: Operator }>,
  changed: ReadonlyMap<number, Operator>,
): OperatorVerdict[] {
  const told = new Set(
    [...pairs.values(), ...[...refused.values()].map(({ old }) => old), ...changed.values()].map(({ id }) => id),
  );
  return olds
    .filter(({ id, keepsState }) => keepsState && !told.has(id))
    .map((old) => {
      const code =
        old.kind === 'table-source-scan' ? 'SOURCE_REMOVED' : old.kind === 'sink' ? 'SINK_REMOVED' : 'OPERATOR_REMOVED';
      return verdictOn(old, 'lost', code, old.id, null);
    });
}

/** For each new operator without a pair the old one that it is most likely the changed form of. */
function changedForms(
  olds: readonly Operator[],
  news: readonly Operator[],
  pairs: ReadonlyMap<number, Operator>,
  refused: ReadonlyMap<number, { old: Operator }>,
): Map<number, Operator> {
  const told = new Set([...pairs.values(), ...[...refused.values()].map(({ old }) => old)].map(({ id }) => id));
  const changed = new Map<number, Operator>();
  for (const one of news) {
    if (pairs.has(one.id) || refused.has(one.id)) continue;
    const like = mostLike(
      one,
      olds.filter(({ id }) => !told.has(id)),
    );
    if (like === undefined) continue;
    told.add(like.id);
    changed.set(one.id, like);
  }
  return changed;
}

/** Of those of its kind, the one that agrees in most; a source or sink only with one of the same table. */
function mostLike(one: Operator, others: readonly Operator[]): Operator | undefined {
  const isTable = one.kind === 'table-source-scan' || one.kind === 'sink';
  const candidates = others.filter(
    ({ type, aspects }) => type === one.type && (!isTable || aspects.table === one.aspects.table),
  );
  const score = (other: Operator) => {
    const equal = Object.entries(one.aspects).filter(([name, value]) => other.aspects[name as Aspect] === value).length;
    return equal + (other.sinks.join() === one.sinks.join() ? 1 : 0);
  };
  return candidates.toSorted((a, b) => score(b) - score(a))[0];
}

function changeBetween(old: Operator, one: Operator): UpgradeReason {
  if (old.kind === 'table-source-scan') return 'SOURCE_CHANGED';
  if (old.kind === 'sink' && old.aspects.place !== one.aspects.place) return 'SINK_CHANGED';
  return reasonOf.find(([aspect]) => old.aspects[aspect] !== one.aspects[aspect])?.[1] ?? 'OTHER_CHANGE';
}

function verdictOn(
  { description, kind }: Operator,
  state: OperatorVerdict['state'],
  code: UpgradeReason,
  oldNode: number | null,
  newNode: number | null,
): OperatorVerdict {
  return { operator: description, kind, state, code, text: upgradeReasons[code], oldNode, newNode };
}

function whole(operators: readonly OperatorVerdict[]): { outcome: UpgradeOutcome; code: UpgradeReason } {
  const troubled = operators.filter(({ state, code }) => state === 'lost' || code === 'OPERATOR_ADDED');
  if (troubled.length === 0) return { outcome: 'compatible', code: 'ALL_KEPT' };
  const computes = ({ kind }: OperatorVerdict) => kind !== 'table-source-scan' && kind !== 'sink';
  const old = operators.filter((one) => computes(one) && one.oldNode !== null);
  if (old.length > 0 && old.every(({ state }) => state === 'lost'))
    return { outcome: 'incompatible', code: 'ALL_LOST' };
  return { outcome: 'partly', code: 'SOME_LOST' };
}

/** Old ids for what takes over state, ids never used before for all else. */
function idsFor(
  plan: StoredPlan,
  pairs: ReadonlyMap<number, Operator>,
  firstId: number,
): { ids: Map<number, number>; nextId: number } {
  let nextId = firstId;
  const ids = new Map<number, number>();
  for (const { id } of plan.nodes) ids.set(id, pairs.get(id)?.id ?? nextId++);
  return { ids, nextId };
}

/** A plan without a past, under ids never used before. */
export function firstPlan(plan: StoredPlan, firstId: number): { plan: StoredPlan; nextId: number } {
  const { ids, nextId } = idsFor(plan, new Map(), firstId);
  return { plan: renumber(plan, ids), nextId };
}

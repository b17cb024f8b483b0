/** The stateful operators of a plan, each with what its state depends on. Pure. */
import {
  callsOf,
  callTypesOf,
  describe,
  type Flow,
  type FlowNode,
  flowsOf,
  indexes,
  isAggregation,
  tableOf,
} from './flow.ts';
import { exactText, isObject, type JsonObject, type PlanNode, type StoredPlan } from './stored-plan.ts';

/** What a table name stands for: connector and the options that say where its data is. Never a secret. */
export interface TableIdentity {
  connector: string;
  place: Record<string, string>;
  /** False when its connector numbers its operators by the topology. */
  idsAreOurs?: boolean;
}
export type TableIdentities = Readonly<Record<string, TableIdentity>>;

/** What state depends on, part by part: two operators are the same when all parts are equal. */
export type Aspect =
  | 'keys'
  | 'joinKeys'
  | 'aggregates'
  | 'join'
  | 'window'
  | 'ranking'
  | 'pattern'
  | 'columns'
  | 'types'
  | 'settings'
  | 'filters'
  | 'table'
  | 'place'
  | 'materialized'
  | 'other';

export interface Operator {
  id: number;
  kind: string;
  /** Kind with Flink's version of it. */
  type: string;
  description: string;
  aspects: Partial<Record<Aspect, string>>;
  /** Equal for operators that could take over one another's state. */
  signature: string;
  /** Equal when all before it is equal too. */
  digest: string;
  /** Tables its results are written to. */
  sinks: string[];
  /** Nearest stateful operators before it. */
  above: number[];
  updates: boolean;
  /** Times its state is kept, of each of its states. */
  ttls: string[];
  /** False for a sink that is known to keep nothing. */
  keepsState: boolean;
  /** False when its connector numbers its operators by the topology. */
  idsAreOurs: boolean;
}

/** Connectors that write and forget. */
const statelessSinks: ReadonlySet<string> = new Set(['print', 'blackhole']);

/** Options that set how much is held back or cached, not what is kept. */
const neutralSettings: ReadonlySet<string> = new Set([
  'table.exec.mini-batch.size',
  'table.exec.mini-batch.allow-latency',
  'table.exec.rank.topn-cache-size',
  'table.exec.deduplicate.mini-batch.compact-changes-enabled',
]);

/** Fields that say nothing of what is kept: names, order of work, what is handed on. */
const neutralFields: ReadonlySet<string> = new Set([
  'id',
  'type',
  'description',
  'inputProperties',
  'outputType',
  'state',
  'configuration',
  'generateUpdateBefore',
  'outputRowNumber',
  'namedWindowProperties',
  'localAggInputRowType',
]);

const aspectOfKind: Readonly<Record<string, Aspect>> = {
  rank: 'ranking',
  deduplicate: 'ranking',
  'window-rank': 'ranking',
  'window-deduplicate': 'ranking',
  'sort-limit': 'ranking',
  'temporal-sort': 'ranking',
  match: 'pattern',
  'over-aggregate': 'aggregates',
  'interval-join': 'join',
  'temporal-join': 'join',
  'window-join': 'join',
  'lookup-join': 'join',
  'window-table-function': 'window',
};

export function operatorsOf(plan: StoredPlan, tables: TableIdentities): Operator[] {
  const flows = flowsOf(plan);
  return flows.filter(({ isStateful }) => isStateful).map((flow) => toOperator(flow, plan, tables));
}

function toOperator(flow: FlowNode, plan: StoredPlan, tables: TableIdentities): Operator {
  const { node, kind, inputs, output } = flow;
  const aspects = aspectsOf(flow, tables);
  const states = Array.isArray(node.fields['state']) ? node.fields['state'] : [];
  return {
    id: node.id,
    kind,
    type: node.type,
    description: node.description,
    aspects,
    signature: `${node.type} ${exactText(aspects)}`,
    digest: output.digest,
    sinks: sinksBelow(node.id, plan),
    above: [...new Set(inputs.flatMap(({ statefulAbove }) => statefulAbove))],
    updates: output.updates,
    ttls: states.map((state) => (isObject(state) && typeof state['ttl'] === 'string' ? state['ttl'] : '')),
    idsAreOurs: tables[aspects.table ?? '']?.idsAreOurs !== false,
    keepsState: kind !== 'sink' || states.length > 0 || !isStatelessSink(node, tables),
  };
}

function isStatelessSink(node: PlanNode, tables: TableIdentities): boolean {
  const identity = tables[tableOf(node.fields['dynamicTableSink'])];
  return identity !== undefined && statelessSinks.has(identity.connector);
}

function sinksBelow(id: number, plan: StoredPlan): string[] {
  const names = new Set<string>();
  const seen = new Set<number>();
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const name = tableOf(plan.nodes.find((node) => node.id === at)?.fields['dynamicTableSink']);
    if (name !== '') names.add(name);
    open.push(...plan.edges.filter(({ source }) => source === at).map(({ target }) => target));
  }
  return [...names].toSorted();
}

function aspectsOf(flow: FlowNode, tables: TableIdentities): Partial<Record<Aspect, string>> {
  const { node, kind, inputs } = flow;
  if (kind === 'table-source-scan') return tableAspects(tableOf(node.fields['scanTableSource']), tables);
  const common = { settings: settingsOf(node.fields), filters: exactText(inputs.flatMap(({ filters }) => filters)) };
  if (kind === 'sink') {
    const table = tableAspects(tableOf(node.fields['dynamicTableSink']), tables);
    if (node.fields['state'] === undefined) return table;
    const kept = { ...wholeRows(inputs), upsertKey: node.fields['inputUpsertKey'] ?? null };
    return { ...table, materialized: exactText(kept) };
  }
  if (isAggregation(kind)) return { ...common, ...aggregationAspects(flow) };
  const rows = wholeRows(inputs);
  const rest = without(node.fields, neutralFields);
  if (kind === 'join') return { ...common, ...rows, ...joinAspects(rest, inputs) };
  const own = kind === 'match' ? withoutMeasures(rest) : rest;
  return { ...common, ...rows, [aspectOfKind[kind] ?? 'other']: exactText(own) };
}

function tableAspects(table: string, tables: TableIdentities): Partial<Record<Aspect, string>> {
  const identity = tables[table];
  const place = identity === undefined ? {} : Object.fromEntries(Object.entries(identity.place).toSorted());
  return { table, place: exactText({ connector: identity?.connector ?? '', ...place }) };
}

/** An operator that keeps whole rows depends on every column that reaches it, and on their order. */
function wholeRows(inputs: Flow[]): { columns: string; types: string } {
  return {
    columns: exactText(inputs.map(({ origins }) => origins)),
    types: exactText(inputs.map(({ types }) => types)),
  };
}

function aggregationAspects({ node, kind, inputs }: FlowNode): Partial<Record<Aspect, string>> {
  const [input] = inputs;
  if (input === undefined) throw new Error('an aggregation without input');
  const read = input.beforeLocal ?? input;
  const { fields } = node;
  const keys = indexes(fields['grouping']);
  const used = new Set([...neutralFields, 'grouping', 'aggCalls', 'windowing', 'window']);
  return {
    keys: exactText(keys.map((at) => input.origins[at] ?? '?')),
    aggregates: exactText(callsOf(fields, read)),
    types: exactText([keys.map((at) => input.types[at] ?? '?'), callTypesOf(fields, read)]),
    window: windowOf(kind, fields, read),
    other: exactText(without(fields, used)),
  };
}

/** A window by what it is, its time column by where this comes from. */
function windowOf(kind: string, fields: JsonObject, read: Flow): string {
  if (kind === 'group-window-aggregate' && isObject(fields['window'])) {
    const { timeField, alias: _alias, ...window } = fields['window'];
    const at = isObject(timeField) ? timeField['fieldIndex'] : undefined;
    return exactText({ ...window, time: typeof at === 'number' ? (read.origins[at] ?? '?') : null });
  }
  if (!isObject(fields['windowing'])) return '';
  const { timeAttributeIndex, sliceEnd: _s, windowStart: _ws, windowEnd: _we, ...window } = fields['windowing'];
  const time = typeof timeAttributeIndex === 'number' ? (read.origins[timeAttributeIndex] ?? '?') : null;
  return exactText({ ...window, time });
}

function joinAspects(fields: JsonObject, inputs: Flow[]): Partial<Record<Aspect, string>> {
  const { joinSpec, ...rest } = fields;
  if (!isObject(joinSpec)) return { other: exactText(fields) };
  const { leftKeys, rightKeys, nonEquiCondition, ...spec } = joinSpec;
  const keys = [leftKeys, rightKeys].map((side, at) => indexes(side).map((index) => inputs[at]?.origins[index] ?? '?'));
  // An inner join looks at its condition anew for every pair of rows; an outer one keeps how many rows matched.
  const isInner = spec['joinType'] === 'INNER';
  const both = inputs.flatMap(({ origins }) => origins);
  const condition = isInner || nonEquiCondition == null ? null : describe(nonEquiCondition, both);
  return { joinKeys: exactText(keys), join: exactText({ ...spec, condition, ...rest }) };
}

/** What a match hands on is made when it is complete: it is not kept. */
function withoutMeasures(fields: JsonObject): JsonObject {
  const { matchSpec, ...rest } = fields;
  if (!isObject(matchSpec)) return fields;
  const { measures: _measures, ...spec } = matchSpec;
  return { ...rest, matchSpec: spec };
}

function settingsOf(fields: JsonObject): string {
  const settings = isObject(fields['configuration']) ? fields['configuration'] : {};
  return exactText(without(settings, neutralSettings));
}

function without(fields: JsonObject, names: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.has(name)));
}

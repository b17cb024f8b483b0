/**
 * What reaches each node of a plan: for every column where it comes from, in words that do not depend on node ids or on the
 * positions of columns. So an operator can be recognised although something was put in before or after it. Pure.
 */
import { createHash } from 'node:crypto';

import { columnsOf } from './row-type.ts';
import { exactText, isObject, type Json, type JsonObject, type PlanNode, type StoredPlan } from './stored-plan.ts';

export interface Flow {
  /** Origin of each column. */
  origins: string[];
  types: string[];
  /** Nearest stateful nodes before this point. */
  statefulAbove: number[];
  /** Rows may be taken back or replaced. */
  updates: boolean;
  /** Conditions a stream of updates passed since the nearest stateful node. */
  filters: string[];
  /** For what a local aggregation hands on: what it read itself. */
  beforeLocal: Flow | undefined;
  /** Digest of all that lies before. */
  digest: string;
}

export interface FlowNode {
  node: PlanNode;
  /** `group-aggregate` */
  kind: string;
  inputs: Flow[];
  output: Flow;
  isStateful: boolean;
}

/** Nodes that keep nothing between records, or only until the next checkpoint. */
const stateless: ReadonlySet<string> = new Set([
  'calc',
  'python-calc',
  'correlate',
  'python-correlate',
  'exchange',
  'union',
  'expand',
  'values',
  'watermark-assigner',
  'mini-batch-assigner',
  'drop-update-before',
  'local-group-aggregate',
  'local-window-aggregate',
]);

/** Kinds whose output begins with the columns of their input. */
const passing: ReadonlySet<string> = new Set([
  'exchange',
  'watermark-assigner',
  'mini-batch-assigner',
  'drop-update-before',
  'changelog-normalize',
  'deduplicate',
  'rank',
  'window-rank',
  'window-deduplicate',
  'over-aggregate',
  'temporal-sort',
  'sort',
  'sort-limit',
  'limit',
  'window-table-function',
]);

/** Kinds whose keys come first and their results after them. */
const aggregations: ReadonlySet<string> = new Set([
  'group-aggregate',
  'local-group-aggregate',
  'global-group-aggregate',
  'window-aggregate',
  'local-window-aggregate',
  'global-window-aggregate',
  'group-window-aggregate',
]);

/** Kinds that only add rows where their input only adds rows. */
const appending: ReadonlySet<string> = new Set([
  'table-source-scan',
  'over-aggregate',
  'window-aggregate',
  'global-window-aggregate',
  'group-window-aggregate',
  'window-join',
  'window-rank',
  'window-deduplicate',
  'interval-join',
  'temporal-join',
  'temporal-sort',
  'match',
  'lookup-join',
]);

export function kindOf(type: string): string {
  return /^stream-exec-(.+)_\d+$/.exec(type)?.[1] ?? type;
}

export function isAggregation(kind: string): boolean {
  return aggregations.has(kind);
}

/** Every node with what reaches it, inputs before readers. Throws when the plan has a circle. */
export function flowsOf(plan: StoredPlan): FlowNode[] {
  const done = new Map<number, FlowNode>();
  const result: FlowNode[] = [];
  let rest = plan.nodes;
  while (rest.length > 0) {
    const later: PlanNode[] = [];
    for (const node of rest) {
      const inputs = plan.edges.filter(({ target }) => target === node.id).map(({ source }) => done.get(source));
      if (inputs.includes(undefined)) {
        later.push(node);
        continue;
      }
      const flowNode = toFlowNode(
        node,
        inputs.flatMap((input) => input?.output ?? []),
      );
      done.set(node.id, flowNode);
      result.push(flowNode);
    }
    if (later.length === rest.length) throw new Error('the nodes of a plan go round in a circle');
    rest = later;
  }
  return result;
}

function toFlowNode(node: PlanNode, inputs: Flow[]): FlowNode {
  const kind = kindOf(node.type);
  const isStateful = !isStateless(kind, node.fields);
  const columns = columnsOf(node.fields['outputType']);
  const { id: _id, description: _description, state: _state, ...own } = node.fields;
  const updates = emitsUpdates(kind, node.fields, inputs);
  return {
    node,
    kind,
    inputs,
    isStateful,
    output: {
      origins: originsOf(kind, node.fields, inputs, columns),
      types: columns.map(({ type }) => type),
      statefulAbove: isStateful ? [node.id] : [...new Set(inputs.flatMap(({ statefulAbove }) => statefulAbove))],
      updates,
      filters:
        isStateful || !updates ? [] : [...inputs.flatMap(({ filters }) => filters), ...conditionOf(node, inputs)],
      beforeLocal: kind.startsWith('local-') ? inputs[0] : passing.has(kind) ? inputs[0]?.beforeLocal : undefined,
      digest: digest(exactText(own), ...inputs.map((input) => input.digest)),
    },
  };
}

function isStateless(kind: string, fields: JsonObject): boolean {
  if (fields['state'] !== undefined) return false;
  // Requests on their way are kept in a checkpoint.
  if (kind === 'lookup-join') return fields['asyncLookupOptions'] === undefined;
  // Windows of a session grow with the rows: they are kept.
  if (kind === 'window-table-function') return !exactText(fields).includes('"SessionWindow"');
  return stateless.has(kind);
}

function emitsUpdates(kind: string, fields: JsonObject, inputs: Flow[]): boolean {
  const above = inputs.some(({ updates }) => updates);
  if (stateless.has(kind) || appending.has(kind)) return above;
  if (kind === 'window-table-function') return above;
  if (kind === 'deduplicate') return fields['outputInsertOnly'] !== true;
  const join = fields['joinSpec'];
  if (kind === 'join' && isObject(join) && join['joinType'] === 'INNER') return above;
  return true;
}

function conditionOf(node: PlanNode, inputs: Flow[]): string[] {
  const condition = node.fields['condition'];
  return condition === undefined || condition === null ? [] : [describe(condition, inputs[0]?.origins ?? [])];
}

function originsOf(kind: string, fields: JsonObject, inputs: Flow[], columns: { name: string }[]): string[] {
  const [first, second] = inputs;
  const own = (from: number) =>
    columns.slice(from).map(({ name }) => short(`${kind}:${describe(essence(fields), first?.origins ?? [])}:${name}`));
  if (kind === 'table-source-scan') {
    const table = tableOf(fields['scanTableSource']);
    return columns.map(({ name }) => `${table}.${name}`);
  }
  if (kind === 'calc' && Array.isArray(fields['projection']) && first !== undefined) {
    return fields['projection'].map((expression) => describe(expression, first.origins));
  }
  // More inputs may be added to a union: its columns are named after the first.
  if (kind === 'union' && first !== undefined) return first.origins;
  if (aggregations.has(kind) && first !== undefined) {
    const keys = indexes(fields['grouping']).map((at) => first.origins[at] ?? `?${at}`);
    const calls = callsOf(fields, first.beforeLocal ?? first);
    const rest = columns.slice(keys.length).map(({ name }, at) => {
      const call = kind.startsWith('local-') ? calls.join('|') : calls[at];
      return short(
        call === undefined || kind.startsWith('local-')
          ? `${name}:${keys.join()}:${call ?? ''}`
          : `${keys.join()}:${call}`,
      );
    });
    return [...keys, ...rest];
  }
  if (first !== undefined && second !== undefined && first.origins.length + second.origins.length === columns.length) {
    return [...first.origins, ...second.origins];
  }
  if (first !== undefined && (passing.has(kind) || kind === 'correlate' || kind === 'lookup-join')) {
    return [...first.origins, ...own(first.origins.length)].slice(0, columns.length);
  }
  if (first !== undefined && kind === 'join') return first.origins.slice(0, columns.length);
  return own(0);
}

/** A node's fields without what changes with every compilation or says nothing about its rows. */
function essence(fields: JsonObject): JsonObject {
  const { id: _id, description: _d, inputProperties: _i, outputType: _o, state: _s, ...rest } = fields;
  return rest;
}

/** The aggregate calls by what they read: names and positions left out. */
export function callsOf(fields: JsonObject, input: Flow): string[] {
  const calls = Array.isArray(fields['aggCalls']) ? fields['aggCalls'] : [];
  return calls.map((call) => {
    if (!isObject(call)) return exactText(call);
    const { name: _name, type: _type, argList, filterArg, ...rest } = call;
    const args = indexes(argList).map((at) => input.origins[at] ?? `?${at}`);
    const filter = typeof filterArg === 'number' && filterArg >= 0 ? (input.origins[filterArg] ?? '?') : null;
    return short(exactText({ ...rest, args, filter }));
  });
}

/** Types an aggregation's accumulators are made of. */
export function callTypesOf(fields: JsonObject, input: Flow): string[] {
  const calls = Array.isArray(fields['aggCalls']) ? fields['aggCalls'] : [];
  return calls.map((call) => {
    if (!isObject(call)) return '';
    const args = indexes(call['argList']).map((at) => input.types[at] ?? '?');
    return `${args.join()}->${exactText(call['type'] ?? null)}`;
  });
}

export function indexes(value: Json | undefined): number[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'number') : [];
}

/** An expression with its references to input columns replaced by where these come from. */
export function describe(expression: Json, origins: readonly string[]): string {
  if (isObject(expression) && expression['kind'] === 'INPUT_REF' && typeof expression['inputIndex'] === 'number') {
    return origins[expression['inputIndex']] ?? `?${expression['inputIndex']}`;
  }
  return short(exactText(resolve(expression, origins)));
}

function resolve(value: Json, origins: readonly string[]): Json {
  if (Array.isArray(value)) return value.map((one) => resolve(one, origins));
  if (!isObject(value)) return value;
  if (value['kind'] === 'INPUT_REF' && typeof value['inputIndex'] === 'number') {
    return { of: origins[value['inputIndex']] ?? `?${value['inputIndex']}` };
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolve(one, origins)]));
}

/** Full name of the table of a source, sink or lookup; empty where it has none. */
export function tableOf(spec: Json | undefined): string {
  const table = isObject(spec) ? spec['table'] : undefined;
  const identifier = isObject(table) ? table['identifier'] : undefined;
  return typeof identifier === 'string' ? identifier : '';
}

/** Keeps long texts from growing without end as they are put into one another. */
function short(text: string): string {
  return text.length <= 200 ? text : digest(text);
}

function digest(...texts: string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('base64url').slice(0, 24);
}

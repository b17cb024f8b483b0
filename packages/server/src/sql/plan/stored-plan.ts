/** A compiled plan of Flink as JSON: read, renumbered, written. Numbers keep their exact text. */
import { parseExactJson, RawNumber } from '../../flink/raw-number.ts';
import { LiusuError } from '../../lib/errors.ts';
import { words } from '../../lib/words.ts';

export type Json = null | boolean | number | string | RawNumber | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export interface PlanNode {
  id: number;
  /** `stream-exec-group-aggregate_1`: kind and version. */
  type: string;
  description: string;
  /** All of the node as Flink wrote it. */
  fields: JsonObject;
}

export interface PlanEdge {
  source: number;
  target: number;
  fields: JsonObject;
}

export interface StoredPlan {
  flinkVersion: string;
  /** In Flink's order: inputs stand before what reads them. */
  nodes: PlanNode[];
  edges: PlanEdge[];
}

/** Throws FLINK_ANSWER_UNREADABLE when the text is not a plan. */
export function parsePlan(text: string): StoredPlan {
  const root = readRoot(text);
  const { flinkVersion, nodes, edges } = isObject(root) ? root : {};
  if (typeof flinkVersion !== 'string' || !Array.isArray(nodes) || !Array.isArray(edges)) throw unreadable();
  return { flinkVersion, nodes: nodes.map(readNode), edges: edges.map(readEdge) };
}

function readRoot(text: string): Json {
  try {
    return parseExactJson(text) as Json;
  } catch {
    throw unreadable();
  }
}

function readNode(value: Json): PlanNode {
  if (!isObject(value)) throw unreadable();
  const { id, type, description } = value;
  if (typeof id !== 'number' || typeof type !== 'string') throw unreadable();
  return { id, type, description: typeof description === 'string' ? description : type, fields: value };
}

function readEdge(value: Json): PlanEdge {
  if (!isObject(value) || typeof value['source'] !== 'number' || typeof value['target'] !== 'number') {
    throw unreadable();
  }
  return { source: value['source'], target: value['target'], fields: value };
}

function unreadable(): LiusuError {
  return new LiusuError(
    'FLINK_ANSWER_UNREADABLE',
    words('Flink 编译出的执行计划不是已知的形式。', 'What Flink compiled is not a plan of the form that is known.'),
  );
}

/** The same plan under other node ids. `idOf` must give every node an id of its own. */
export function renumber(plan: StoredPlan, idOf: ReadonlyMap<number, number>): StoredPlan {
  const newId = (id: number): number => {
    const found = idOf.get(id);
    if (found === undefined) throw new Error(`the plan's node ${id} has no new id`);
    return found;
  };
  if (new Set(plan.nodes.map(({ id }) => newId(id))).size !== plan.nodes.length) {
    throw new Error('two nodes of a plan would have one id');
  }
  return {
    flinkVersion: plan.flinkVersion,
    nodes: plan.nodes.map((node) => ({ ...node, id: newId(node.id), fields: { ...node.fields, id: newId(node.id) } })),
    edges: plan.edges.map(({ source, target, fields }) => ({
      source: newId(source),
      target: newId(target),
      fields: { ...fields, source: newId(source), target: newId(target) },
    })),
  };
}

export function planText(plan: StoredPlan): string {
  return exactText({
    flinkVersion: plan.flinkVersion,
    nodes: plan.nodes.map(({ fields }) => fields),
    edges: plan.edges.map(({ fields }) => fields),
  });
}

/** As JSON.stringify, with exact numbers as they were written. Keys keep their order. */
export function exactText(value: Json): string {
  if (value instanceof RawNumber) return value.source;
  if (Array.isArray(value)) return `[${value.map(exactText).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const pairs = Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}:${exactText(one)}`);
  return `{${pairs.join(',')}}`;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof RawNumber);
}

/** Highest id in use; 0 for none. */
export function highestId(plan: StoredPlan): number {
  return plan.nodes.reduce((highest, { id }) => Math.max(highest, id), 0);
}

/** Full names of the tables a plan reads and writes, each once: `` `catalog`.`database`.`table` ``. */
export function tablesOf(plan: StoredPlan): string[] {
  const names = new Set<string>();
  for (const node of plan.nodes) collect(node.fields, names);
  return [...names];
}

function collect(value: Json, names: Set<string>): void {
  if (Array.isArray(value)) for (const one of value) collect(one, names);
  else if (isObject(value)) {
    for (const [key, one] of Object.entries(value)) {
      if (key === 'table' && isObject(one) && typeof one['identifier'] === 'string') names.add(one['identifier']);
      else collect(one, names);
    }
  }
}

/** From the words of EXPLAIN to the graph that is shown: equal parts drawn once, exchanges told on the edges. Pure. */
import { createHash } from 'node:crypto';

import { PlanChange, type PlanNodeKind, type SqlPlanEdge, type SqlPlanNode } from '@liusu/contract/sql-plan';

import { redactText } from '../../lib/redact.ts';
import { attributeOf, isResult, type PlanText, type PlanTree } from './plan-text.ts';
import { stateOf } from './state.ts';

export interface GraphOptions {
  mode: 'streaming' | 'batch';
  /** Time to live of state in the session, in ms; 0 keeps it for ever. */
  ttlMs: number;
}

export interface PlanGraph {
  nodes: (SqlPlanNode & {
    /** Place (from 0) of the first result it belongs to. */
    result: number;
    /** Numbers of Flink's notes on it. */
    notes: string[];
  })[];
  edges: SqlPlanEdge[];
}

const kinds: readonly [RegExp, PlanNodeKind][] = [
  [/Scan$|^Values$/, 'source'],
  [/Sink$/, 'sink'],
  [/Join$/, 'join'],
  [/Window|^Match$/, 'window'],
  [/Aggregate|^Expand$/, 'aggregate'],
  [/Rank|Deduplicate|Limit|^Sort/, 'rank'],
  [/Watermark|MiniBatch/, 'time'],
  [/^Calc|^Correlate/, 'calc'],
];

/** Attributes that are told elsewhere, or say nothing to people. */
const untold: ReadonlySet<string> = new Set([
  'changelogMode',
  'advice',
  'leftInputSpec',
  'rightInputSpec',
  'table',
  'reuse_id',
]);

export function graphOf(text: PlanText, options: GraphOptions): PlanGraph {
  const nodes = new Map<string, PlanGraph['nodes'][number]>();
  const edges = new Map<string, SqlPlanEdge>();
  const execution = text.execution.filter(isResult);
  const add = (tree: PlanTree, twin: PlanTree | undefined, result: number): string => {
    const id = digestOf(tree);
    if (nodes.has(id)) return id;
    // Its place is kept before its inputs are added: a graph reads from its result.
    nodes.set(id, nodeOf(id, tree, parallelismOf(twin, text), result, options));
    for (const [i, input] of tree.inputs.entries()) {
      const inputTwin = twin?.operator === tree.operator ? twin.inputs[i] : undefined;
      const { below, belowTwin, distribution } = throughExchange(input, inputTwin);
      const from = add(below, belowTwin, result);
      edges.set(`${from}>${id}>${i}`, { from, to: id, distribution });
    }
    return id;
  };
  for (const [i, tree] of text.physical.entries()) add(tree, execution[i], i);
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

function parallelismOf(twin: PlanTree | undefined, text: PlanText): number | null {
  if (twin === undefined) return null;
  const exact = text.parallelism.get(twin.line);
  if (exact !== undefined) return exact;
  // A sink is several operators in what runs, none of which reads like the plan's.
  const table = twin.operator === 'Sink' ? (attributeOf(twin, 'table') ?? '').split('.').at(-1) : undefined;
  if (table === undefined) return null;
  for (const [line, parallelism] of text.parallelism) {
    if (line.startsWith(`${table}[`) || line.startsWith(`Sink: ${table}[`)) return parallelism;
  }
  return null;
}

/** An exchange is how rows travel, not what is done to them. */
function throughExchange(tree: PlanTree, twin: PlanTree | undefined) {
  if (tree.operator !== 'Exchange') return { below: tree, belowTwin: twin, distribution: null };
  const [below] = tree.inputs;
  if (below === undefined) return { below: tree, belowTwin: twin, distribution: null };
  return {
    below,
    belowTwin: twin?.operator === 'Exchange' ? twin.inputs[0] : undefined,
    distribution: attributeOf(tree, 'distribution') ?? null,
  };
}

function nodeOf(
  id: string,
  tree: PlanTree,
  parallelism: number | null,
  result: number,
  { mode, ttlMs }: GraphOptions,
): PlanGraph['nodes'][number] {
  const table = attributeOf(tree, 'table');
  const changes = (attributeOf(tree, 'changelogMode') ?? '').split(',').flatMap((one) => {
    const known = PlanChange.safeParse(one.trim());
    return known.success ? [known.data] : [];
  });
  return {
    id,
    operator: tree.operator,
    kind: kinds.find(([pattern]) => pattern.test(tree.operator))?.[1] ?? 'other',
    attributes: tree.attributes
      .filter(({ name }) => !untold.has(name))
      .map(({ name, value }) => ({ name, value: redactText(plainTypes(value)) })),
    table: table === undefined ? null : tableName(table),
    changes,
    state: stateOf(tree, mode, ttlMs),
    parallelism,
    origin: null,
    result,
    notes: (attributeOf(tree, 'advice') ?? '').split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()])),
  };
}

/** `[default_catalog, default_database, t, filter=[]]` and `default_catalog.default_database.t` alike. */
function tableName(text: string): string {
  const list = /^\[([^\]]*)/.exec(text)?.[1];
  if (list === undefined) return text;
  return list
    .split(', ')
    .slice(0, 3)
    .filter((part) => !part.includes('='))
    .join('.');
}

/** Types as people write them. */
function plainTypes(text: string): string {
  return text
    .replaceAll(/ CHARACTER SET "UTF-16LE"/g, '')
    .replaceAll('VARCHAR(2147483647)', 'STRING')
    .replaceAll("_UTF-16LE'", "'")
    .replaceAll(/:(?:VARCHAR\(\d+\)|STRING|INTERVAL \w+)/g, '');
}

/** Equal for equal parts of a plan. */
function digestOf(tree: PlanTree): string {
  const hash = createHash('sha256').update(tree.line);
  for (const input of tree.inputs) hash.update('\0').update(digestOf(input));
  return `n${hash.digest('hex').slice(0, 12)}`;
}

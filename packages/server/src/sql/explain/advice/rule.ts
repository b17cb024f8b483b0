/** What a rule of advice is given, and what it says. */
import type { SqlPlanAdvice } from '@liusu/contract/sql-plan';

import type { PlanGraph } from '../plan-graph.ts';

export interface AdviceContext {
  mode: 'streaming' | 'batch';
  /** Parallelism asked for. */
  parallelism: number;
  /** Settings in force, of the job and of the script. */
  settings: Readonly<Record<string, string>>;
  /** Options of tables the script defines, by the last part of the name in lower case. */
  tables: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Flink's own notes on the plan, by number. */
  notes: ReadonlyMap<string, string>;
}

export type PlacedAdvice = Omit<SqlPlanAdvice, 'position' | 'node'> & { node?: string };
export type AdviceRule = (graph: PlanGraph, context: AdviceContext) => PlacedAdvice[];

export type Node = PlanGraph['nodes'][number];

export function attribute(node: Node, name: string): string | undefined {
  return node.attributes.find((one) => one.name === name)?.value;
}

/** The nodes directly before a node, in order. */
export function inputsOf(graph: PlanGraph, node: Node): Node[] {
  return graph.edges
    .filter(({ to }) => to === node.id)
    .flatMap(({ from }) => graph.nodes.filter(({ id }) => id === from));
}

/** True when rows come to the node on one task only. */
export function isSingle(graph: PlanGraph, node: Node): boolean {
  return graph.edges.some(({ to, distribution }) => to === node.id && distribution === 'single');
}

/** Options of a node's table as the script gives them; undefined for a table the script does not define. */
export function optionsOfTable(node: Node, { tables }: AdviceContext): Readonly<Record<string, string>> | undefined {
  return tables.get((node.table ?? '').split('.').at(-1)?.toLowerCase() ?? '');
}

/** The last part of a table's name. */
export function shortTable(node: Node): string {
  return (node.table ?? '').split('.').at(-1) ?? '';
}

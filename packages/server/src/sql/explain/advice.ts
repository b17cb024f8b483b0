/** What is worth changing in a plan: each rule looks at the graph and says what, why, and what to do. Pure. */
import type { SqlPlanAdvice } from '@liusu/contract/sql-plan';

import { aggregateRules } from './advice/aggregates.ts';
import { joinRules } from './advice/joins.ts';
import type { AdviceContext, AdviceRule, PlacedAdvice } from './advice/rule.ts';
import { sinkRules } from './advice/sinks.ts';
import { sourceRules } from './advice/sources.ts';
import type { PlanGraph } from './plan-graph.ts';

const rules: readonly AdviceRule[] = [...joinRules, ...aggregateRules, ...sinkRules, ...sourceRules];

/** Warnings first; each at the place of the node it is about. */
export function adviceOn(graph: PlanGraph, context: AdviceContext): SqlPlanAdvice[] {
  const given = rules.flatMap((rule) => rule(graph, context)).map((advice) => placed(advice, graph));
  return [
    ...given.filter(({ severity }) => severity === 'warning'),
    ...given.filter(({ severity }) => severity === 'info'),
  ];
}

function placed({ node, ...advice }: PlacedAdvice, graph: PlanGraph): SqlPlanAdvice {
  const found = graph.nodes.find(({ id }) => id === node);
  return { ...advice, node: node ?? null, position: found?.origin ?? null };
}

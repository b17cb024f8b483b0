/** How Flink would run a script: its operators as a graph, and what is worth changing. */
import { z } from 'zod';

import { SqlPosition } from './problem.ts';
import { SqlDiagnostic } from './sql.ts';

/** What moves along an edge: inserts, rows before and after an update, deletes. */
export const PlanChange = z.enum(['I', 'UB', 'UA', 'D']);
export type PlanChange = z.infer<typeof PlanChange>;

/** What an operator does, in a word, for its look. */
export const PlanNodeKind = z.enum([
  'source',
  'sink',
  'calc',
  'join',
  'aggregate',
  'window',
  'rank',
  'exchange',
  'time',
  'other',
]);
export type PlanNodeKind = z.infer<typeof PlanNodeKind>;

/**
 * What an operator remembers: nothing; rows until time has passed them (`window`); or rows of every key until their time to live
 * is over (`keyed`), for ever where `ttlMs` is 0.
 */
export const PlanState = z.object({ kind: z.enum(['none', 'window', 'keyed']), ttlMs: z.number().int().nullable() });
export type PlanState = z.infer<typeof PlanState>;

export const SqlPlanNode = z.object({
  id: z.string(),
  /** Flink's name of the operator, such as `GroupAggregate`. */
  operator: z.string(),
  kind: PlanNodeKind,
  /** Flink's attributes in order, such as `groupBy` with `customer`. */
  attributes: z.array(z.object({ name: z.string(), value: z.string() })),
  /** Full name of the table it reads, writes or looks up. */
  table: z.string().nullable(),
  /** Kinds of changes it gives on; empty for sinks and in batch. */
  changes: z.array(PlanChange),
  state: PlanState,
  /** Null where Flink does not say. */
  parallelism: z.number().int().nullable(),
  /** The part of the script it comes from, where that can be told. */
  origin: SqlPosition.nullable(),
});
export type SqlPlanNode = z.infer<typeof SqlPlanNode>;

export const SqlPlanEdge = z.object({
  from: z.string(),
  to: z.string(),
  /** How rows are dealt out: `hash[customer]`, `single`; null where they stay in their task. */
  distribution: z.string().nullable(),
});
export type SqlPlanEdge = z.infer<typeof SqlPlanEdge>;

/** One piece of advice: what, why, what to do. */
export const PlanAdviceWords = z.object({ title: z.string(), why: z.string(), remedy: z.string() });
export const SqlPlanAdvice = z.object({
  code: z.string(),
  severity: z.enum(['warning', 'info']),
  /** Node it is about; null for all of the plan. */
  node: z.string().nullable(),
  position: SqlPosition.nullable(),
  zh: PlanAdviceWords,
  en: PlanAdviceWords,
});
export type SqlPlanAdvice = z.infer<typeof SqlPlanAdvice>;

export const SqlExplanation = z.object({
  /** One for each Flink job the script would be, or for each query of a script without INSERTs. */
  plans: z.array(
    z.object({
      /** Indexes of the statements it runs, from 0. */
      statements: z.array(z.number().int()),
      nodes: z.array(SqlPlanNode),
      edges: z.array(SqlPlanEdge),
      advice: z.array(SqlPlanAdvice),
    }),
  ),
  /** What is wrong with the script. Statements with errors have no plan. */
  diagnostics: z.array(SqlDiagnostic),
  ms: z.number(),
});
export type SqlExplanation = z.infer<typeof SqlExplanation>;
export type SqlPlan = SqlExplanation['plans'][number];

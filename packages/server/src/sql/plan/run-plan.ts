/** The plan of a run, and what is to be done about plans when a run is submitted. */
import type { UpgradeReason } from '@liusu/contract/upgrade';

import type { TableIdentities } from './operators.ts';
import type { Comparison } from './verdict.ts';

/** A plan as it was executed, with what is needed to compare a later one with it. Holds no table option but its place. */
export interface RunPlan {
  /** Flink's JSON under our node ids. */
  plan: string;
  tables: TableIdentities;
  /** First node id that no plan of the job has used. */
  nextId: number;
  /** Engine it was compiled by. */
  engine: string;
}

/** How a run is to be submitted. */
export type PlanUse =
  /** The very plan that wrote the state, or that this run was to be submitted with before. */
  | { kind: 'stored'; plan: RunPlan }
  /** A new plan; with `base`, under the ids of the plan that wrote the state it starts from. */
  | { kind: 'compile'; base: RunPlan | null; nextId: number }
  /** As SQL: the state was written so, or it was decided before. */
  | { kind: 'statement-set'; reason: UpgradeReason };

/** What it was decided to submit: written down before anything is sent. */
export type MadePlan =
  { kind: 'plan'; plan: RunPlan; comparison: Comparison | null } | { kind: 'statement-set'; reason: UpgradeReason };

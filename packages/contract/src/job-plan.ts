/**
 * The small visible plan of a change that takes a job down and up again. It is read from rows (what was asked, which run was to
 * be replaced, what became of the runs): nothing executes it step by step.
 */
import { z } from 'zod';

import { idOf, Instant } from './ids.ts';

/**
 * - upgrade   to another version
 * - restart   the same version
 * - rescale   the same version with another parallelism, where Flink can't change it in place
 * - rollback  back to an earlier version, asked for by a person
 */
export const PlanKind = z.enum(['upgrade', 'restart', 'rescale', 'rollback']);
export type PlanKind = z.infer<typeof PlanKind>;

/**
 * - ACTIVE        under way
 * - ROLLING_BACK  the new run failed before its first checkpoint; what ran before is being brought back
 * - DONE          the new run is RUNNING and has completed a checkpoint
 * - ROLLED_BACK   what ran before runs again
 * - FAILED        it stopped, and offers what a person can do
 * - SUPERSEDED    another command took its place
 */
export const PlanState = z.enum(['ACTIVE', 'ROLLING_BACK', 'DONE', 'ROLLED_BACK', 'FAILED', 'SUPERSEDED']);
export type PlanState = z.infer<typeof PlanState>;

export const PlanStepKind = z.enum(['stop', 'start', 'verify', 'roll-back']);
export type PlanStepKind = z.infer<typeof PlanStepKind>;

export const RollbackMode = z.enum(['from-new-state', 'from-old-savepoint']);
export type RollbackMode = z.infer<typeof RollbackMode>;

/** What a person can do after a failure, each with what it costs. */
export const PlanOffer = z.discriminatedUnion('kind', [
  /** The same change again. */
  z.object({ kind: z.literal('retry') }),
  z.object({
    kind: z.literal('rollback'),
    mode: RollbackMode,
    version: z.number().int(),
    /** The state it would start from; null for the latest state of the new run. */
    savepointId: idOf('savepoint').nullable(),
    /** What was processed in this span would be processed, and written, a second time; null when nothing would. */
    replay: z.object({ from: Instant, to: Instant.nullable() }).nullable(),
  }),
]);
export type PlanOffer = z.infer<typeof PlanOffer>;

export const JobPlan = z.object({
  id: idOf('plan'),
  kind: PlanKind,
  state: PlanState,
  fromVersion: z.number().int().nullable(),
  toVersion: z.number().int(),
  fromParallelism: z.number().int().nullable(),
  toParallelism: z.number().int(),
  /** Who asked for it. */
  actor: z.string(),
  since: Instant,
  endedAt: Instant.nullable(),
  /** The step it is at; null when it has ended. */
  current: PlanStepKind.nullable(),
  /** stop, start, verify; and roll-back once that has begun. */
  steps: z.array(
    z.object({
      kind: PlanStepKind,
      state: z.enum(['pending', 'active', 'done', 'failed', 'skipped']),
      /** When it began, and when it ended. */
      since: Instant.nullable(),
      until: Instant.nullable(),
      runId: idOf('run').nullable(),
    }),
  ),
  failure: z.object({ step: PlanStepKind, reason: z.string() }).nullable(),
  /** The savepoint the replaced run was stopped with. */
  savepointId: idOf('savepoint').nullable(),
  offers: z.array(PlanOffer),
});
export type JobPlan = z.infer<typeof JobPlan>;

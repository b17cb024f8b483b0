/**
 * What people command jobs to do. Every command answers 202 with the job, takes `Idempotency-Key`, and with `If-Match: GENERATION`
 * is refused (GENERATION_MISMATCH) when somebody commanded something else in the meantime.
 */
import { z } from 'zod';

import { idOf, Instant } from './ids.ts';

/** How a new run gets its state. */
export const Restore = z.discriminatedUnion('kind', [
  /** The newest verified state of the job's lineage; without any state when it never had one. */
  z.object({ kind: z.literal('latest') }),
  z.object({ kind: z.literal('none') }),
  /** A savepoint or a retained checkpoint of this job. */
  z.object({ kind: z.literal('savepoint'), savepointId: idOf('savepoint') }),
]);
export type Restore = z.infer<typeof Restore>;

export const JobStart = z.strictObject({
  restore: Restore.default({ kind: 'latest' }),
  /** Lets state go that no operator of the script takes. */
  allowNonRestored: z.boolean().default(false),
  /** A version to run; the draft, published when it changed, when absent. */
  version: z.number().int().min(1).optional(),
  /**
   * The value of `${start.time}` in the script, there in epoch ms: for `'scan.startup.timestamp-millis' = '${start.time}'`. Only
   * with `restore: none`, since a source that is restored starts where it was. 0 when absent.
   */
  sourceTime: Instant.optional(),
});
export type JobStart = z.input<typeof JobStart>;

/**
 * savepoint: the state is kept for the next start. drain: sources end and all windows fire, so that its savepoint can't be
 * resumed from. cancel: at once; the last checkpoint stands.
 */
export const StopMode = z.enum(['savepoint', 'drain', 'cancel']);
export type StopMode = z.infer<typeof StopMode>;
export const JobStop = z.strictObject({ mode: StopMode.default('savepoint') });
export type JobStop = z.input<typeof JobStop>;

/** How the run that is to be replaced is ended: with a savepoint, or by a cancel, from its last checkpoint. */
export const ReplaceMode = z.enum(['savepoint', 'cancel']);
export type ReplaceMode = z.infer<typeof ReplaceMode>;

export const JobRestart = z.strictObject({ stop: ReplaceMode.default('savepoint') });
export type JobRestart = z.input<typeof JobRestart>;

export const JobUpgrade = z.strictObject({
  /** The version to run; the draft, published when it changed, when absent. */
  version: z.number().int().min(1).optional(),
  /**
   * Which verdicts about the state are good enough. compatible: nothing is lost. partly: the operators named lose theirs. any: also
   * all of them; and also when it can't be told: Flink then takes all of the state, or refuses, and what ran before is brought back.
   */
  allow: z.enum(['compatible', 'partly', 'any']).default('compatible'),
  stop: ReplaceMode.default('savepoint'),
  restore: Restore.default({ kind: 'latest' }),
});
export type JobUpgrade = z.input<typeof JobUpgrade>;

export const JobRollback = z.strictObject({
  /**
   * from-new-state: the earlier version goes on where the newer one is; nothing is replayed. from-old-savepoint: it starts from
   * the savepoint of the upgrade; what was processed since is processed, and written, again.
   */
  mode: z.enum(['from-new-state', 'from-old-savepoint']),
  /** As in JobUpgrade; only for `from-new-state`. */
  allow: z.enum(['compatible', 'partly', 'any']).default('compatible'),
});
export type JobRollback = z.input<typeof JobRollback>;

export const JobRescale = z.strictObject({ parallelism: z.number().int().min(1).max(1024) });
export type JobRescale = z.input<typeof JobRescale>;

/**
 * Says that a run does not exist on its cluster, where nothing can prove it. The run ends, its JobID is never used again, and a Flink
 * job that shows under it later is cancelled.
 */
export const JobWriteOff = z.strictObject({ runId: idOf('run') });
export type JobWriteOff = z.input<typeof JobWriteOff>;

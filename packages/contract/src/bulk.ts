/** One command over many jobs: persisted, a few jobs at a time, with a result per job, carried on after a crash. */
import { z } from 'zod';

import { ErrorCode } from './error-code.ts';
import { idOf, Instant } from './ids.ts';
import { JobRescale, JobRestart, JobStart, JobStop, JobUpgrade } from './job-command.ts';

const selection = {
  jobIds: z.array(idOf('job')).min(1).max(1000),
  /** Jobs worked on at once. */
  concurrency: z.number().int().min(1).max(50).default(5),
};
const noOptions = z.object({}).prefault({});

/** `delete` and `publish` take the role developer, the others operator. */
export const BulkCreate = z.discriminatedUnion('action', [
  z.object({ action: z.literal('start'), options: JobStart.prefault({}), ...selection }),
  z.object({ action: z.literal('stop'), options: JobStop.prefault({}), ...selection }),
  z.object({ action: z.literal('restart'), options: JobRestart.prefault({}), ...selection }),
  z.object({ action: z.literal('upgrade'), options: JobUpgrade.prefault({}), ...selection }),
  z.object({ action: z.literal('rescale'), options: JobRescale, ...selection }),
  z.object({ action: z.literal('savepoint'), options: noOptions, ...selection }),
  z.object({ action: z.literal('publish'), options: noOptions, ...selection }),
  z.object({
    action: z.literal('delete'),
    options: z.object({ state: z.enum(['keep', 'delete']).default('keep') }).prefault({}),
    ...selection,
  }),
]);
export type BulkCreate = z.input<typeof BulkCreate>;
export type BulkAction = z.output<typeof BulkCreate>['action'];

/**
 * - PENDING    not begun
 * - ACCEPTED   the command was given; its effect is awaited
 * - DONE       it took effect
 * - FAILED     it was refused, or did not take effect
 * - CANCELLED  the bulk was cancelled before it began
 */
export const BulkItemState = z.enum(['PENDING', 'ACCEPTED', 'DONE', 'FAILED', 'CANCELLED']);
export type BulkItemState = z.infer<typeof BulkItemState>;

export const BulkItem = z.object({
  jobId: idOf('job'),
  jobName: z.string(),
  state: BulkItemState,
  /** Why it failed: a code where the command was refused. */
  code: ErrorCode.nullable(),
  message: z.string().nullable(),
  beganAt: Instant.nullable(),
  endedAt: Instant.nullable(),
});
export type BulkItem = z.infer<typeof BulkItem>;

export const Bulk = z.object({
  id: idOf('bulk'),
  projectId: idOf('project'),
  action: z.enum(['start', 'stop', 'restart', 'upgrade', 'rescale', 'savepoint', 'publish', 'delete']),
  concurrency: z.number().int(),
  /** CANCELLED: what had not begun was left out. */
  state: z.enum(['RUNNING', 'DONE', 'CANCELLED']),
  actor: z.string(),
  createdAt: Instant,
  endedAt: Instant.nullable(),
  counts: z.record(BulkItemState, z.number().int()),
});
export type Bulk = z.infer<typeof Bulk>;

export const BulkDetail = Bulk.extend({ items: z.array(BulkItem) });
export type BulkDetail = z.infer<typeof BulkDetail>;

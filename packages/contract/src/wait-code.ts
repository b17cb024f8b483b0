/** Why the controller waits. Codes are API: they are never renamed or reused, and the console has a sentence for each. */
import { z } from 'zod';

import { Instant } from './ids.ts';

export const WaitCode = z.enum([
  'CLUSTER_UNREACHABLE',
  'CLUSTER_STARTING',
  'GATEWAY_UNAVAILABLE',
  'WAITING_FOR_RUNNING',
  'WAITING_FOR_FLINK',
  'WAITING_FOR_CHECKPOINT',
  'SAVEPOINT_IN_PROGRESS',
  'SUBMISSION_UNRESOLVED',
  'SUBMISSION_UNPROVABLE',
  'ABSENCE_NOT_PROVEN',
  'FENCING_OLD_PROCESSES',
  'RECOVERY_BACKOFF',
  'RECOVERY_EXHAUSTED',
  'RECOVERY_OFF',
  'PLAN_FAILED',
  'JOB_STATE_UNVERIFIED',
  'SAVEPOINT_NOT_USABLE',
  'CANCELLED_OUTSIDE',
  'OUTSIDE_JOBS_UNREAD',
  'EXTERNAL_UNBOUND',
  'OUTCOME_UNKNOWN',
  'USER_ERROR',
  'RETRYING',
]);
export type WaitCode = z.infer<typeof WaitCode>;

export const Waiting = z.object({
  code: WaitCode,
  /** In one English sentence. */
  message: z.string(),
  until: Instant.nullable(),
});
export type Waiting = z.infer<typeof Waiting>;

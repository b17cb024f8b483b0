/**
 * Every kind of event in a job's history, `noun.verb`. Kinds are API: they are never renamed or reused. event-text.ts has
 * a sentence for each in both languages, filled in with the event's params; those are named behind the kind.
 */
import { z } from 'zod';

export const EventKind = z.enum([
  // What a person asked for
  'job.created',
  'job.updated', // fields
  'job.published', // version
  'job.start-requested', // version, restore, sourceTime
  'job.stop-requested', // mode
  'job.restart-requested', // version, stop
  'job.upgrade-requested', // from, to, allow, stop
  'job.rollback-requested', // to, mode, savepointId
  'job.rescale-requested', // from, to
  'run.write-off-requested', // flinkJobId
  'job.delete-requested',
  'job.deleted', // state, freedBytes, keptPaths
  'savepoint.requested', // savepointId
  'savepoint.delete-requested', // savepointId, path
  // What became of it
  'job.stop-failed', // code
  'job.gave-up', // phase, failureClass
  'plan.begun', // planKind, from, to
  'plan.done', // planKind, planId, version
  'plan.rolled-back', // planKind, planId, version
  'plan.failed', // planKind, planId, step, version
  'plan.rolling-back', // planKind, planId, fromVersion, toVersion
  'run.created', // version, restorePath, step, steps, recovery
  'run.submitted', // flinkJobId
  'run.refused', // failureClass
  'run.adopted', // flinkJobId, status
  'run.late', // flinkJobId
  'run.written-off', // flinkJobId
  'run.write-off-void', // flinkJobId, status
  'run.restore-mismatch', // expected, restored
  'run.first-checkpoint', // checkpointId
  'run.rescaled', // from, to
  'run.relinked', // flinkJobId, version, versionKnown
  'run.tasks-restarted', // failures, at
  'run.tasks-redeployed', // at
  'run.checkpoints-stuck', // trouble, failed, since
  'run.checkpoints-resumed', // checkpointId
  // Done by others, outside of the platform
  'job.adopted', // flinkJobId, name, origin
  'job.bound', // version
  'job.seen-outside', // flinkJobId, status
  'job.cancelled-outside',
  'job.stopped-outside',
  'phase.changed', // from and to of the event itself
  'savepoint.completed', // savepointId, path, sizeBytes
  'savepoint.failed', // savepointId, code
  'savepoint.deleted', // savepointId, path, sizeBytes
  'savepoint.superseded', // count
]);
export type EventKind = z.infer<typeof EventKind>;

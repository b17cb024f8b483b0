/** What Flink's exception texts say about whose fault a failure is, and what its root cause was. */
import type { FailureClass } from '@liusu/contract/lifecycle';

/** Failures that another attempt cannot mend, because the job itself is wrong. */
const userPatterns = [
  /StateMigrationException/,
  /Cannot map checkpoint\/savepoint state/,
  /Failed to rollback to checkpoint\/savepoint/,
  /org\.apache\.flink\.table\.api\.ValidationException/,
  /max(imum)? parallelism .* (cannot|must|lower)/i,
];

export function classOfFlinkFailure(stack: string): FailureClass {
  return userPatterns.some((pattern) => pattern.test(stack)) ? 'user' : 'environment';
}

/** The last `Caused by:` of a stack trace; null when there is none. */
export function rootCauseOf(stack: string): string | null {
  const causes = stack.match(/^Caused by: .*$/gm);
  return causes?.at(-1)?.replace('Caused by: ', '').slice(0, 1000) ?? null;
}

/**
 * Why Flink did not take the state at this path, as the JobManager's log tells it: a job that fails before its graph is made has
 * no exceptions on REST (seen on 2.2.1). Null when the log does not tell.
 */
export function restoreRefusalIn(log: string, restorePath: string): string | null {
  const place = restorePath.replace(/^[a-z0-9+.-]+:\/*/i, '');
  const line = log
    .split('\n')
    .findLast((text) => text.includes('Failed to rollback to checkpoint/savepoint') && text.includes(place));
  return line === undefined ? null : line.slice(line.indexOf('Failed to rollback')).trim().slice(0, 1000);
}

/** True for Flink's CheckpointFailureReason NOT_ALL_REQUIRED_TASKS_RUNNING, in its words. */
export function isOfTasksNotRunning(reason: string): boolean {
  return reason.includes('Not all required tasks are currently running');
}

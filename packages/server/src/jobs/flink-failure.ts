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

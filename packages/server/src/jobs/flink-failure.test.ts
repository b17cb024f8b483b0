import { expect, test } from 'vitest';

import { classOfFlinkFailure, restoreRefusalIn } from './flink-failure.ts';

const path = 'file:///data/state/savepoints/job_a/svp_b/savepoint-efdfef-2d9210d81089';
/** As Flink 2.2.1 writes it. */
const log = `2026-11-26 07:41:00,697 INFO  CheckpointCoordinator [] - Starting job 1409 from savepoint file:/data/state/savepoints/job_a/svp_b/savepoint-efdfef-2d9210d81089 ()
2026-11-26 07:41:00,947 INFO  AdaptiveScheduler [] - Failed to go from CreatingExecutionGraph to Executing because the ExecutionGraph creation failed.
java.util.concurrent.CompletionException: java.lang.IllegalStateException: Failed to rollback to checkpoint/savepoint file:/data/state/savepoints/job_a/svp_b/savepoint-efdfef-2d9210d81089. Cannot map checkpoint/savepoint state for operator cd95 to the new program, because the operator is not available in the new program. If you want to allow to skip this, you can set the --allowNonRestoredState option on the CLI.
\tat org.apache.flink.util.concurrent.FutureUtils.lambda$switchExecutor$24(FutureUtils.java:1335) ~[flink-dist-2.2.1.jar:2.2.1]`;

test('the refusal of a state is found by its path, and is not mended by another attempt', () => {
  const refusal = restoreRefusalIn(log, path);

  expect(refusal).toMatch(/^Failed to rollback to checkpoint\/savepoint file:.*Cannot map .* for operator cd95/);
  expect(classOfFlinkFailure(refusal ?? '')).toBe('user');
});

test('the refusal of another state is not taken for it', () => {
  expect(restoreRefusalIn(log, 'file:///data/state/savepoints/job_a/svp_c/savepoint-1')).toBeNull();
});

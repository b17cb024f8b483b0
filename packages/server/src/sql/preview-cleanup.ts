/** Makes sure that a preview's job does not run any more. */
import type { FlinkRest } from '../flink/flink-rest.ts';
import type { Clock } from '../lib/clock.ts';
import { hasCode } from '../lib/errors.ts';

const ended: ReadonlySet<string> = new Set(['FINISHED', 'CANCELED', 'FAILED']);
/** Closing the session cancels the job by itself, usually within a second. */
const ownEndMs = 1500;
const giveUpMs = 20_000;

/** `unknown`: Flink does not know the job; it may still arrive when its submission was cut off. */
export type JobEnd = 'ended' | 'unknown' | 'running';

/**
 * Waits for the job to end, cancels it by its id when it does not end by itself; `running` when it still does after 20 s.
 * Throws FLINK_UNREACHABLE.
 */
export async function endPreviewJob(rest: FlinkRest, flinkJobId: string, clock: Clock): Promise<JobEnd> {
  const startMs = clock.nowMs();
  let isCancelled = false;
  while (clock.nowMs() - startMs < giveUpMs) {
    // The list is always fresh; the details of one job are up to three seconds old.
    const job = (await rest.jobs()).find((one) => one.flinkJobId === flinkJobId);
    if (job === undefined) return 'unknown';
    if (ended.has(job.status)) return 'ended';
    if (!isCancelled && clock.nowMs() - startMs >= ownEndMs) {
      isCancelled = true;
      try {
        await rest.cancel(flinkJobId);
      } catch (error) {
        // It ended in between: the next look will tell.
        if (!hasCode(error, 'FLINK_REJECTED')) throw error;
      }
    }
    await clock.sleep(100);
  }
  return 'running';
}

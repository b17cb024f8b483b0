/**
 * The task that failed, where Flink tells of a failure without it: its adaptive scheduler notes some failures of tasks as ones of the
 * whole job. The job's tasks as they are now still show it, until the next attempt begins.
 */
import type { ExceptionEntry, FlinkRest } from '../flink/flink-rest.ts';

/** The exceptions, newest first, with the place of the newest where it can be told. Throws as FlinkRest does. */
export async function withFailedTask(
  rest: Pick<FlinkRest, 'findJob' | 'failedSubtasks'>,
  flinkJobId: string,
  entries: ExceptionEntry[],
): Promise<ExceptionEntry[]> {
  const [newest, ...older] = entries;
  if (newest === undefined || newest.task !== null) return entries;
  const job = await rest.findJob(flinkJobId);
  for (const vertex of job?.vertices ?? []) {
    if (vertex.status !== 'FAILED') continue;
    // The failure and the end of its task have one time; another time is another failure.
    const failed = (await rest.failedSubtasks(flinkJobId, vertex.id)).find(({ endMs }) => endMs === newest.atMs);
    if (failed === undefined) continue;
    const { location, taskManager } = failed;
    const task = `${vertex.name} (${failed.index + 1}/${vertex.parallelism})`;
    return [{ ...newest, task, location, taskManager }, ...older];
  }
  return entries;
}

/**
 * What Flink tells about the last completed checkpoint of a run that has ended, and whether it tells at all. A job that ends
 * while it has no execution graph, as one that waits for slots under the adaptive scheduler, is shown as if it had never
 * completed any (Flink 1.20.5 and 2.2.1, measured): to believe that is to start from an older state, or from none.
 */
import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import type { FlinkRest } from '../flink/flink-rest.ts';
import { checkpointsOf } from './controller-context.ts';
import type { RunRow } from './run-repository.ts';
import type { StateFiles } from './state-files.ts';

/** A completed checkpoint or savepoint by Flink's own account. */
export interface LastState {
  path: string;
  id: number;
  sizeBytes: number | null;
}

export interface ToldEnd {
  /** Null where it completed none, or Flink does not tell. */
  checkpoint: LastState | null;
  isTold: boolean;
}

type Rest = Pick<FlinkRest, 'findCheckpoints' | 'findJob' | 'exceptions'>;

/**
 * `phase`: how the run ended. The answer is as old as Flink's answers may be; ask once they cannot be from before the end. Throws as
 * FlinkRest does.
 */
export async function toldEnd(
  rest: Rest,
  run: Pick<RunRow, 'flink_job_id' | 'running_at'>,
  phase: 'FAILED' | 'CANCELLED' | 'FINISHED',
): Promise<ToldEnd> {
  const last = (await rest.findCheckpoints(run.flink_job_id))?.latestCompleted;
  if (last == null) return { checkpoint: null, isTold: !(await hadRun(rest, run, phase)) };
  const { externalPath: path, id, sizeBytes, isSavepoint } = last;
  return { checkpoint: path === null || isSavepoint ? null : { path, id, sizeBytes }, isTold: true };
}

/** True when the job ran once, and ended without what Flink knew of that. */
async function hadRun(
  rest: Rest,
  run: Pick<RunRow, 'flink_job_id' | 'running_at'>,
  phase: 'FAILED' | 'CANCELLED' | 'FINISHED',
): Promise<boolean> {
  const job = await rest.findJob(run.flink_job_id);
  if ((job?.timestampsMs['RUNNING'] ?? 0) > 0) return false;
  if (run.running_at !== null) return true;
  // It may have run unseen. Then it lost its slots to a failure, which Flink keeps; its own end is told as one more.
  return (await rest.exceptions(run.flink_job_id)).length > (phase === 'FAILED' ? 1 : 0);
}

/** The highest completed checkpoint of a run that has ended: where its files can be seen they may know a later one than was told. */
export async function newestCheckpoint(
  cluster: ClusterHandle,
  files: StateFiles,
  run: RunRow,
  told: LastState | null,
): Promise<LastState | null> {
  // The folder of a run that others started is not known.
  if (run.adopted === 1) return told;
  const folder = checkpointsOf(cluster, run);
  const found = (await files.listCheckpoints(folder))?.findLast(({ verdict }) => verdict.kind === 'verified');
  if (found === undefined || found.number <= (told?.id ?? -1)) return told;
  return { path: found.path, id: found.number, sizeBytes: (await files.sizeOf(found.path))?.bytes ?? null };
}

/** What is wrong with a run that goes on, as it stands in its row: written when it changes, read for the job's conditions. */
import { CheckpointTrouble } from '@liusu/contract/job';
import { z } from 'zod';

/** Failures of tasks since all of them last ran. */
const TasksTrouble = z.object({
  /** Of the first of them, ISO. */
  since: z.string(),
  failures: z.number().int(),
  /** The newest one's cause at the root. */
  cause: z.string(),
  /** Failures that no event told of yet: the same cause again, within a minute. */
  untold: z.number().int(),
  /** When an event last told of it, epoch ms. */
  toldMs: z.number(),
});
export type TasksTrouble = z.infer<typeof TasksTrouble>;

const StuckCheckpoints = z.object({
  /** The end of the last one that was completed, or the time the run came to run; ISO. */
  since: z.string(),
  trouble: CheckpointTrouble,
  /** Failed since then, as far as Flink lists them. */
  failed: z.number().int(),
  /** What Flink says of the newest that failed. */
  cause: z.string().nullable(),
});
export type StuckCheckpoints = z.infer<typeof StuckCheckpoints>;

export function tasksTroubleOf(run: { tasks_trouble: string | null }): TasksTrouble | undefined {
  return run.tasks_trouble === null ? undefined : TasksTrouble.parse(JSON.parse(run.tasks_trouble));
}

export function stuckCheckpointsOf(run: { checkpoint_trouble: string | null }): StuckCheckpoints | undefined {
  return run.checkpoint_trouble === null ? undefined : StuckCheckpoints.parse(JSON.parse(run.checkpoint_trouble));
}

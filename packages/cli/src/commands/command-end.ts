/** When a start or stop has come to its end, as the job shows it. Pure. */
import type { Job } from '@liusu/contract/job';
import { isTransitional } from '@liusu/contract/lifecycle';

const ends: ReadonlySet<Job['phase']> = new Set(['FAILED', 'LOST', 'UNKNOWN', 'FINISHED', 'CANCELLED']);

/** True when the phase is that of a run which had ended before the command in force was given: it says nothing of that command. */
export function isLeftFromBefore({ run, desired }: Pick<Job, 'run' | 'desired'>): boolean {
  return (
    run?.endedAt != null && Date.parse(run.endedAt) <= Date.parse(desired.since) && run.generation < desired.generation
  );
}

/** True when nothing more comes of the command that `asked` answered, or another took its place. */
export function hasComeToRest(asked: Job, now: Job): boolean {
  if (now.desired.generation !== asked.desired.generation) return true;
  if (isTransitional(now.phase)) return false;
  const isWanted = now.desired.state === 'RUNNING';
  if (isLeftFromBefore(now)) return !isWanted;
  return isWanted === (now.phase === 'RUNNING') || ends.has(now.phase);
}

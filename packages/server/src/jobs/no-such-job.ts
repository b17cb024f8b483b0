/** That a job does not exist, or does not any more. */
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';

export function noSuchJob(jobId: string): LiusuError {
  return new LiusuError('NOT_FOUND', words(`没有作业 ${jobId}。`, `There is no job ${jobId}.`));
}

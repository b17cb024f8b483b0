/** What several pages ask of a job, with what it changes of what they show. */
import { queryOptions } from '@tanstack/react-query';

import type { RouteBody } from '@liusu/contract/routes';

import { api } from './api.ts';
import { keys } from './query-keys.ts';
import { useCommand } from './use-command.ts';

export interface JobTarget {
  projectId: string;
  jobId: string;
}

export function changesOf({ projectId, jobId }: JobTarget): (readonly string[])[] {
  return [keys.jobs(projectId), keys.job(jobId), keys.overview(projectId)];
}

export function savepointsQuery(jobId: string) {
  return queryOptions({
    queryKey: [...keys.job(jobId), 'savepoints'],
    queryFn: async ({ signal }) => (await api.call('listSavepoints', { params: { jobId }, signal })).items,
  });
}

/** Changes a job; the caller shows a refusal. */
export function useChangeJob(onDone?: () => void) {
  return useCommand({
    run: ({ jobId, body }: JobTarget & { body: RouteBody<'updateJob'> }) =>
      api.call('updateJob', { params: { jobId }, body }),
    changes: changesOf,
    onDone: () => onDone?.(),
    quiet: true,
  });
}

/** Deletes a job that has ended; the caller shows a refusal. */
export function useDeleteJob(onDone: () => void) {
  return useCommand({
    run: ({ jobId, state }: JobTarget & { state: 'keep' | 'delete' }) =>
      api.call('deleteJob', { params: { jobId }, query: { state } }),
    changes: ({ projectId }) => [keys.jobs(projectId), keys.overview(projectId)],
    onDone,
    quiet: true,
  });
}

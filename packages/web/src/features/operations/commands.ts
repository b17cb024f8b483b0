/** Commands that change a running job, and what is known before one is given. Each says which command it builds upon. */
import { queryOptions, useQuery } from '@tanstack/react-query';

import type { Job } from '@liusu/contract/job';
import type { RouteBody } from '@liusu/contract/routes';

import { api } from '../../lib/api.ts';
import { changesOf } from '../../lib/job-commands.ts';
import { keys } from '../../lib/query-keys.ts';
import { useCommand } from '../../lib/use-command.ts';

/** `If-Match` refuses the command when somebody gave the job another one after this page was drawn. */
function headersOf(job: Job) {
  return { idempotencyKey: crypto.randomUUID(), ifMatch: String(job.desired.generation) };
}

function changesOfJob({ job }: { job: Job }) {
  return changesOf({ projectId: job.projectId, jobId: job.id });
}

export function useRestartJob(onDone?: () => void) {
  return useCommand({
    run: ({ job, body }: { job: Job; body: RouteBody<'restartJob'> }) =>
      api.call('restartJob', { params: { jobId: job.id }, body, ...headersOf(job) }),
    changes: changesOfJob,
    onDone: () => onDone?.(),
    quiet: true,
  });
}

export function useUpgradeJob(onDone?: () => void) {
  return useCommand({
    run: ({ job, body }: { job: Job; body: RouteBody<'upgradeJob'> }) =>
      api.call('upgradeJob', { params: { jobId: job.id }, body, ...headersOf(job) }),
    changes: changesOfJob,
    onDone: () => onDone?.(),
    quiet: true,
  });
}

export function useRollbackJob(onDone?: () => void) {
  return useCommand({
    run: ({ job, body }: { job: Job; body: RouteBody<'rollbackJob'> }) =>
      api.call('rollbackJob', { params: { jobId: job.id }, body, ...headersOf(job) }),
    changes: changesOfJob,
    onDone: () => onDone?.(),
    quiet: true,
  });
}

/** Changes of the job, newest first. */
export function usePlans(job: Job, isNeeded: boolean) {
  return useQuery({
    queryKey: [...keys.job(job.id), 'plans'],
    queryFn: async ({ signal }) => (await api.call('listPlans', { params: { jobId: job.id }, signal })).items,
    enabled: isNeeded,
  });
}

export function useRescaleJob(onDone?: () => void) {
  return useCommand({
    run: ({ job, body }: { job: Job; body: RouteBody<'rescaleJob'> }) =>
      api.call('rescaleJob', { params: { jobId: job.id }, body, ...headersOf(job) }),
    changes: changesOfJob,
    onDone: () => onDone?.(),
    quiet: true,
  });
}

export function useWriteOffRun(onDone?: () => void) {
  return useCommand({
    run: ({ job, runId }: { job: Job; runId: string }) =>
      api.call('writeOffRun', { params: { jobId: job.id }, body: { runId }, ...headersOf(job) }),
    changes: changesOfJob,
    onDone: () => onDone?.(),
    quiet: true,
  });
}

export function useBindJob(onDone: () => void) {
  return useCommand({
    run: ({ job, body }: { job: Job; body: RouteBody<'bindJob'> }) =>
      api.call('bindJob', { params: { jobId: job.id }, body }),
    changes: changesOfJob,
    onDone,
    quiet: true,
  });
}

export function useDeleteSavepoint(onDone?: () => void) {
  return useCommand({
    run: ({ job, savepointId }: { job: Job; savepointId: string }) =>
      api.call('deleteSavepoint', { params: { jobId: job.id, savepointId } }),
    changes: changesOfJob,
    onDone: () => onDone?.(),
    quiet: true,
  });
}

export function useCreateBulk(onDone: () => void) {
  return useCommand({
    run: ({ projectId, body }: { projectId: string; body: RouteBody<'createBulk'> }) =>
      api.call('createBulk', { params: { projectId }, body, idempotencyKey: crypto.randomUUID() }),
    changes: ({ projectId }) => [keys.bulks(projectId), keys.jobs(projectId)],
    onDone,
    quiet: true,
  });
}

/** What becomes of the state under another version; under the draft when `version` is undefined. */
export function upgradeCheckQuery(job: Job, version: number | undefined) {
  return queryOptions({
    // Another draft, or another run, is another question.
    queryKey: [...keys.job(job.id), 'upgrade-check', version ?? `draft-${job.draftRevision}`, job.run?.id ?? ''],
    queryFn: ({ signal }) =>
      api.call('checkUpgrade', {
        params: { jobId: job.id },
        query: version === undefined ? {} : { version },
        signal,
      }),
    staleTime: 60_000,
  });
}

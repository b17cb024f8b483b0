/** Jobs: queries and commands. Live numbers that no event announces are asked for at an interval while they are looked at. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

import type { StopMode } from '@liusu/contract/job';
import type { RouteBody } from '@liusu/contract/routes';

import { api } from '../../lib/api.ts';
import { changesOf, type JobTarget } from '../../lib/job-commands.ts';
import { keys } from '../../lib/query-keys.ts';
import { useCommand } from '../../lib/use-command.ts';

const watchedMs = 2_000;
const slowMs = 10_000;
/** The most jobs one list holds; beyond it the list says so and the search narrows. */
export const jobsLimit = 500;

const firstPage: string | null = null;

function pageOf(limit: number, cursor: string | null) {
  return { limit, ...(cursor === null ? {} : { cursor }) };
}

export function jobsQuery(projectId: string, search: string) {
  return queryOptions({
    queryKey: [...keys.jobs(projectId), 'list', search],
    queryFn: ({ signal }) =>
      api.call('listJobs', {
        params: { projectId },
        query: { limit: jobsLimit, ...(search === '' ? {} : { search }) },
        signal,
      }),
    refetchInterval: slowMs,
    placeholderData: keepPreviousData,
  });
}

export function jobQuery(jobId: string) {
  return queryOptions({
    queryKey: [...keys.job(jobId), 'detail'],
    queryFn: ({ signal }) => api.call('getJob', { params: { jobId }, signal }),
    refetchInterval: slowMs,
  });
}

export function graphQuery(jobId: string) {
  return queryOptions({
    queryKey: [...keys.job(jobId), 'graph'],
    queryFn: ({ signal }) => api.call('getJobGraph', { params: { jobId }, signal }),
    refetchInterval: watchedMs,
  });
}

export function ratesQuery(jobId: string) {
  return queryOptions({
    queryKey: [...keys.job(jobId), 'rates'],
    queryFn: ({ signal }) => api.call('getJobRates', { params: { jobId }, signal }),
    refetchInterval: 5_000,
  });
}

export function checkpointsQuery(jobId: string) {
  return queryOptions({
    queryKey: [...keys.job(jobId), 'checkpoints'],
    queryFn: ({ signal }) => api.call('getJobCheckpoints', { params: { jobId }, signal }),
    refetchInterval: 5_000,
  });
}

/** The newest events, for the marks of a chart. */
export function recentEventsQuery(jobId: string) {
  return queryOptions({
    queryKey: [...keys.job(jobId), 'events', 'recent'],
    queryFn: async ({ signal }) =>
      (await api.call('listJobEvents', { params: { jobId }, query: { limit: 200 }, signal })).items,
  });
}

export function exceptionsQuery(jobId: string) {
  return queryOptions({
    queryKey: [...keys.job(jobId), 'exceptions'],
    queryFn: ({ signal }) => api.call('getJobExceptions', { params: { jobId }, signal }),
    refetchInterval: slowMs,
  });
}

/** All events, a page at a time. */
export function eventPagesQuery(jobId: string) {
  return infiniteQueryOptions({
    queryKey: [...keys.job(jobId), 'events', 'pages'],
    queryFn: ({ signal, pageParam }) =>
      api.call('listJobEvents', { params: { jobId }, query: pageOf(100, pageParam), signal }),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** The newest runs. */
export function recentRunsQuery(jobId: string) {
  return queryOptions({
    queryKey: [...keys.job(jobId), 'runs', 'recent'],
    queryFn: async ({ signal }) =>
      (await api.call('listRuns', { params: { jobId }, query: { limit: 20 }, signal })).items,
  });
}

/** All runs, a page at a time. */
export function runPagesQuery(jobId: string) {
  return infiniteQueryOptions({
    queryKey: [...keys.job(jobId), 'runs', 'pages'],
    queryFn: ({ signal, pageParam }) =>
      api.call('listRuns', { params: { jobId }, query: pageOf(50, pageParam), signal }),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** As many versions as one answer holds, newest first; each is chosen from by number. */
export function versionsQuery(jobId: string) {
  return queryOptions({
    queryKey: [...keys.job(jobId), 'versions'],
    queryFn: async ({ signal }) =>
      (await api.call('listVersions', { params: { jobId }, query: { limit: 500 }, signal })).items,
  });
}

export type LogSource = 'jobmanager' | 'taskmanager';

export function logsQuery(jobId: string, source: LogSource) {
  return queryOptions({
    queryKey: [...keys.job(jobId), 'logs', source],
    queryFn: ({ signal }) => api.call('getJobLogs', { params: { jobId }, query: { source, lines: 1000 }, signal }),
    refetchInterval: 5_000,
  });
}

export function clustersQuery() {
  return queryOptions({
    queryKey: keys.clusters(),
    // The answer as it is: other pages keep it under the same key.
    queryFn: ({ signal }) => api.call('listClusters', { signal }),
    select: (answer) => answer.items,
  });
}

/** `quiet`: the caller shows a refusal itself. */
export function useStartJob(onDone?: () => void, quiet = false) {
  return useCommand({
    quiet,
    run: ({ jobId, body = {} }: JobTarget & { body?: RouteBody<'startJob'> }) =>
      api.call('startJob', { params: { jobId }, body, idempotencyKey: crypto.randomUUID() }),
    changes: changesOf,
    onDone: () => onDone?.(),
  });
}

export function usePublishJob() {
  return useCommand({
    run: ({ jobId }: JobTarget) =>
      api.call('publishJob', { params: { jobId }, body: {}, idempotencyKey: crypto.randomUUID() }),
    changes: changesOf,
  });
}

export function useStopJob(onDone?: () => void) {
  return useCommand({
    run: ({ jobId, mode }: JobTarget & { mode: StopMode }) =>
      api.call('stopJob', { params: { jobId }, body: { mode }, idempotencyKey: crypto.randomUUID() }),
    changes: changesOf,
    onDone: () => onDone?.(),
  });
}

export function useTriggerSavepoint() {
  return useCommand({
    run: ({ jobId }: JobTarget) =>
      api.call('triggerSavepoint', { params: { jobId }, body: {}, idempotencyKey: crypto.randomUUID() }),
    changes: changesOf,
  });
}

export function useCopyJob(onDone: (jobId: string) => void) {
  return useCommand({
    run: ({ jobId, name }: JobTarget & { name: string }) => api.call('copyJob', { params: { jobId }, body: { name } }),
    changes: changesOf,
    onDone: (job) => onDone(job.id),
    quiet: true,
  });
}

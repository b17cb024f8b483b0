/** What the workbench asks of the server. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { ApiError } from '@liusu/contract/client';
import type { Cluster } from '@liusu/contract/cluster';
import type { JobCreate, JobDetail, JobUpdate } from '@liusu/contract/job';
import type { SqlDiagnostic } from '@liusu/contract/sql';

import { api } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

const listLimit = 500;
const versionLimit = 30;

/** All jobs of the project, for the list at the side. */
export function useJobList(projectId: string) {
  return useQuery({
    queryKey: [...keys.jobs(projectId), 'workbench'],
    queryFn: ({ signal }) => api.call('listJobs', { params: { projectId }, query: { limit: listLimit }, signal }),
  });
}

export function useJobDetail(jobId: string | undefined) {
  return useQuery({
    queryKey: [...keys.job(jobId ?? ''), 'detail'],
    queryFn: ({ signal }) => api.call('getJob', { params: { jobId: jobId ?? '' }, signal }),
    enabled: jobId !== undefined,
  });
}

/** Versions of a job, newest first, in pages. */
export function useVersions(jobId: string) {
  return useInfiniteQuery({
    queryKey: [...keys.job(jobId), 'versions', 'pages'],
    queryFn: ({ pageParam, signal }) =>
      api.call('listVersions', {
        params: { jobId },
        query: { limit: versionLimit, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function useClusters() {
  return useQuery({
    queryKey: keys.clusters(),
    queryFn: ({ signal }) => api.call('listClusters', { signal }),
  });
}

/** A cluster in a list to choose from: a script is written for its engine. */
export function clusterOption({ id, name, engine }: Pick<Cluster, 'id' | 'name' | 'engine'>) {
  return { value: id, label: `${name} · ${engine}` };
}

/** A scenario whose sample query the workbench shows. */
export function useScenarioQuery(projectId: string, scenarioId: string | undefined) {
  return useQuery({
    queryKey: [...keys.scenarios(projectId), scenarioId],
    queryFn: ({ signal }) => api.call('getScenario', { params: { projectId, scenarioId: scenarioId ?? '' }, signal }),
    enabled: scenarioId !== undefined,
  });
}

export function useCreateJob(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: JobCreate) => api.call('createJob', { params: { projectId }, body }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.jobs(projectId) }),
  });
}

export function useUpdateJob(job: JobDetail) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: JobUpdate) => api.call('updateJob', { params: { jobId: job.id }, body }),
    onSuccess: (updated) => client.setQueryData([...keys.job(job.id), 'detail'], updated),
    onSettled: () => client.invalidateQueries({ queryKey: keys.jobs(job.projectId) }),
  });
}

/** Publishes the draft when it changed, and runs it. A refusal asks for the job again: its phase is not what was shown. */
export function useStartJob(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (jobId: string) => api.call('startJob', { params: { jobId }, body: {} }),
    onSettled: async (_job, _error, jobId) => {
      await client.invalidateQueries({ queryKey: keys.job(jobId) });
      await client.invalidateQueries({ queryKey: keys.jobs(projectId) });
    },
  });
}

/** Makes the draft a version, without running it. */
export function usePublishJob(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (jobId: string) => api.call('publishJob', { params: { jobId }, body: {} }),
    onSettled: async (_job, _error, jobId) => {
      await client.invalidateQueries({ queryKey: keys.job(jobId) });
      await client.invalidateQueries({ queryKey: keys.jobs(projectId) });
    },
  });
}

/** Errors that Flink finds in a job's script as it is written; none where it cannot be asked now. */
export async function errorsIn(job: JobDetail, script: string): Promise<SqlDiagnostic[]> {
  const body = { script, clusterId: job.clusterId, settings: job.settings };
  try {
    const { diagnostics } = await api.call('validateSql', { params: { projectId: job.projectId }, body });
    return diagnostics.filter(({ severity }) => severity === 'error');
  } catch {
    // A check that fails holds nothing up: the command itself tells what is wrong.
    return [];
  }
}

export function isRevisionConflict(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'GENERATION_MISMATCH';
}

/** True when asking again in a while may help: the gateway, or the engine, is being made ready. */
export function isGatewayStarting(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 'GATEWAY_UNAVAILABLE' || isEngineStarting(error));
}

export function isEngineStarting(error: unknown): error is ApiError {
  return error instanceof ApiError && error.code === 'ENGINE_STARTING';
}

/** What the resources pages ask for. Live events make the list old; a slow interval stands in while the line is down. */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { ClusterCreate } from '@liusu/contract/cluster';
import type { RouteBody } from '@liusu/contract/routes';

import { api } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';
import { useCommand } from '../../lib/use-command.ts';

const refetchMs = 30_000;
/** A cluster answers every second, which is no event: its last answer is asked for while somebody looks at it. */
const watchedMs = 2_000;
const unmanagedMs = 3_000;

const clustersQuery = queryOptions({
  queryKey: keys.clusters(),
  queryFn: ({ signal }) => api.call('listClusters', { signal }),
  select: (answer) => answer.items,
});

/** Asked for while it is looked at: a job of others is read some seconds after it appears. */
export function unmanagedJobsQuery(clusterId: string) {
  return queryOptions({
    queryKey: [...keys.clusters(), clusterId, 'unmanaged'],
    queryFn: async ({ signal }) => (await api.call('listUnmanagedJobs', { params: { clusterId }, signal })).items,
    refetchInterval: unmanagedMs,
  });
}

export function useAdoptJob() {
  return useCommand({
    run: ({ clusterId, flinkJobId, body }: { clusterId: string; flinkJobId: string; body: RouteBody<'adoptJob'> }) =>
      api.call('adoptJob', { params: { clusterId, flinkJobId }, body }),
    changes: ({ body }) => [keys.clusters(), keys.jobs(body.projectId), keys.overview(body.projectId)],
    quiet: true,
  });
}

/** `isWatched`: one of them is looked at closely, and its ages must not grow while it answers. */
export function useClusters(isWatched: boolean) {
  return useQuery({ ...clustersQuery, refetchInterval: isWatched ? watchedMs : refetchMs });
}

/** Tests an address and credentials that are not stored. Nothing is kept. */
export function useTestNewCluster() {
  return useMutation({ mutationFn: (body: ClusterCreate) => api.call('testNewCluster', { body }) });
}

export function useTestCluster() {
  return useMutation({ mutationFn: (clusterId: string) => api.call('testCluster', { params: { clusterId } }) });
}

/** Refetches after a refusal too: it often means that the list on screen is old. */
function useRefreshClusters(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: keys.clusters() }),
      client.invalidateQueries({ queryKey: ['overview'] }),
    ]);
  };
}

export function useCreateCluster() {
  const onSettled = useRefreshClusters();
  return useMutation({ mutationFn: (body: ClusterCreate) => api.call('createCluster', { body }), onSettled });
}

/** Begins it: the cluster goes away and comes back under the eyes of whoever watches. */
export function useRestartCluster() {
  const onSettled = useRefreshClusters();
  return useMutation({
    mutationFn: (clusterId: string) => api.call('restartCluster', { params: { clusterId }, body: {} }),
    onSettled,
  });
}

export function useDeleteCluster() {
  const onSettled = useRefreshClusters();
  return useMutation({
    mutationFn: (clusterId: string) => api.call('deleteCluster', { params: { clusterId } }),
    onSettled,
  });
}

/** What the resources pages ask for. Live events make the list old; a slow interval stands in while the line is down. */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { ClusterCreate } from '@liusu/contract/cluster';

import { api } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

const refetchMs = 30_000;

const clustersQuery = queryOptions({
  queryKey: keys.clusters(),
  queryFn: ({ signal }) => api.call('listClusters', { signal }),
  refetchInterval: refetchMs,
  select: (answer) => answer.items,
});

export function useClusters() {
  return useQuery(clustersQuery);
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

export function useDeleteCluster() {
  const onSettled = useRefreshClusters();
  return useMutation({
    mutationFn: (clusterId: string) => api.call('deleteCluster', { params: { clusterId } }),
    onSettled,
  });
}

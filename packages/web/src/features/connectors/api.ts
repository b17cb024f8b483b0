/** What the page of connectors asks for. Nothing tells of a change made elsewhere, so the list is asked for again slowly. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { LiusuClient } from '@liusu/contract/client';
import type { ConnectorAdd } from '@liusu/contract/connector';

import { api, getSession } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';
import { fetchWithProgress } from '../../lib/upload.ts';

const refetchMs = 30_000;

export function useConnectors() {
  return useQuery({
    queryKey: keys.connectors(),
    queryFn: async ({ signal }) => (await api.call('listConnectors', { signal })).items,
    refetchInterval: refetchMs,
  });
}

/** Engines of the clusters there are: what a jar can be for. */
export function useEngines(): readonly string[] {
  const clusters = useQuery({
    queryKey: keys.clusters(),
    queryFn: ({ signal }) => api.call('listClusters', { signal }),
  });
  return [...new Set((clusters.data?.items ?? []).map(({ engine }) => engine))].toSorted();
}

export interface ConnectorUpload {
  file: File;
  about: Omit<ConnectorAdd, 'fileName'>;
  signal: AbortSignal;
  /** A share from 0 to 1. */
  onSent: (share: number) => void;
}

export function useAddConnector() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ file, about, signal, onSent }: ConnectorUpload) =>
      new LiusuClient({
        baseUrl: '',
        csrfToken: () => getSession()?.csrfToken,
        fetch: fetchWithProgress(onSent),
      }).call('addConnector', { query: { fileName: file.name, ...about }, upload: file, signal }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.connectors() }),
  });
}

export function useRemoveConnector() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (connectorId: string) => api.call('removeConnector', { params: { connectorId } }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.connectors() }),
  });
}

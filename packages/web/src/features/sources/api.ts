/** What the pages of data sources ask of the server. A password is sent and never comes back. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { Source, SourceConnectionInput, SourceConnector, SourceTest } from '@liusu/contract/source';

import { api } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';
import { useCommand } from '../../lib/use-command.ts';

const tablesPerPage = 200;
/** A structure changes seldom, and reading it asks an outside system. */
const structureStaleMs = 60_000;

export function useSources(projectId: string) {
  return useQuery({
    queryKey: keys.sources(projectId),
    queryFn: async ({ signal }) => (await api.call('listSources', { params: { projectId }, signal })).items,
  });
}

export function useSource(projectId: string, name: string) {
  return useQuery({
    queryKey: [...keys.sources(projectId), name],
    queryFn: ({ signal }) => api.call('getSource', { params: { projectId, name }, signal }),
  });
}

export interface SourceChange {
  name: string;
  isNew: boolean;
  connection: SourceConnectionInput;
  description: string;
}

export function useSaveSource(projectId: string, onDone: (source: Source) => void) {
  return useCommand<SourceChange, Source>({
    run: ({ name, isNew, ...body }) =>
      isNew
        ? api.call('createSource', { params: { projectId }, body: { name, ...body } })
        : api.call('putSource', { params: { projectId, name }, body }),
    changes: () => [keys.sources(projectId)],
    onDone,
    quiet: true,
  });
}

export function useDeleteSource(projectId: string, onDone: () => void) {
  return useCommand<string, unknown>({
    run: (name) => api.call('deleteSource', { params: { projectId, name } }),
    changes: () => [keys.sources(projectId)],
    onDone,
    quiet: true,
  });
}

export interface TestInput {
  /** The source whose kept password is used when none is typed. */
  name?: string;
  connection: SourceConnectionInput;
  signal: AbortSignal;
}

/** Of what is typed. */
export function useTestConnection(projectId: string) {
  return useMutation<SourceTest, Error, TestInput>({
    mutationFn: ({ signal, ...body }) => api.call('testNewSource', { params: { projectId }, body, signal }),
  });
}

/** Of what is saved. */
export function useTestSource(projectId: string) {
  const client = useQueryClient();
  return useMutation<SourceTest, Error, { name: string; signal: AbortSignal }>({
    mutationFn: ({ name, signal }) => api.call('testSource', { params: { projectId, name }, body: {}, signal }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.sources(projectId) }),
  });
}

export function useNamespaces(projectId: string, name: string) {
  return useQuery({
    queryKey: [...keys.sources(projectId), name, 'namespaces'],
    queryFn: async ({ signal }) =>
      (await api.call('listSourceNamespaces', { params: { projectId, name }, signal })).items,
    staleTime: structureStaleMs,
    retry: false,
  });
}

export function useTables(projectId: string, name: string, filter: { namespace: string; search: string }) {
  const { namespace, search } = filter;
  return useInfiniteQuery({
    queryKey: [...keys.sources(projectId), name, 'tables', namespace, search],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ signal, pageParam }) =>
      api.call('listSourceTables', {
        params: { projectId, name },
        query: {
          limit: tablesPerPage,
          ...(namespace === '' ? {} : { namespace }),
          ...(search === '' ? {} : { search }),
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: structureStaleMs,
    retry: false,
  });
}

export interface TablePlace {
  namespace: string;
  table: string;
}

export function useTable(projectId: string, name: string, place: TablePlace) {
  return useQuery({
    queryKey: [...keys.sources(projectId), name, 'table', place.namespace, place.table],
    queryFn: ({ signal }) => api.call('getSourceTable', { params: { projectId, name }, query: place, signal }),
    staleTime: structureStaleMs,
    retry: false,
  });
}

export function useDdl(projectId: string, name: string, place: TablePlace, connector: SourceConnector | undefined) {
  return useQuery({
    queryKey: [...keys.sources(projectId), name, 'ddl', place.namespace, place.table, connector],
    queryFn: ({ signal }) =>
      api.call('getSourceDdl', {
        params: { projectId, name },
        query: { ...place, ...(connector === undefined ? {} : { connector }) },
        signal,
      }),
    placeholderData: (previous) => previous,
    staleTime: structureStaleMs,
    retry: false,
  });
}

export function useJobFromScript(projectId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; script: string }) => api.call('createJob', { params: { projectId }, body }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.jobs(projectId) }),
  });
}

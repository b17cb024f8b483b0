/** Folders and the search over scripts, asked of the server. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { api } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

/** Below the key of the jobs: who moves a job, or makes one, changes folders too. */
const foldersKey = (projectId: string) => [...keys.jobs(projectId), 'folders'] as const;

export function useFolders(projectId: string) {
  return useQuery({
    queryKey: foldersKey(projectId),
    queryFn: ({ signal }) => api.call('listFolders', { params: { projectId }, signal }),
  });
}

function useChange<Input, Output>(projectId: string, change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: keys.jobs(projectId) }),
  });
}

export function useCreateFolder(projectId: string) {
  return useChange(projectId, (path: string) => api.call('createFolder', { params: { projectId }, body: { path } }));
}

export function useMoveFolder(projectId: string) {
  return useChange(projectId, (body: { from: string; to: string }) =>
    api.call('moveFolder', { params: { projectId }, body }),
  );
}

export function useDeleteFolder(projectId: string) {
  return useChange(projectId, (path: string) => api.call('deleteFolder', { params: { projectId }, query: { path } }));
}

export function useMoveJob(projectId: string) {
  return useChange(projectId, ({ jobId, folder }: { jobId: string; folder: string }) =>
    api.call('updateJob', { params: { jobId }, body: { folder } }),
  );
}

/** Where a text stands in the project's drafts as they are stored. */
export function useScriptSearch(projectId: string, text: string, matchCase: boolean) {
  return useQuery({
    queryKey: ['script-search', projectId, text, matchCase],
    queryFn: ({ signal }) =>
      api.call('searchScripts', {
        params: { projectId },
        query: { text, letterCase: matchCase ? 'same' : 'any' },
        signal,
      }),
    enabled: text !== '',
    placeholderData: (previous) => previous,
    staleTime: 0,
  });
}

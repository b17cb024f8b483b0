/** The drafts of the page, in React. Unsaved texts are saved when the page is left, and the browser asks before it closes. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';

import { api } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';
import { isRevisionConflict } from './api.ts';
import { type Draft, DraftStore } from './draft-store.ts';

function createStore(client: QueryClient): DraftStore {
  return new DraftStore({
    save: async (jobId, script, draftRevision) => {
      const job = await api.call('updateJob', { params: { jobId }, body: { script, draftRevision } });
      client.setQueryData([...keys.job(jobId), 'detail'], job);
      return { script, revision: job.draftRevision };
    },
    load: async (jobId) => {
      const job = await api.call('getJob', { params: { jobId } });
      return { script: job.script, revision: job.draftRevision };
    },
    isConflict: isRevisionConflict,
  });
}

export function useDrafts(): DraftStore {
  const client = useQueryClient();
  const [store] = useState(() => createStore(client));
  useEffect(() => {
    const onLeave = (event: BeforeUnloadEvent): void => {
      if (store.hasUnsaved()) event.preventDefault();
    };
    window.addEventListener('beforeunload', onLeave);
    return () => {
      window.removeEventListener('beforeunload', onLeave);
      void store.flush();
    };
  }, [store]);
  return store;
}

export function useDraft(store: DraftStore, jobId: string | undefined): Draft | undefined {
  return useSyncExternalStore(store.subscribe, () => (jobId === undefined ? undefined : store.get(jobId)));
}

/** Ids of the jobs among `jobIds` with unsaved text, as one text, so that only changes draw again. */
export function useUnsaved(store: DraftStore, jobIds: readonly string[]): readonly string[] {
  const text = useSyncExternalStore(store.subscribe, () =>
    jobIds.filter((jobId) => (store.get(jobId)?.state ?? 'saved') !== 'saved').join(','),
  );
  return text === '' ? [] : text.split(',');
}

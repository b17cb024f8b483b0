/** Sample rows of a document: those of a job are kept with its draft, those of a sample query as long as the page. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { JobSample, JobSamplePut, SampleRows } from '@liusu/contract/sample';

import { api } from '../../lib/api.ts';
import { keys } from '../../lib/query-keys.ts';

export interface KeptSample extends SampleRows {
  table: string;
  origin: JobSample['origin'];
}

export interface SampleBook {
  items: readonly KeptSample[];
  save: (table: string, sample: JobSamplePut) => Promise<void>;
  remove: (table: string) => Promise<void>;
}

/** `jobId` undefined: nothing is stored. */
export function useSamples(jobId: string | undefined): SampleBook {
  const client = useQueryClient();
  const [own, setOwn] = useState<readonly KeptSample[]>([]);
  const queryKey = [...keys.job(jobId ?? ''), 'samples'];
  const stored = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.call('listJobSamples', { params: { jobId: jobId ?? '' }, signal }),
    enabled: jobId !== undefined,
  });
  const refresh = () => client.invalidateQueries({ queryKey });
  const put = useMutation({
    mutationFn: ({ table, sample }: { table: string; sample: JobSamplePut }) =>
      api.call('putJobSample', { params: { jobId: jobId ?? '', table }, body: sample }),
    onSettled: refresh,
  });
  const drop = useMutation({
    mutationFn: (table: string) => api.call('deleteJobSample', { params: { jobId: jobId ?? '', table } }),
    onSettled: refresh,
  });
  if (jobId === undefined) {
    return {
      items: own,
      save: async (table, sample) =>
        setOwn([...own.filter((each) => each.table !== table), { ...sample, origin: sample.origin ?? 'given', table }]),
      remove: async (table) => setOwn(own.filter((each) => each.table !== table)),
    };
  }
  return {
    items: stored.data?.items ?? [],
    save: async (table, sample) => void (await put.mutateAsync({ table, sample })),
    remove: async (table) => drop.mutateAsync(table),
  };
}

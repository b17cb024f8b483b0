/** What the overview asks for, and how live rates get into it. */
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import type { LiveEvent, Overview } from '@liusu/contract/overview';

import { api } from '../../lib/api.ts';
import { onLiveEvent } from '../../lib/live/live.ts';
import { keys } from '../../lib/query-keys.ts';

/** Points of one hour at one every five seconds. */
const pointsKept = 720;
/** Asked again this often even without live events, so that a broken line cannot freeze the page. */
const refetchMs = 30_000;

function overviewQuery(projectId: string) {
  return queryOptions({
    queryKey: keys.overview(projectId),
    queryFn: ({ signal }) => api.call('getOverview', { params: { projectId }, signal }),
    refetchInterval: refetchMs,
  });
}

/** The overview with the newest rates appended. Pure. */
export function withRates(overview: Overview, event: Extract<LiveEvent, { type: 'rates' }>): Overview {
  const last = overview.throughput.at(-1);
  if (last !== undefined && Date.parse(last.at) >= Date.parse(event.at)) return overview;
  return {
    ...overview,
    throughput: [...overview.throughput, { at: event.at, in: event.in, out: event.out }].slice(-pointsKept),
  };
}

export function useOverview(projectId: string) {
  const client = useQueryClient();
  useEffect(
    () =>
      onLiveEvent((event) => {
        if (event.type !== 'rates' || event.projectId !== projectId) return;
        client.setQueryData(overviewQuery(projectId).queryKey, (old) =>
          old === undefined ? old : withRates(old, event),
        );
      }),
    [client, projectId],
  );
  return useQuery(overviewQuery(projectId));
}

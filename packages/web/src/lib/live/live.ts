/**
 * Live updates for the whole browser. `startLive` joins the election; events reach every tab through a channel, and queries
 * are invalidated by what changed. `useLive` tells how the line is.
 */
import { useSyncExternalStore } from 'react';

import type { LiveEvent } from '@liusu/contract/overview';

import { api, queryClient, setSession } from '../api.ts';
import { keysOfEvent } from './invalidation.ts';
import { electByHeartbeat, electByLock, type Channel, type Election } from './leader.ts';
import { holdStream, type LiveState } from './live-stream.ts';

export interface LiveStatus {
  state: LiveState;
  /** When the line was last known to be good, epoch ms; null before the first time. */
  goodAt: number | null;
}

type Message = { kind: 'event'; event: LiveEvent } | { kind: 'status'; status: LiveStatus } | { kind: 'ask' };

const coalesceMs = 250;

let status: LiveStatus = { state: 'connecting', goodAt: null };
const statusListeners = new Set<() => void>();
const eventListeners = new Set<(event: LiveEvent) => void>();
let pendingKeys = new Map<string, readonly string[]>();
let flushHandle: ReturnType<typeof setTimeout> | undefined;

function setStatus(next: LiveStatus): void {
  if (next.state === status.state && next.goodAt === status.goodAt) return;
  const wasLost = status.state === 'lost';
  status = next;
  // What happened while the line was down is unknown: ask for everything on the page again.
  if (wasLost && next.state === 'live') void queryClient.invalidateQueries();
  for (const listener of statusListeners) listener();
}

function flush(): void {
  flushHandle = undefined;
  const due = pendingKeys;
  pendingKeys = new Map();
  for (const queryKey of due.values()) void queryClient.invalidateQueries({ queryKey });
}

function accept(event: LiveEvent): void {
  for (const key of keysOfEvent(event)) pendingKeys.set(key.join('\n'), key);
  if (pendingKeys.size > 0) flushHandle ??= setTimeout(flush, coalesceMs);
  for (const listener of eventListeners) listener(event);
}

/** Calls `listener` with every live event until the returned function is called. */
export function onLiveEvent(listener: (event: LiveEvent) => void): () => void {
  eventListeners.add(listener);
  return () => eventListeners.delete(listener);
}

export function useLive(): LiveStatus {
  return useSyncExternalStore(
    (listener) => {
      statusListeners.add(listener);
      return () => statusListeners.delete(listener);
    },
    () => status,
  );
}

function elect(channel: Channel, onChange: (leads: boolean) => void): Election {
  // Absent on pages that are not a secure context, whatever the type says.
  const locks = navigator.locks as LockManager | undefined;
  if (locks !== undefined) return electByLock(locks as never, onChange);
  const timers = {
    now: () => Date.now(),
    setInterval: (run: () => void, ms: number) => setInterval(run, ms),
    clearInterval: (handle: unknown) => clearInterval(handle as ReturnType<typeof setInterval>),
  };
  return electByHeartbeat(channel, timers, crypto.getRandomValues(new Uint32Array(2)).join('-'), onChange);
}

/** Joins the live updates; the returned function leaves them. One call per page. */
export function startLive(): () => void {
  const messages = new BroadcastChannel('liusu-live-messages');
  const votes = new BroadcastChannel('liusu-live-votes');
  let holding: AbortController | undefined;
  // What was read or granted at the moment of leaving still arrives; its channels are closed by then.
  let hasLeft = false;

  function tell(message: Message): void {
    if (!hasLeft) messages.postMessage(message);
  }

  function lead(leads: boolean): void {
    holding?.abort();
    holding = undefined;
    if (!leads || hasLeft) return;
    holding = new AbortController();
    void holdStream(
      {
        open: (signal) => api.open('streamEvents', { signal }),
        onEvent: (event) => {
          if (hasLeft) return;
          tell({ kind: 'event', event });
          accept(event);
        },
        onState: (state) => {
          if (hasLeft) return;
          // A line that just broke was good until now; one that stays broken keeps the time it broke.
          const now = Date.now();
          const goodAt = state === 'live' || status.state === 'live' ? now : status.goodAt;
          // A live line is told once, then every few seconds: followers need the age, not every tick.
          if (state === 'live' && status.state === 'live' && now - (status.goodAt ?? 0) < 2_000) return;
          const next = { state, goodAt };
          setStatus(next);
          tell({ kind: 'status', status: next });
        },
        onUnauthenticated: () => setSession(undefined),
      },
      holding.signal,
    );
  }

  messages.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.kind === 'event') accept(data.event);
    if (data.kind === 'status' && holding === undefined) setStatus(data.status);
    if (data.kind === 'ask' && holding !== undefined) tell({ kind: 'status', status });
  });
  const election = elect(votes, lead);
  tell({ kind: 'ask' });

  return () => {
    election.stop();
    hasLeft = true;
    holding?.abort();
    if (flushHandle !== undefined) clearTimeout(flushHandle);
    flushHandle = undefined;
    messages.close();
    votes.close();
    status = { state: 'connecting', goodAt: null };
  };
}

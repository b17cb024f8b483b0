/**
 * One tab of a browser holds the live stream; the others listen to it. A browser allows six connections to an origin over
 * HTTP/1.1: were every tab to hold one, the seventh tab would hang.
 *
 * Where the page may use Web Locks the browser itself decides, and a closed or crashed tab hands over at once. Elsewhere
 * (plain HTTP on a LAN address) tabs agree through heartbeats on a channel; two leaders for a moment do no harm, the one
 * with the smaller id stays.
 */

/** The part of BroadcastChannel that is used. */
export interface Channel {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  removeEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
}

/** The part of `navigator.locks` that is used. */
export interface Locks {
  request(name: string, options: { signal: AbortSignal }, hold: () => Promise<void>): Promise<unknown>;
}

export interface Timers {
  now(): number;
  setInterval(run: () => void, ms: number): unknown;
  clearInterval(handle: unknown): void;
}

export interface Election {
  /** Leaves the election; a leader steps down without calling `onChange`. */
  stop(): void;
}

const lockName = 'liusu-live';

/** Calls `onChange(true)` once the browser grants the lock. */
export function electByLock(locks: Locks, onChange: (leads: boolean) => void): Election {
  const ending = new AbortController();
  locks
    .request(lockName, { signal: ending.signal }, async () => {
      onChange(true);
      await new Promise<void>((resolve) => ending.signal.addEventListener('abort', () => resolve(), { once: true }));
    })
    .catch((error: unknown) => {
      if (!ending.signal.aborted) throw error;
    });
  return { stop: () => ending.abort() };
}

export const heartbeatMs = 2_000;
/** Silence after which a tab takes the lead. */
export const silenceMs = 5_000;

interface Heartbeat {
  kind: 'heartbeat' | 'resign';
  id: string;
}

function isHeartbeat(data: unknown): data is Heartbeat {
  return typeof data === 'object' && data !== null && 'kind' in data && 'id' in data;
}

/** Election by heartbeats; `id` must differ between tabs. */
export function electByHeartbeat(
  channel: Channel,
  timers: Timers,
  id: string,
  onChange: (leads: boolean) => void,
): Election {
  let leads = false;
  let heardAt = timers.now();

  function set(next: boolean): void {
    if (leads === next) return;
    leads = next;
    onChange(next);
  }

  function onMessage(event: { data: unknown }): void {
    const { data } = event;
    if (!isHeartbeat(data) || data.id === id) return;
    if (data.kind === 'resign') {
      heardAt = Number.NEGATIVE_INFINITY;
      return;
    }
    if (data.kind !== 'heartbeat') return;
    if (leads && id < data.id) return;
    heardAt = timers.now();
    set(false);
  }

  function beat(): void {
    if (!leads && timers.now() - heardAt >= silenceMs) set(true);
    if (leads) channel.postMessage({ kind: 'heartbeat', id } satisfies Heartbeat);
  }

  channel.addEventListener('message', onMessage);
  const handle = timers.setInterval(beat, heartbeatMs);
  return {
    stop() {
      timers.clearInterval(handle);
      channel.removeEventListener('message', onMessage);
      if (leads) channel.postMessage({ kind: 'resign', id } satisfies Heartbeat);
      leads = false;
    },
  };
}

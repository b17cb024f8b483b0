/** The stream itself, as the leading tab holds it: reconnects with growing pauses and notices a line gone silent. */
import { ApiError } from '@liusu/contract/client';
import { readEventStream } from '@liusu/contract/event-stream';
import { LiveEvent } from '@liusu/contract/overview';

export type LiveState = 'connecting' | 'live' | 'lost';

export interface StreamOptions {
  open: (signal: AbortSignal) => Promise<Response>;
  onEvent: (event: LiveEvent) => void;
  onState: (state: LiveState) => void;
  /** Called when the server says the session has ended; the stream then stays closed. */
  onUnauthenticated: () => void;
}

const firstPauseMs = 500;
const longestPauseMs = 10_000;
/** Longer than two of the server's keep-alives. */
const silentMs = 45_000;

/** Pause before the n-th attempt (from 0), without the jitter. */
export function pauseMs(attempt: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** attempt);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const handle = setTimeout(done, ms);
    function done(): void {
      clearTimeout(handle);
      signal.removeEventListener('abort', done);
      window.removeEventListener('online', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
    window.addEventListener('online', done, { once: true });
  });
}

/** Passes bytes through and calls `onSilence` when none came for a while. */
function watchSilence(body: ReadableStream<Uint8Array>, onSilence: () => void): ReadableStream<Uint8Array> {
  let handle = setTimeout(onSilence, silentMs);
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        clearTimeout(handle);
        handle = setTimeout(onSilence, silentMs);
        controller.enqueue(chunk);
      },
      flush() {
        clearTimeout(handle);
      },
    }),
  );
}

/** Holds the stream until `signal` aborts. */
export async function holdStream(options: StreamOptions, signal: AbortSignal): Promise<void> {
  let attempt = 0;
  options.onState('connecting');
  while (!signal.aborted) {
    const line = new AbortController();
    const end = (): void => line.abort();
    signal.addEventListener('abort', end, { once: true });
    try {
      const response = await options.open(line.signal);
      if (response.body === null) throw new Error('the stream came without a body');
      for await (const data of readEventStream(watchSilence(response.body, end))) {
        attempt = 0;
        options.onState('live');
        const event = LiveEvent.safeParse(data);
        // A newer server may send kinds this page does not know yet.
        if (event.success) options.onEvent(event.data);
      }
    } catch (error) {
      if (error instanceof ApiError && error.code === 'UNAUTHENTICATED') {
        options.onUnauthenticated();
        return;
      }
    } finally {
      line.abort();
      signal.removeEventListener('abort', end);
    }
    if (signal.aborted) return;
    options.onState('lost');
    await pause(pauseMs(attempt) * (0.75 + Math.random() / 2), signal);
    attempt += 1;
  }
}

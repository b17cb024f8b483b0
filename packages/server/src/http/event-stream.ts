/**
 * Server-sent events. The first value is awaited before anything is sent, so that a failure up to there is an ordinary answer.
 * After that: a comment every 15 s keeps proxies from closing the line, a slow reader holds the source back, and a reader that
 * leaves ends it.
 */
import type { ServerResponse } from 'node:http';

import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { EventSource } from './route-handler.ts';

const heartbeatMs = 15_000;

export interface StreamOptions {
  /** Aborted when the reader is gone or the server stops. */
  signal: AbortSignal;
  headers: Record<string, string>;
  /** What is sent last when the source fails after its first value; nothing when undefined. */
  onFailure(error: unknown): unknown;
  log: Log;
}

export interface OpenedSource {
  iterator: AsyncIterator<unknown>;
  first: IteratorResult<unknown>;
}

/** Waits for the first value. Throws what the source throws before it. */
export async function openSource(source: EventSource): Promise<OpenedSource> {
  const iterator = source[Symbol.asyncIterator]();
  return { iterator, first: await iterator.next() };
}

/** Sends everything the source has. Resolves when the response is ended; never rejects. */
export async function sendEvents(
  response: ServerResponse,
  opened: OpenedSource,
  options: StreamOptions,
): Promise<void> {
  const { signal, log } = options;
  const { iterator } = opened;
  response.writeHead(200, {
    ...options.headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    // Tells nginx not to collect the events into blocks.
    'x-accel-buffering': 'no',
  });
  const heartbeat = setInterval(() => response.write(':\n\n'), heartbeatMs);
  heartbeat.unref();
  const aborted = new Promise<'aborted'>((resolve) => {
    if (signal.aborted) resolve('aborted');
    else signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
  try {
    let next = opened.first;
    while (next.done !== true && !signal.aborted) {
      const taken = response.write(`data: ${JSON.stringify(next.value)}\n\n`);
      if (!taken && (await Promise.race([drained(response), aborted])) === 'aborted') break;
      const result = await Promise.race([iterator.next(), aborted]);
      if (result === 'aborted') break;
      next = result;
    }
  } catch (error) {
    if (!signal.aborted) {
      const last = options.onFailure(error);
      if (last !== undefined) response.write(`data: ${JSON.stringify(last)}\n\n`);
    }
  } finally {
    clearInterval(heartbeat);
    response.end();
    // Not awaited: a source in the middle of a call returns when that call does, and it has seen the signal.
    Promise.resolve(iterator.return?.()).catch((error: unknown) =>
      log.warn({ reason: messageOf(error) }, 'the source of an event stream failed while it was ended'),
    );
  }
}

function drained(response: ServerResponse): Promise<'drained'> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve('drained');
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

/** One request to Flink, as text. Answers of any status are returned; only the lack of an answer throws. */
import { request } from 'undici';

import type { EndpointConnection } from './endpoint.ts';
import type { CallOptions } from './flink-rest.ts';
import { unreachable } from './to-flink-error.ts';

export interface HttpAnswer {
  status: number;
  text: string;
}

export interface HttpCall {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  url: string;
  /** What is being attempted, for messages: "list the jobs". */
  what: string;
  body?: unknown;
  /** Longest answer taken; the rest is an error. Default 64 MB. */
  maxBytes?: number;
}

/** Throws FLINK_UNREACHABLE when no whole answer came in time. */
export async function callFlink(
  connection: EndpointConnection,
  call: HttpCall,
  options: CallOptions = {},
): Promise<HttpAnswer> {
  const timeoutMs = options.timeoutMs ?? 5000;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]);
  try {
    const answer = await request(call.url, {
      method: call.method,
      dispatcher: connection.dispatcher,
      headers: {
        accept: 'application/json',
        ...connection.headers,
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      signal,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of answer.body) {
      const bytes = chunk as Buffer;
      size += bytes.length;
      if (size > (call.maxBytes ?? 64 * 1024 * 1024)) throw new Error('its answer is too long');
      chunks.push(bytes);
    }
    return { status: answer.statusCode, text: Buffer.concat(chunks).toString('utf8') };
  } catch (error) {
    throw unreachable(call.what, timeout.aborted ? timeout.reason : error);
  }
}

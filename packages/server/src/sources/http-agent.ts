/** Connections to a data source that speaks HTTP, with the TLS and the patience it asks for. */
import type { SourceConnection } from '@liusu/contract/source';
import { Agent } from 'undici';

import type { OpenOptions } from './source-session.ts';

/** `connections`: how many at once. The caller destroys it. */
export function httpAgentFor(
  { tls, caPem }: Pick<SourceConnection, 'tls' | 'caPem'>,
  { timeoutMs }: Pick<OpenOptions, 'timeoutMs'>,
  connections: number,
): Agent {
  const ca = caPem === undefined ? {} : { ca: caPem };
  return new Agent({
    connect: { timeout: timeoutMs, rejectUnauthorized: tls === 'verify', ...ca },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connections,
  });
}

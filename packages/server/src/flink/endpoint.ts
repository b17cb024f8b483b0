/** Connections to one Flink endpoint: a pool of its own, with its TLS trust and credentials. */
import { Agent, type Dispatcher } from 'undici';

import type { RestEndpoint } from '../drivers/driver.ts';

export interface EndpointConnection {
  dispatcher: Dispatcher;
  /** Headers every request carries. */
  headers: Record<string, string>;
  close(): Promise<void>;
}

/** Opens nothing yet: connections are made by the first request and kept alive. */
export function connectEndpoint(endpoint: RestEndpoint, connections = 8): EndpointConnection {
  const agent = new Agent({
    connections,
    keepAliveTimeout: 20_000,
    keepAliveMaxTimeout: 60_000,
    connect: {
      timeout: 5000,
      ...(endpoint.caPem === undefined ? {} : { ca: endpoint.caPem }),
      ...(endpoint.tlsInsecure === true ? { rejectUnauthorized: false } : {}),
    },
  });
  return {
    dispatcher: agent,
    headers: endpoint.authorization === undefined ? {} : { authorization: endpoint.authorization },
    // Requests under way are cut off: a cluster that never answers must not hold up the end of the platform.
    close: () => agent.destroy(),
  };
}

/** How clusters are spoken to: REST clients, and relays for what the gateway cannot reach by itself. Part of the composition root. */
import type { HandleFactories } from './clusters/cluster-directory.ts';
import type { RestEndpoint } from './drivers/driver.ts';
import { HttpFlinkRest } from './flink/http-flink-rest.ts';
import { FlinkRelay } from './flink/relay.ts';
import type { Log } from './lib/log.ts';

export interface ClusterFactories extends HandleFactories {
  /** Ends the relays. */
  close(): Promise<void>;
}

export function createClusterFactories(log: Log): ClusterFactories {
  const relays = new Map<string, FlinkRelay>();
  return {
    createRest: (endpoint) => new HttpFlinkRest(endpoint),
    gatewayTargetOf: async (endpoint) => {
      const plain = plainTarget(endpoint);
      if (plain !== undefined) return plain;
      const key = JSON.stringify(endpoint);
      const relay = relays.get(key) ?? new FlinkRelay(endpoint, log);
      relays.set(key, relay);
      return relay.address();
    },
    close: async () => {
      await Promise.all([...relays.values()].map((relay) => relay.close()));
      relays.clear();
    },
  };
}

/** Address and port, when the gateway can speak to the endpoint by itself. */
function plainTarget(endpoint: RestEndpoint): { address: string; port: number } | undefined {
  const url = new URL(endpoint.url);
  if (url.protocol !== 'http:' || endpoint.authorization !== undefined || url.pathname !== '/') return undefined;
  return { address: url.hostname, port: url.port === '' ? 80 : Number(url.port) };
}

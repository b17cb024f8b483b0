/** The clusters that exist now, as handles. Filled from the rows at start, then by the service as clusters come and go. */
import type { Driver, RestEndpoint } from '../drivers/driver.ts';
import type { FlinkRest } from '../flink/flink-rest.ts';
import { LiusuError } from '../lib/errors.ts';
import type { ClusterHandle, ClusterRegistry } from './cluster-handle.ts';

export interface HandleFactories {
  createRest(endpoint: RestEndpoint): FlinkRest;
  /** Where gateway sessions submit to: the endpoint itself, or a loopback relay when it needs TLS or credentials. */
  gatewayTargetOf(endpoint: RestEndpoint): Promise<{ address: string; port: number }>;
}

export class ClusterDirectory implements ClusterRegistry {
  readonly #handles = new Map<string, ClusterHandle>();

  /** Clusters are listed in the order they were added; the first is the one jobs go to when none is named. */
  add(handle: ClusterHandle): void {
    this.#handles.set(handle.id, handle);
  }

  remove(clusterId: string): void {
    this.#handles.delete(clusterId);
  }

  get(clusterId: string): ClusterHandle {
    const handle = this.#handles.get(clusterId);
    if (handle === undefined) throw new LiusuError('NOT_FOUND', `There is no cluster ${clusterId}.`);
    return handle;
  }

  find(clusterId: string): ClusterHandle | undefined {
    return this.#handles.get(clusterId);
  }

  list(): ClusterHandle[] {
    return [...this.#handles.values()];
  }

  defaultId(): string {
    const local = this.list().find((handle) => handle.driver.kind === 'local');
    const chosen = local ?? this.list()[0];
    if (chosen === undefined) throw new LiusuError('UNAVAILABLE', 'No cluster is registered.');
    return chosen.id;
  }
}

/** A handle whose REST client follows the driver's endpoint: a local cluster may come back on another port. */
export function createHandle(
  row: { id: string; name: string; engine: string },
  driver: Driver,
  factories: HandleFactories,
): ClusterHandle {
  let cached: { key: string; rest: FlinkRest } | undefined;
  function endpoint(): RestEndpoint {
    const found = driver.endpoint();
    if (found === undefined) {
      throw new LiusuError('FLINK_UNREACHABLE', `The cluster ${row.name} has no REST endpoint at the moment.`);
    }
    return found;
  }
  return {
    id: row.id,
    name: row.name,
    engine: row.engine,
    driver,
    /** Throws FLINK_UNREACHABLE while the driver has no endpoint. */
    get rest() {
      const now = endpoint();
      const key = JSON.stringify(now);
      if (cached?.key !== key) cached = { key, rest: factories.createRest(now) };
      return cached.rest;
    },
    gatewayTarget: async () => factories.gatewayTargetOf(endpoint()),
  };
}

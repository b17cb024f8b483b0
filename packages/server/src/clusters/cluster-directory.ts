/** The clusters that exist now, as handles. Filled from the rows at start, then by the service as clusters come and go. */
import type { Driver, RestEndpoint } from '../drivers/driver.ts';
import type { FlinkRest } from '../flink/flink-rest.ts';
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import type { ClusterHandle, ClusterRegistry } from './cluster-handle.ts';

/** A REST client with connections to give back. */
export type ClosableRest = FlinkRest & { close(): Promise<void> };

export interface HandleFactories {
  /** `endpoint` is asked before each call: a local cluster may come back on another port. */
  createRest(endpoint: () => RestEndpoint | undefined): ClosableRest;
  /** Where gateway sessions submit to: the endpoint itself, or a loopback relay when it needs TLS or credentials. */
  gatewayTargetOf(endpoint: RestEndpoint): Promise<{ address: string; port: number }>;
}

export class ClusterDirectory implements ClusterRegistry {
  readonly #handles = new Map<string, OwnedHandle>();

  /** Clusters are listed in the order they were added; the first is the one jobs go to when none is named. */
  add(handle: OwnedHandle): void {
    this.#handles.set(handle.id, handle);
  }

  /** Forgets the cluster and ends our connections to it. */
  async remove(clusterId: string): Promise<void> {
    const handle = this.#handles.get(clusterId);
    this.#handles.delete(clusterId);
    await handle?.close();
  }

  /** Ends all connections, at the end of the platform. */
  async close(): Promise<void> {
    await Promise.all(this.list().map((handle) => this.remove(handle.id)));
  }

  get(clusterId: string): ClusterHandle {
    const handle = this.#handles.get(clusterId);
    if (handle === undefined) throw noSuchCluster(clusterId);
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
    if (chosen === undefined)
      throw new LiusuError('UNAVAILABLE', words('还没有登记集群。', 'No cluster is registered.'));
    return chosen.id;
  }
}

export function noSuchCluster(clusterId: string): LiusuError {
  return new LiusuError('NOT_FOUND', words(`没有集群 ${clusterId}。`, `There is no cluster ${clusterId}.`));
}

/** A handle with the connections behind it. */
export interface OwnedHandle extends ClusterHandle {
  close(): Promise<void>;
}

export function createHandle(
  row: { id: string; name: string; engine: string },
  driver: Driver,
  factories: HandleFactories,
): OwnedHandle {
  const rest = factories.createRest(() => driver.endpoint());
  return {
    id: row.id,
    name: row.name,
    engine: row.engine,
    driver,
    rest,
    gatewayTarget: async () => {
      const endpoint = driver.endpoint();
      if (endpoint === undefined) {
        throw new LiusuError(
          'FLINK_UNREACHABLE',
          words(`集群 ${row.name} 目前没有 REST 地址。`, `The cluster ${row.name} has no REST endpoint at the moment.`),
        );
      }
      return factories.gatewayTargetOf(endpoint);
    },
    close: () => rest.close(),
  };
}

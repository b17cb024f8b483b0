/** What executors work with under a lease: fenced writes, and calls outside only while there is time for them. */
import type { ClusterHandle, ClusterRegistry } from '../clusters/cluster-handle.ts';
import type { FlinkRest } from '../flink/flink-rest.ts';
import { fencedDatabase } from '../leases/fenced-database.ts';
import type { Lease, Leases } from '../leases/lease.ts';
import type { ControllerDeps } from './controller-context.ts';

export function leasedDeps(deps: ControllerDeps, leases: Leases, lease: Lease): ControllerDeps {
  const database = fencedDatabase(deps.database, leases, lease);
  const check = () => leases.check(lease);
  const guard = (cluster: ClusterHandle) => (cluster.id === lease.name ? guardedCluster(cluster, check) : cluster);
  return {
    ...deps,
    database,
    journal: deps.journal.on(database),
    clusters: guardedRegistry(deps.clusters, guard),
    submitter: {
      countSteps: (script, settings, engine) => deps.submitter.countSteps(script, settings, engine),
      submit: async (request) => {
        check();
        return deps.submitter.submit({
          ...request,
          onAttempt: async (attempt) => {
            check();
            await request.onAttempt(attempt);
            // What comes next is sent: a process that stood still over that write has nothing to send any more.
            check();
          },
        });
      },
      proveDead: async (attempt, engine) => {
        check();
        return deps.submitter.proveDead(attempt, engine);
      },
    },
  };
}

function guardedRegistry(clusters: ClusterRegistry, guard: (cluster: ClusterHandle) => ClusterHandle): ClusterRegistry {
  return {
    get: (id) => guard(clusters.get(id)),
    find: (id) => {
      const cluster = clusters.find(id);
      return cluster === undefined ? undefined : guard(cluster);
    },
    list: () => clusters.list().map(guard),
    defaultId: () => clusters.defaultId(),
  };
}

function guardedCluster(cluster: ClusterHandle, check: () => void): ClusterHandle {
  const rest = new Proxy(cluster.rest, {
    get: (target, name: keyof FlinkRest) => {
      const method = target[name] as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        check();
        return method.apply(target, args);
      };
    },
  });
  const driver = new Proxy(cluster.driver, {
    get: (target, name: keyof ClusterHandle['driver']) => {
      const member = target[name];
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        if (name === 'fenceOff') check();
        return (member as (...all: unknown[]) => unknown).apply(target, args);
      };
    },
  });
  return {
    id: cluster.id,
    name: cluster.name,
    engine: cluster.engine,
    rest,
    driver,
    gatewayTarget: () => cluster.gatewayTarget(),
  };
}

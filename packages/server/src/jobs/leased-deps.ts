/**
 * What executors work with under a lease: fenced writes, and calls outside only while there is time for them. What changes
 * something there is called on a fresh view only: a step was decided on one, and a process that stood still since, or waited long
 * for its database, decides anew.
 */
import type { ClusterHandle, ClusterRegistry } from '../clusters/cluster-handle.ts';
import type { FlinkRest } from '../flink/flink-rest.ts';
import { fencedDatabase } from '../leases/fenced-database.ts';
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import type { Lease, Leases } from '../leases/lease.ts';
import type { ControllerDeps } from './controller-context.ts';

/** Calls by which something changes on the cluster. */
const acts: ReadonlySet<keyof FlinkRest> = new Set([
  'cancel',
  'stopWithSavepoint',
  'triggerSavepoint',
  'putResourceRequirements',
  'disposeSavepoint',
]);

/** Throw when it may not be done now. */
interface Checks {
  /** Before any call. */
  call: () => void;
  /** Before a call that changes something. */
  act: () => void;
}

export function leasedDeps(deps: ControllerDeps, leases: Leases, lease: Lease): ControllerDeps {
  const database = fencedDatabase(deps.database, leases, lease);
  const check = () => leases.check(lease);
  const checkAct = () => {
    check();
    if (deps.observations.freshness(lease.name) === 'FRESH') return;
    throw new LiusuError(
      'FLINK_UNREACHABLE',
      words('集群最近一次的应答太旧，不能据此操作。', 'What the cluster answered last has grown too old to act on.'),
    );
  };
  const checks = { call: check, act: checkAct };
  const guard = (cluster: ClusterHandle) => (cluster.id === lease.name ? guardedCluster(cluster, checks) : cluster);
  return {
    ...deps,
    database,
    journal: deps.journal.on(database),
    clusters: guardedRegistry(deps.clusters, guard),
    submitter: {
      countSteps: (script, settings, engine) => deps.submitter.countSteps(script, settings, engine),
      submit: async (request) => {
        checkAct();
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

function guardedCluster(cluster: ClusterHandle, checks: Checks): ClusterHandle {
  const rest = new Proxy(cluster.rest, {
    get: (target, name: keyof FlinkRest) => {
      const method = target[name] as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        if (acts.has(name)) checks.act();
        else checks.call();
        return method.apply(target, args);
      };
    },
  });
  const driver = new Proxy(cluster.driver, {
    get: (target, name: keyof ClusterHandle['driver']) => {
      const member = target[name];
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        if (name === 'fenceOff') checks.act();
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

/** One life of the platform's controller in a fake world: the real controller, with everything it calls written down. */
import type { ClusterHandle } from '../../clusters/cluster-handle.ts';
import type { Database } from '../../db/database.ts';
import { EventBus } from '../../lib/event-bus.ts';
import { newId } from '../../lib/ids.ts';
import { silentLog } from '../../lib/log.ts';
import type { SqlSubmitter } from '../../sql/submission.ts';
import { type Fate, mortalCluster, mortalDatabase } from '../../testing/mortal.ts';
import { createJobController, type JobController } from '../job-controller.ts';
import { clusterOf } from './fake-cluster.ts';
import type { FakeWorld } from './fake-world.ts';
import type { CallEntry } from './history-log.ts';

/** Something of the platform's surroundings replaced: for showing that the checker sees what goes wrong then. */
export interface Planted {
  cluster?: (cluster: ClusterHandle, database: Database) => ClusterHandle;
  submitter?: (submitter: SqlSubmitter, database: Database) => SqlSubmitter;
}

/** Brings a controller up; it works until its fate ends. */
export function raisePlatform(
  world: FakeWorld,
  database: Database,
  fate: Fate,
  planted: Planted,
  isShared: boolean,
): JobController {
  // Written down when it is asked for: a process that stands still between that and the call has asked before.
  const note = (what: CallEntry['what'], target: string) => {
    if (fate.isDead) return;
    const isHeld = platform.leases.held('clu_local00') !== undefined;
    world.log.add({ kind: 'call', what, target, view: platform.observer.freshness('clu_local00'), isHeld });
  };
  const plain = world.gateway.submitter(() => fate.lasting(() => Promise.resolve()));
  const submitter = planted.submitter?.(plain, database) ?? plain;
  const platform = createJobController({
    database: mortalDatabase(database, fate),
    bus: new EventBus(),
    clock: {
      nowMs: () => world.clock.nowMs(),
      sleep: (ms, signal) => fate.passing(() => world.clock.sleep(ms, signal)),
    },
    log: silentLog(),
    submitter: {
      countSteps: submitter.countSteps,
      submit: (request) => {
        note('submit', request.flinkJobId);
        return fate.lasting(() => submitter.submit(request));
      },
      proveDead: (attempt, engine) => fate.lasting(() => submitter.proveDead(attempt, engine)),
    },
    vault: { seal: (text) => text, open: (text) => text },
    factories: {
      createRest: () => {
        throw new Error('not part of the model');
      },
      gatewayTargetOf: async () => ({ address: '', port: 0 }),
    },
    createRemoteDriver: () => {
      throw new Error('not part of the model');
    },
    engines: [{ id: 'flink-2.2', line: '2.2' }],
    compileCandidate: async ({ script }) => world.gateway.compile(script),
    variablesOf: async () => ({}),
    installId: 'ins_test000',
    lease: {
      holder: newId('replica'),
      isShared,
      monotonicMs: () => world.clock.nowMs(),
      databaseMs: () => world.clock.nowMs(),
    },
    localFiles: world.files_,
  });
  const cluster = planted.cluster?.(clusterOf(world), database) ?? clusterOf(world);
  platform.directory.add({
    ...recorded(mortalCluster(cluster, fate), note),
    close: async () => {},
  });
  platform.leases.start();
  platform.observer.start();
  // Not awaited: it may die over its first lease, and then never comes back.
  void platform.reconciler.start();
  void platform.bulk.start();
  return platform;
}

function recorded(cluster: ClusterHandle, note: (what: CallEntry['what'], target: string) => void): ClusterHandle {
  const { rest, driver } = cluster;
  return {
    ...cluster,
    rest: {
      ...rest,
      cancel: (id, options) => (note('cancel', id), rest.cancel(id, options)),
      stopWithSavepoint: (id, request, options) => (
        note('stop-with-savepoint', id),
        rest.stopWithSavepoint(id, request, options)
      ),
      triggerSavepoint: (id, request, options) => (note('savepoint', id), rest.triggerSavepoint(id, request, options)),
    },
    driver: Object.create(driver, {
      fenceOff: {
        configurable: true,
        writable: true,
        value: (incarnation: string) => (note('fence', incarnation), driver.fenceOff(incarnation)),
      },
    }),
  };
}

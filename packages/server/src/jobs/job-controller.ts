/**
 * Puts clusters and jobs together: what app.ts calls. The observer and the reconciler need each other, which is settled here
 * and nowhere else.
 *
 * Order of use: `clusters.load(local)`, then `background.start()` (the local driver's own start may come before or after);
 * at the end `shutdown.stopAllLocal(budgetMs)` when local processes are to be ended too, `background.stop()`,
 * then the drivers, then `directory.close()`.
 */
import { JobSettings } from '@liusu/contract/job';

import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import { ClusterDirectory, type HandleFactories } from '../clusters/cluster-directory.ts';
import { ClusterService, type ClusterServiceDeps, type Vault } from '../clusters/cluster-service.ts';
import { ClusterObserver } from '../clusters/observer.ts';
import { clusterHandlers } from '../clusters/routes.ts';
import type { Database } from '../db/database.ts';
import type { Clock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { EventBus } from '../lib/event-bus.ts';
import { LeaseKeeper, type LeaseKeeperDeps, type LeaseOptions } from '../leases/lease-keeper.ts';
import type { Log } from '../lib/log.ts';
import { newId } from '../lib/ids.ts';
import type { BackgroundWork } from '../module.ts';
import type { CompileCandidate } from '../sql/plan/candidate.ts';
import type { SqlSubmitter } from '../sql/submission.ts';
import { slotsIn } from './conditions.ts';
import type { Alerts } from './alerts.ts';
import { CheckpointWatch } from './checkpoint-watch.ts';
import { CommandEraser } from './command-eraser.ts';
import { EventFollower } from './event-follower.ts';
import { ExternalJobs } from './external-jobs.ts';
import { JobLive } from './job-live.ts';
import { JobReader } from './job-reader.ts';
import { countJobsOfCluster } from './job-repository.ts';
import { JobService } from './job-service.ts';
import { Journal } from './journal.ts';
import { OutsideJobs } from './outside-jobs.ts';
import { ParallelismBook } from './parallelism-book.ts';
import { RateSampler } from './rate-sampler.ts';
import { RateBook, ThroughputBook } from './rates.ts';
import { BulkService } from './bulk-service.ts';
import { bulkHandlers } from './bulk-routes.ts';
import { Reconciler, type ReconcilerOptions } from './reconciler.ts';
import { jobHandlers } from './routes.ts';
import { findPreviewIds, findRunIds } from './run-repository.ts';
import { JobShutdown } from './shutdown.ts';
import { localStateFiles, type StateFiles, unseenStateFiles } from './state-files.ts';
import { TaskRestarts } from './task-restarts.ts';
import { Tombstones } from './tombstones.ts';
import { PlanVerdicts } from './upgrade-verdicts.ts';
import { UpgradeCheck } from './upgrade-check.ts';

export interface JobControllerDeps {
  database: Database;
  bus: EventBus;
  clock: Clock;
  log: Log;
  submitter: SqlSubmitter;
  compileCandidate: CompileCandidate;
  vault: Vault;
  factories: HandleFactories;
  createRemoteDriver: ClusterServiceDeps['createRemoteDriver'];
  engines: ClusterServiceDeps['engines'];
  /** Values of `${name}` for the scripts of a project. */
  variablesOf(projectId: string): Promise<Record<string, string>>;
  /** Marks every run as this installation's. */
  installId: string;
  options?: ReconcilerOptions;
  /** Default: none are sent. */
  alerts?: Alerts;
  /** This life of this process, and how it takes leases. Default: the only process there is. */
  lease?: LeaseOptions & Pick<LeaseKeeperDeps, 'holder' | 'monotonicMs' | 'databaseMs'>;
  /** State files of local clusters. Default: the files of this machine. */
  localFiles?: StateFiles;
}

/** How often clusters that other processes registered are looked for. */
const clusterSyncMs = 3_000;

export type JobController = ReturnType<typeof createJobController>;

export function createJobController(deps: JobControllerDeps) {
  const { database, bus, clock, log, submitter } = deps;
  const directory = new ClusterDirectory();
  const isShared = deps.lease?.isShared ?? false;
  const follower = new EventFollower({
    database,
    bus,
    clock,
    log,
    onJob: (jobId) => reconciler.wake(jobId),
    onJobDeleted: (jobId) => reconciler.forget(jobId),
  });
  const journal = new Journal({ database, bus, clock, onWritten: (eventId) => isShared && follower.wrote(eventId) });
  // A `file:` folder of a connected cluster is a folder of another machine.
  const filesOf = (cluster: ClusterHandle): StateFiles =>
    cluster.driver.kind === 'local' ? (deps.localFiles ?? localStateFiles) : unseenStateFiles;
  const shared = { database, journal, clock, log, clusters: directory, filesOf };

  const { holder, monotonicMs, databaseMs, ...leaseOptions } = deps.lease ?? {
    holder: newId('replica'),
    isShared: false,
  };
  const leases = new LeaseKeeper(
    {
      database,
      clock,
      log,
      holder,
      names: () => directory.list().map((cluster) => cluster.id),
      ...(monotonicMs === undefined ? {} : { monotonicMs }),
      ...(databaseMs === undefined ? {} : { databaseMs }),
      onGained: () => {
        reconciler.wakeAll().catch((error: unknown) => log.error({ err: error }, 'listing jobs after a lease failed'));
      },
    },
    leaseOptions,
  );

  const outside = new OutsideJobs({
    ...shared,
    leases,
    installId: deps.installId,
    countSteps: ({ script, settings }) => submitter.countSteps(script, JobSettings.parse(JSON.parse(settings))),
    onLinked: (jobId, flinkJobId) => {
      tombstones.linked(flinkJobId);
      reconciler.wake(jobId);
    },
  });
  const observer = new ClusterObserver({
    clusters: directory,
    clock,
    log,
    bus,
    isTransitional: (clusterId) => reconciler.isTransitional(clusterId),
    expectedJobs: (clusterId) => reconciler.activeOn(clusterId),
    isHolder: (clusterId) => leases.held(clusterId) !== undefined,
    onObservation: (observation) => {
      reconciler.observed(observation);
      void tombstones.check(observation, (flinkJobId) => reconciler.isActive(flinkJobId));
      void restarts.check(observation, (flinkJobId) => reconciler.isActive(flinkJobId));
      void outside.check(observation);
    },
  });
  const reconciler = new Reconciler(
    {
      ...shared,
      leases,
      observations: observer,
      submitter,
      variablesOf: deps.variablesOf,
      installId: deps.installId,
      outside,
      alerts: deps.alerts ?? { raise: async () => {} },
    },
    deps.options,
  );
  const tombstones = new Tombstones({ ...shared, leases });
  const restarts = new TaskRestarts({ ...shared, leases });
  const rates = new RateBook(() => clock.nowMs());
  const parallelism = new ParallelismBook();
  const throughput = new ThroughputBook(() => clock.nowMs());
  const sampler = new RateSampler({
    clusters: directory,
    clock,
    log,
    bus,
    book: rates,
    throughput,
    reconciler,
    parallelism,
    observations: observer,
  });
  const checkpoints = new CheckpointWatch({ ...shared, leases, reconciler, observations: observer });
  const eraser = new CommandEraser({ ...shared, leases });
  const reader = new JobReader({
    database,
    clusters: directory,
    filesOf,
    observationOf: (clusterId) => observer.viewOf(clusterId),
    slotsOf: (clusterId) => slotsIn(observer.freshness(clusterId) === 'FRESH' ? observer.find(clusterId) : undefined),
    clock,
    waits: reconciler,
    rates,
    parallelismOf: (flinkJobId) => parallelism.find(flinkJobId),
  });
  const upgrades = new UpgradeCheck({
    database,
    clusters: directory,
    compileCandidate: deps.compileCandidate,
    variablesOf: deps.variablesOf,
  });
  const service = new JobService({
    database,
    journal,
    clock,
    bus,
    clusters: directory,
    filesOf,
    submitter,
    reconciler,
    eraser,
    reader,
    verdicts: new PlanVerdicts(database, upgrades),
    observations: observer,
  });
  const external = new ExternalJobs({
    ...shared,
    observations: observer,
    outside,
    reconciler,
    reader,
    submitter,
    onAdopted: (flinkJobId) => tombstones.linked(flinkJobId),
  });
  const bulk = new BulkService({ database, clock, log, bus, service, leases });
  const live = new JobLive({ database, clusters: directory, clock });
  const clusters = new ClusterService({
    database,
    directory,
    observer,
    vault: deps.vault,
    clock,
    bus,
    factories: deps.factories,
    createRemoteDriver: deps.createRemoteDriver,
    engines: deps.engines,
    countJobs: (clusterId) => countJobsOfCluster(database.db, clusterId),
    isActiveRun: (flinkJobId) => reconciler.isActive(flinkJobId),
    ownJobs: async (ids) => {
      const runs = await findRunIds(database.db, ids);
      return new Set([...runs, ...(await findPreviewIds(database.db, ids))]);
    },
  });
  const ending = new AbortController();
  let syncing: Promise<void> = Promise.resolve();
  const syncClusters = async () => {
    while (!ending.signal.aborted) {
      await clock.sleep(clusterSyncMs, ending.signal);
      if (ending.signal.aborted) return;
      try {
        await clusters.sync();
      } catch (error) {
        log.warn({ reason: messageOf(error) }, 'clusters of other processes could not be looked for');
      }
    }
  };
  const background: BackgroundWork = {
    name: 'jobs',
    start: async () => {
      leases.start();
      observer.start();
      await reconciler.start();
      sampler.start();
      checkpoints.start();
      await bulk.start();
      if (!isShared) return;
      follower.start();
      syncing = syncClusters();
    },
    stop: async () => {
      await bulk.stop();
      ending.abort();
      await syncing;
      await follower.stop();
      await sampler.stop();
      await checkpoints.stop();
      await reconciler.stop();
      await observer.stop();
      await leases.stop();
    },
  };
  return {
    directory,
    leases,
    observer,
    reconciler,
    reader,
    service,
    bulk,
    upgrades,
    live,
    rates,
    throughput,
    clusters,
    shutdown: new JobShutdown({ reconciler, clusters: directory, clock, log }),
    handlers: {
      ...jobHandlers({ service, external, reader, upgrades, live, rates }),
      ...bulkHandlers(bulk),
      ...clusterHandlers(clusters),
    },
    background,
  };
}

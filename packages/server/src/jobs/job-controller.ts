/**
 * Puts clusters and jobs together: what app.ts calls. The observer and the reconciler need each other, which is settled here
 * and nowhere else.
 *
 * Order of use: `clusters.load(local)`, then `background.start()` (the local driver's own start may come before or after);
 * at the end `shutdown.stopAllLocal(budgetMs)` when local processes are to be ended too, `background.stop()`,
 * then the drivers, then `directory.close()`.
 */
import type { ClusterHandle } from '../clusters/cluster-handle.ts';
import { ClusterDirectory, type HandleFactories } from '../clusters/cluster-directory.ts';
import { ClusterService, type ClusterServiceDeps, type Vault } from '../clusters/cluster-service.ts';
import { ClusterObserver } from '../clusters/observer.ts';
import { clusterHandlers } from '../clusters/routes.ts';
import type { Database } from '../db/database.ts';
import type { Clock } from '../lib/clock.ts';
import type { EventBus } from '../lib/event-bus.ts';
import type { Log } from '../lib/log.ts';
import type { BackgroundWork } from '../module.ts';
import type { SqlSubmitter } from '../sql/submission.ts';
import type { Alerts } from './alerts.ts';
import { JobEraser } from './job-eraser.ts';
import { JobLive } from './job-live.ts';
import { JobReader } from './job-reader.ts';
import { countJobsOfCluster } from './job-repository.ts';
import { JobService } from './job-service.ts';
import { Journal } from './journal.ts';
import { ParallelismBook } from './parallelism-book.ts';
import { RateSampler } from './rate-sampler.ts';
import { RateBook } from './rates.ts';
import { BulkService } from './bulk-service.ts';
import { bulkHandlers } from './bulk-routes.ts';
import { Reconciler, type ReconcilerOptions } from './reconciler.ts';
import { jobHandlers } from './routes.ts';
import { findPreviewIds, findRunsByFlinkJobId } from './run-repository.ts';
import { JobShutdown } from './shutdown.ts';
import { localStateFiles, type StateFiles, unseenStateFiles } from './state-files.ts';
import { Tombstones } from './tombstones.ts';
import { TextVerdicts, type UpgradeVerdicts } from './upgrade-verdicts.ts';

export interface JobControllerDeps {
  database: Database;
  bus: EventBus;
  clock: Clock;
  log: Log;
  submitter: SqlSubmitter;
  vault: Vault;
  factories: HandleFactories;
  createRemoteDriver: ClusterServiceDeps['createRemoteDriver'];
  flinkVersionOf: ClusterServiceDeps['flinkVersionOf'];
  /** Values of `${name}` for the scripts of a project. */
  variablesOf(projectId: string): Promise<Record<string, string>>;
  /** Marks every run as this installation's. */
  installId: string;
  options?: ReconcilerOptions;
  /** Default: none are sent. */
  alerts?: Alerts;
  /** Default: certain only about equal scripts. */
  verdicts?: UpgradeVerdicts;
  /** State files of local clusters. Default: the files of this machine. */
  localFiles?: StateFiles;
}

export type JobController = ReturnType<typeof createJobController>;

export function createJobController(deps: JobControllerDeps) {
  const { database, bus, clock, log, submitter } = deps;
  const directory = new ClusterDirectory();
  const journal = new Journal({ database, bus, clock });
  // A `file:` folder of a connected cluster is a folder of another machine.
  const filesOf = (cluster: ClusterHandle): StateFiles =>
    cluster.driver.kind === 'local' ? (deps.localFiles ?? localStateFiles) : unseenStateFiles;
  const shared = { database, journal, clock, log, clusters: directory, filesOf };

  const activeIds = () => reconciler.activeRuns();
  const observer = new ClusterObserver({
    clusters: directory,
    clock,
    log,
    bus,
    isTransitional: (clusterId) => reconciler.isTransitional(clusterId),
    expectedJobs: (clusterId) =>
      activeIds()
        .filter((run) => run.clusterId === clusterId)
        .map((run) => run.flinkJobId),
    onObservation: (observation) => {
      reconciler.observed(observation);
      void tombstones.check(observation, new Set(activeIds().map((run) => run.flinkJobId)));
    },
  });
  const reconciler = new Reconciler(
    {
      ...shared,
      observations: observer,
      submitter,
      variablesOf: deps.variablesOf,
      installId: deps.installId,
      alerts: deps.alerts ?? { raise: async () => {} },
    },
    deps.options,
  );
  const tombstones = new Tombstones(shared);
  const rates = new RateBook(() => clock.nowMs());
  const parallelism = new ParallelismBook();
  const sampler = new RateSampler({
    database,
    clusters: directory,
    clock,
    log,
    bus,
    book: rates,
    reconciler,
    parallelism,
  });
  const eraser = new JobEraser(shared);
  const reader = new JobReader({
    database,
    clusters: directory,
    filesOf,
    observationOf: (clusterId) => observer.viewOf(clusterId),
    waits: reconciler,
    rates,
    parallelismOf: (flinkJobId) => parallelism.find(flinkJobId),
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
    verdicts: deps.verdicts ?? new TextVerdicts(database),
  });
  const bulk = new BulkService({ database, clock, log, bus, service });
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
    flinkVersionOf: deps.flinkVersionOf,
    countJobs: (clusterId) => countJobsOfCluster(database.db, clusterId),
    ownJobs: async (ids) => {
      const runs = await findRunsByFlinkJobId(database.db, ids);
      return new Set([...runs.map((run) => run.flink_job_id), ...(await findPreviewIds(database.db, ids))]);
    },
  });
  const background: BackgroundWork = {
    name: 'jobs',
    start: async () => {
      observer.start();
      await reconciler.start();
      sampler.start();
      await bulk.start();
    },
    stop: async () => {
      await bulk.stop();
      await sampler.stop();
      await reconciler.stop();
      await observer.stop();
    },
  };
  return {
    directory,
    observer,
    reconciler,
    reader,
    service,
    bulk,
    live,
    rates,
    clusters,
    shutdown: new JobShutdown({ reconciler, clusters: directory, clock, log }),
    handlers: { ...jobHandlers({ service, reader, live, rates }), ...bulkHandlers(bulk), ...clusterHandlers(clusters) },
    background,
  };
}

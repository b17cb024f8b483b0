/**
 * The composition root: builds every part and connects them. Only main.ts and tests import it. The platform answers as soon as
 * its database is open; the engine is fetched and started behind it, told by stages.
 */
import { join } from 'node:path';

import { type Health, ModuleId, type SystemInfo } from '@liusu/contract/overview';
import type { Route } from '@liusu/contract/routes';

import type { ClusterServiceDeps } from './clusters/cluster-service.ts';
import { postWebhook } from './alerts/post-webhook.ts';
import { webhookHandlers } from './alerts/routes.ts';
import { WebhookService } from './alerts/webhook-service.ts';
import { type Config, productVersion, repositoryRoot } from './config.ts';
import { engineLines } from './clusters/engine-choice.ts';
import type { Database } from './db/database.ts';
import { migrate } from './db/migrate.ts';
import { openPostgres } from './db/postgres-database.ts';
import { openSqlite } from './db/sqlite-database.ts';
import { underStartLock } from './db/start-lock.ts';
import { maskDatabaseUrl } from './db/database-url.ts';
import { runCommand } from './drivers/local/spawn.ts';
import { fetchArtifact } from './engines/download.ts';
import { EngineStore } from './engines/engine-store.ts';
import { type EngineContext, type LocalEngine, noLocalEngine } from './engine-parts.ts';
import { coreHandlers } from './http/core-routes.ts';
import { Idempotency } from './http/idempotency.ts';
import { Metrics } from './http/metrics.ts';
import { createHttpServer } from './http/server.ts';
import { folderHandlers } from './jobs/folder-routes.ts';
import { JobFolders } from './jobs/job-folders.ts';
import { findJob } from './jobs/job-repository.ts';
import { startTimeVariable } from './jobs/execute-start.ts';
import { createJobController } from './jobs/job-controller.ts';
import { type Clock, isoOf, systemClock } from './lib/clock.ts';
import { type DataFolder, makeDataFolder } from './lib/data-folder.ts';
import { LiusuError, messageOf } from './lib/errors.ts';
import { EventBus } from './lib/event-bus.ts';
import { type InstanceLock, takeInstanceLock } from './lib/instance.ts';
import { writeLastShutdown } from './lib/last-shutdown.ts';
import { words } from './lib/words.ts';
import { listen } from './listen.ts';
import { createLog, type Log } from './lib/log.ts';
import { newId } from './lib/ids.ts';
import type { ProcessTable } from './lib/process-identity.ts';
import { createVault, loadMasterKey, type Vault } from './lib/vault.ts';
import type { Module } from './module.ts';
import { countJobsByPhase } from './overview/overview-repository.ts';
import { overviewHandlers } from './overview/overview-service.ts';
import { projectHandlers } from './projects/project-routes.ts';
import { ProjectService } from './projects/project-service.ts';
import { readScenarios } from './scenarios/scenario-file.ts';
import { scenarioHandlers } from './scenarios/scenario-routes.ts';
import { ScenarioService } from './scenarios/scenario-service.ts';
import { bindEngine, ensureInstallId } from './system/installation.ts';
import { ensureReplicaId, ownsLocalCluster, requireSameMasterKey } from './system/replica.ts';
import { findLog, readTail } from './system/log-tail.ts';
import { LocalRestart } from './system/local-restart.ts';
import { restartHandlers } from './system/restart-routes.ts';
import { StartStages } from './system/start-stages.ts';
import { systemHandlers } from './system/system-routes.ts';
import { AuthService } from './users/auth-service.ts';
import { ensureCliToken, ensureFirstAdmin, forgetFirstPassword } from './users/first-start.ts';
import { findUser, toUser } from './users/user-repository.ts';
import { sessionHandlers, userHandlers } from './users/user-routes.ts';
import { UserService } from './users/user-service.ts';
import { createClusterFactories } from './wire-clusters.ts';
import { wireGateways } from './wire-gateways.ts';
import { openConnectors } from './wire-connectors.ts';
import { wireScenarioJobs } from './wire-scenario-jobs.ts';
import { ownGatewayFates, replicatedSubmitter } from './wire-replica.ts';
import { wireSql } from './wire-sql.ts';
import { wireValues } from './wire-values.ts';

/** What differs between the real platform and a test. */
export interface AppParts {
  table: ProcessTable;
  createEngine(context: EngineContext): LocalEngine;
  createRemoteDriver: ClusterServiceDeps['createRemoteDriver'];
  clock?: Clock;
}

export interface App {
  readonly url: string;
  /** Password of the first user, at the very first start only. */
  readonly firstPassword: string | undefined;
  readonly log: Log;
  /** Ends the platform; Flink's processes stay and are adopted at the next start. Safe to call twice. */
  stop(): Promise<void>;
  /** Resolves when the platform has ended, by `stop` or by the shutdown route. */
  readonly ended: Promise<void>;
}

interface Foundation {
  folder: DataFolder;
  lock: InstanceLock;
  log: Log;
  clock: Clock;
  database: Database;
  vault: Vault;
  installId: string;
  replicaId: string;
  /** The local cluster is this process's to start. */
  hasLocal: boolean;
  engineId: string;
  store: EngineStore;
  firstPassword: string | undefined;
}

/** Throws INSTANCE_RUNNING, FOLDER_NOT_WRITABLE, SCHEMA_NEWER, ENGINE_CHANGE_REFUSED, ENGINE_UNKNOWN, PORT_TAKEN. */
export async function startApp(config: Config, parts: AppParts): Promise<App> {
  const foundation = await layFoundation(config, parts);
  try {
    return await build(config, parts, foundation);
  } catch (error) {
    await foundation.database.close();
    foundation.lock.release();
    throw error;
  }
}

async function layFoundation(config: Config, parts: AppParts): Promise<Foundation> {
  const clock = parts.clock ?? systemClock;
  const folder = makeDataFolder(config.dataDir);
  const lock = takeInstanceLock(folder, config.cacheDir, parts.table);
  let database: Database | undefined;
  try {
    const log = createLog(config.logLevel, { file: join(folder.logs, 'platform.log'), stdout: config.logToStdout });
    const store = new EngineStore({
      enginesDir: join(repositoryRoot, 'engines'),
      cacheDir: config.cacheDir,
      sources: { mavenUrl: config.mavenUrl, pypiFilesUrl: config.pypiUrl },
      flinkHome: config.flinkHome,
      compiling: { java: { mode: 'auto', javaHome: config.javaHome, path: config.searchPath }, run: runCommand },
      clock,
    });
    database = await openDatabase(config, folder, log);
    const opened = database;
    const migrated = await migrate(database, { backupFolder: folder.backup, nowIso: isoOf(clock.nowMs()) });
    if (migrated.applied.length > 0) log.info(migrated, 'the database was brought up to date');
    const replicaId = ensureReplicaId(folder.root);
    const vault = createVault(config.masterKey ?? loadMasterKey(folder.secrets));
    return await underStartLock(database, async () => {
      if (opened.kind === 'postgres') await requireSameMasterKey(opened, vault);
      const installId = await ensureInstallId(opened);
      const engineId = store.get(await bindEngine(opened, askedEngine(config, store), defaultEngine(store))).id;
      const hasLocal = config.localEngine && (await ownsLocalCluster(opened, replicaId));
      const firstPassword = await ensureFirstAdmin(opened, folder.secrets, clock.nowMs());
      await ensureCliToken(opened, folder.secrets, clock.nowMs(), opened.kind === 'postgres' ? replicaId : '');
      await new ProjectService(opened, clock).ensureDefault();
      return {
        ...{ folder, lock, log, clock, database: opened, vault, installId, replicaId, hasLocal },
        ...{ engineId, store, firstPassword },
      };
    });
  } catch (error) {
    await database?.close();
    lock.release();
    throw error;
  }
}

async function openDatabase(config: Config, folder: DataFolder, log: Log): Promise<Database> {
  const { databaseUrl } = config;
  if (databaseUrl === undefined) return openSqlite(folder.database);
  const database = await openPostgres(databaseUrl, {
    onError: (error) => log.warn({ reason: messageOf(error) }, 'a connection to the database broke'),
  });
  log.info({ database: maskDatabaseUrl(databaseUrl) }, 'the database answers');
  return database;
}

/** Throws ENGINE_UNKNOWN before the data folder is bound to a name that means nothing. */
function askedEngine(config: Config, store: EngineStore): string | undefined {
  return config.engine === undefined ? undefined : store.get(config.engine).id;
}

function defaultEngine(store: EngineStore): string {
  const [first] = store.list();
  if (first === undefined) throw new LiusuError('ENGINE_UNKNOWN', words('没有任何引擎文件', 'there is no engine file'));
  return first.id;
}

async function build(config: Config, parts: AppParts, foundation: Foundation): Promise<App> {
  const { folder, lock, log, clock, database, vault, installId, replicaId, hasLocal, engineId, store } = foundation;
  const isShared = database.kind === 'postgres';
  const startedAt = isoOf(clock.nowMs());
  const bus = new EventBus();
  const stages = new StartStages(clock, () => bus.publish({ type: 'system' }));
  const ending = new AbortController();

  const auth = new AuthService(database, clock);
  const users = new UserService(database, clock);
  const projects = new ProjectService(database, clock);

  const bucketOptions = () => values.buckets.options();
  const engineContext = { config, folder, engineId, store, clock, log, bucketOptions };
  const engine = config.localEngine ? parts.createEngine(engineContext) : noLocalEngine(engineId);
  const gateways = wireGateways({ engine, store, database, bus, clock, log });
  const values = wireValues({
    ...{ database, vault, clock, engines: store, engineId, hiveConfFolder: folder.hiveConf },
    optionsInForce: hasLocal ? (prefix) => engine.optionsInForce(prefix) : undefined,
  });
  const variablesOf = async (projectId: string) => ({
    ...(await values.valuesOf(projectId)),
    // A start may give another start time; what is only checked or previewed begins at the beginning.
    [startTimeVariable]: '0',
    ...scenarios.variables(),
  });
  const webhook = new WebhookService({
    ...{ database, vault, clock, log, installId },
    leases: () => controller.leases,
    post: postWebhook,
  });
  const connectors = await openConnectors({
    ...{ database, clock, log, folder, store },
    enginesDir: join(repositoryRoot, 'engines'),
  });
  const sql = wireSql({
    ...{ connectors: connectors.service, database, clock, log, folder },
    sqlPaths: config.sqlPaths,
    installId,
    replicaId,
    gateways,
    fateOf: ownGatewayFates(parts.table),
    engines: store,
    stateOfBucket: (bucket) => values.buckets.stateOf(bucket),
    clusters: () => controller.directory,
    timeZoneOf: (projectId) => projects.timeZoneOf(projectId),
    variablesOf,
  });
  const factories = createClusterFactories(log);
  const controller = createJobController({
    database,
    bus,
    clock,
    log,
    submitter: isShared
      ? replicatedSubmitter(parts, gateways, { inner: sql.submitter, replicaId, clock, log })
      : sql.submitter,
    compileCandidate: sql.compileCandidate,
    vault: {
      seal: (text) => vault.seal(text, 'cluster'),
      open: (sealed) => vault.open(sealed, 'cluster'),
    },
    factories,
    createRemoteDriver: parts.createRemoteDriver,
    engines: engineLines(store.list()),
    variablesOf,
    installId,
    alerts: webhook,
    // A new name in each life: what an earlier one held is not this one's.
    lease: { isShared, holder: `${replicaId} ${newId('replica')}`, ttlMs: config.leaseMs },
  });
  const scenarios = new ScenarioService({
    packages: readScenarios(join(repositoryRoot, 'scenarios')),
    database,
    jobs: wireScenarioJobs(controller.service, database),
    clock,
    log,
    bus,
    cacheDir: config.cacheDir,
    isHere: hasLocal,
    folder: folder.scenarios,
    fetchDataset: ({ path, sha256, sizeBytes }) =>
      fetchArtifact(
        { pypi: path, sha256, sizeBytes },
        {
          cacheDir: config.cacheDir,
          sources: { mavenUrl: config.mavenUrl, pypiFilesUrl: config.pypiUrl },
          signal: ending.signal,
        },
      ),
  });
  const local = hasLocal ? { driver: engine.driver, engine: engineId, name: 'local' } : undefined;
  await underStartLock(database, () => controller.clusters.load(local));

  const health = (): Health => {
    const checks = config.localEngine ? healthChecks() : [databaseCheck];
    const failed = stages.list().some((stage) => stage.state === 'failed');
    if (stages.isRunning()) return { status: 'starting', checks };
    return { status: failed || checks.some((check) => !check.ok) ? 'degraded' : 'ok', checks };
  };
  const databaseCheck = { name: 'database', ok: true, message: database.kind };
  const healthChecks = (): Health['checks'] => {
    const clusters = controller.directory.list();
    const view = clusters.length === 0 ? undefined : controller.observer.viewOf(controller.directory.defaultId());
    const gatewayUp = engine.gateway.url() !== undefined;
    return [
      databaseCheck,
      ...(view === undefined ? [] : [{ name: 'cluster', ok: view.state === 'FRESH', message: view.evidence }]),
      { name: 'gateway', ok: gatewayUp, message: gatewayUp ? 'up' : 'not up' },
    ];
  };
  const systemInfo = (): SystemInfo => ({
    version: productVersion,
    installId,
    startedAt,
    dataDir: folder.root,
    engine: engineId,
    database: database.kind,
    modules: ModuleId.options.map((id) => ({ id, enabled: config.modules.has(id) })),
    processes: [
      {
        name: 'platform',
        role: 'platform',
        pid: process.pid,
        state: 'running',
        startedAt,
        restarts: 0,
        rssBytes: process.memoryUsage.rss(),
        reason: null,
      },
      ...engine.driver.processes(),
      ...engine.gateway.processes(),
      ...gateways.processes(),
    ],
  });

  const restart = new LocalRestart({
    ...{ engine, shutdown: controller.shutdown, stages, log, signal: ending.signal },
    onUp: () => sql.sessions.warmUp(engineId),
  });
  const modules = listModules();
  function listModules(): Module[] {
    return [
      {
        id: 'core',
        handlers: {
          ...coreHandlers({
            health: async () => health(),
            bus,
            clock,
            visibleProjects: async (user) => new Set((await projects.listFor(user)).map((project) => project.id)),
            currentUser: async (userId) => {
              const row = await findUser(database.db, userId);
              return row === undefined || row.disabled === 1 ? undefined : toUser(row);
            },
          }),
          ...sessionHandlers({ auth, projects, onFirstPasswordChanged: () => forgetFirstPassword(folder.secrets) }),
          ...projectHandlers(projects),
        },
        background: [],
      },
      {
        id: 'overview',
        handlers: overviewHandlers({
          database,
          clock,
          clusters: () => controller.clusters.list(),
          views: (rows) => controller.reader.views(rows),
          throughputOf: (projectId) =>
            controller.throughput
              .points(projectId)
              .map((point) => ({ at: isoOf(point.atMs), in: point.in, out: point.out })),
          eventsOf: async (projectId, limit) => (await controller.reader.events({ projectId }, { limit })).items,
        }),
        background: [],
      },
      {
        id: 'operations',
        handlers: { ...controller.handlers, ...restartHandlers(restart, controller.clusters) },
        background: [],
      },
      {
        id: 'development',
        handlers: {
          ...sql.createHandlers(controller.directory),
          ...scenarioHandlers(scenarios),
          ...values.handlers,
          ...folderHandlers(database, new JobFolders(database)),
        },
        background: [scenarios],
      },
      connectors.module,
      {
        id: 'system',
        handlers: {
          ...systemHandlers({
            info: systemInfo,
            stages,
            readLog: (name, lines) =>
              readTail(name, findLog(folder.logs, name === 'gateway' ? `${name}-${engineId}` : name), lines),
            shutDown: (budgetMs) => beginShutDown(budgetMs),
          }),
          ...userHandlers(users),
          ...webhookHandlers(webhook),
        },
        background: [],
      },
    ];
  }

  const isEnabled = (id: Route['module']) => id === 'core' || config.modules.has(id);
  const http = await createHttpServer({
    modules,
    isEnabled,
    access: {
      authenticate: (credentials) => auth.authenticate(credentials),
      roleIn: (user, projectId) => projects.roleIn(user, projectId),
      projectExists: (projectId) => projects.exists(projectId),
      projectOfJob: async (jobId) => (await findJob(database.db, jobId))?.project_id,
    },
    idempotency: new Idempotency(database, vault, clock),
    cookieName: `liusu_session_${installId.slice(-8)}`,
    log,
    version: productVersion,
    host: config.host,
    consoleFolder: join(repositoryRoot, 'packages', 'web', 'dist'),
    metrics: new Metrics({
      jobsByPhase: () => countJobsByPhase(database.db),
      clusters: () =>
        controller.directory
          .list()
          .map((cluster) => ({ name: cluster.name, state: controller.observer.viewOf(cluster.id).state })),
    }),
    clock,
  });
  const port = await listen(http, config, { database, log, key: isShared ? `http.port.${replicaId}` : 'http.port' });
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
  lock.announce({ host: config.host, port, urls: [url], version: productVersion, engine: engineId });
  log.info({ url, engine: engineId, dataDir: folder.root }, 'the platform answers');

  const background = modules.filter(({ id }) => isEnabled(id)).flatMap((module) => module.background);
  await gateways.start();
  // The controller is the platform's heart, not a module: jobs are looked after whatever the console shows.
  await controller.background.start();
  await webhook.start();
  const engineStart = startEngine();
  for (const work of background) await work.start();

  async function startEngine(): Promise<void> {
    try {
      await engine.start(stages, ending.signal, { cluster: hasLocal });
      if (!config.localEngine) return;
      sql.sessions.warmUp(engineId);
      const swept = await sql.previews.sweep();
      if (swept > 0) log.info({ swept }, 'previews of an earlier life were ended');
    } catch (error) {
      if (!ending.signal.aborted) log.error({ err: error }, 'the local engine did not start');
    }
  }

  let ended: Promise<void> | undefined;
  let resolveEnded: () => void = () => {};
  const hasEnded = new Promise<void>((resolve) => {
    resolveEnded = resolve;
  });

  /** What is common to both ends. `endEngine` ends Flink's processes; without it they stay for the next start. */
  async function end(endEngine: boolean): Promise<void> {
    ending.abort();
    for (const work of background) await work.stop();
    // What it is sending is written down before the leases are given back.
    await webhook.stop();
    await controller.background.stop();
    await http.stop();
    await sql.close();
    await engineStart;
    await restart.idle();
    if (endEngine) {
      await Promise.all([engine.gateway.stop(), gateways.stop()]);
      await engine.driver.stop();
    } else await Promise.all([engine.release(), gateways.release()]);
    await factories.close();
    await controller.directory.close();
    await database.close();
    lock.release();
    log.info({ endEngine }, 'the platform has ended');
    resolveEnded();
  }

  function beginShutDown(savepointBudgetMs: number): number {
    const jobs = controller.reconciler.activeRuns().length;
    ended ??= (async () => {
      for (const work of background) await work.stop();
      await restart.idle();
      const { stopped, left, notRunning } = await controller.shutdown.stopAllLocal(savepointBudgetMs);
      const namesOf = (jobIds: string[]) =>
        Promise.all(jobIds.map(async (jobId) => (await findJob(database.db, jobId))?.name ?? jobId));
      writeLastShutdown(folder, { stopped, left: await namesOf(left), notRunning: await namesOf(notRunning) });
      await end(true);
    })().catch((error: unknown) => {
      log.fatal({ err: error }, 'the platform could not end in order');
      resolveEnded();
    });
    return jobs;
  }

  return {
    url,
    firstPassword: foundation.firstPassword,
    log,
    stop: () => (ended ??= end(false)),
    ended: hasEnded,
  };
}

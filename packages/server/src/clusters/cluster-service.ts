/** Clusters as people manage them: register, test, look, forget. Credentials are sealed before they are stored. */
import { Cluster, type ClusterAuth, ClusterCreate, type ClusterTest } from '@liusu/contract/cluster';
import type { z } from 'zod';

import type { Database } from '../db/database.ts';
import { isUniqueViolation } from '../db/to-database-error.ts';
import type { Driver, RestEndpoint } from '../drivers/driver.ts';
import { type Clock, isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import type { EventBus } from '../lib/event-bus.ts';
import { newId } from '../lib/ids.ts';
import { type ClusterDirectory, createHandle, type HandleFactories, noSuchCluster } from './cluster-directory.ts';
import type { ObservedFlinkJob } from './cluster-handle.ts';
import {
  type ClusterRow,
  deleteClusterRow,
  findClusterByName,
  findClusterRow,
  insertCluster,
  listClusterRows,
  setClusterEngine,
} from './cluster-repository.ts';
import { testConnection } from './connection-test.ts';
import { engineFor, type EngineLine } from './engine-choice.ts';
import type { ClusterObserver } from './observer.ts';

/** Seals texts under the installation's key. */
export interface Vault {
  seal(text: string): string;
  open(sealed: string): string;
}

export interface ClusterServiceDeps {
  database: Database;
  directory: ClusterDirectory;
  observer: ClusterObserver;
  vault: Vault;
  clock: Clock;
  bus: EventBus;
  factories: HandleFactories;
  /** Makes the driver of a connected cluster. */
  createRemoteDriver(config: { id: string; name: string; engine: string; endpoint: RestEndpoint }): Driver;
  /** Those there are: for a cluster that is registered without one, to choose from. */
  engines: readonly EngineLine[];
  /** Number of jobs that belong to the cluster. */
  countJobs(clusterId: string): Promise<number>;
  /** True for the JobID of a run that is active: known without asking the database. */
  isActiveRun(flinkJobId: string): boolean;
  /** Of these Flink JobIDs, those the platform itself started: runs and previews. */
  ownJobs(flinkJobIds: string[]): Promise<Set<string>>;
}

const endedStatuses: ReadonlySet<string> = new Set(['FINISHED', 'FAILED', 'CANCELED']);
const mostOwnKept = 50_000;
const askTimeoutMs = 5_000;

type NewCluster = z.output<typeof ClusterCreate>;

export class ClusterService {
  readonly #deps: ClusterServiceDeps;
  /** JobIDs found to be the platform's own: that never changes, so each is asked about once. */
  readonly #own = new Set<string>();

  constructor(deps: ClusterServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Puts every stored cluster into the directory, the local one (with its driver) first. Call once, before anything starts.
   */
  async load(local: { driver: Driver; engine: string; name: string } | undefined): Promise<void> {
    const { db } = this.#deps.database;
    if (local !== undefined) await this.#loadLocal(local);
    for (const row of await listClusterRows(db)) {
      if (row.driver === 'remote') await this.#addRemote(row);
    }
  }

  /** Takes note of clusters that other processes registered or forgot. */
  async sync(): Promise<void> {
    const { database, directory, observer } = this.#deps;
    const rows = (await listClusterRows(database.db)).filter((row) => row.driver === 'remote');
    for (const row of rows) {
      if (directory.find(row.id) !== undefined) continue;
      await this.#addRemote(row);
      observer.watch(row.id);
    }
    const known = new Set(rows.map((row) => row.id));
    for (const handle of directory.list()) {
      if (handle.driver.kind !== 'remote' || known.has(handle.id)) continue;
      await observer.unwatch(handle.id);
      await directory.remove(handle.id);
      await handle.driver.stop();
    }
  }

  async #loadLocal(local: { driver: Driver; engine: string; name: string }): Promise<void> {
    const { database, clock, directory, factories } = this.#deps;
    let row = (await listClusterRows(database.db)).find((candidate) => candidate.driver === 'local');
    if (row === undefined) {
      row = {
        id: newId('cluster'),
        name: local.name,
        driver: 'local',
        engine: local.engine,
        environment: 'dev',
        rest_url: null,
        auth_kind: 'none',
        auth_secret: null,
        ca_pem: null,
        tls_insecure: 0,
        created_at: isoOf(clock.nowMs()),
      };
      await insertCluster(database.db, row);
    } else if (row.engine !== local.engine) await setClusterEngine(database.db, row.id, local.engine);
    directory.add(createHandle({ id: row.id, name: row.name, engine: local.engine }, local.driver, factories));
  }

  async #addRemote(row: ClusterRow): Promise<void> {
    const driver = this.#deps.createRemoteDriver({
      id: row.id,
      name: row.name,
      engine: row.engine,
      endpoint: this.#endpointOf(row),
    });
    await driver.start();
    this.#deps.directory.add(createHandle(row, driver, this.#deps.factories));
  }

  #endpointOf(row: ClusterRow): RestEndpoint {
    if (row.rest_url === null) throw new Error('a connected cluster has an address');
    return {
      url: row.rest_url.replace(/\/+$/, ''),
      ...(row.auth_secret === null ? {} : { authorization: this.#deps.vault.open(row.auth_secret) }),
      ...(row.ca_pem === null ? {} : { caPem: row.ca_pem }),
      ...(row.tls_insecure === 1 ? { tlsInsecure: true } : {}),
    };
  }

  async list(): Promise<Cluster[]> {
    return this.#views(await listClusterRows(this.#deps.database.db));
  }

  /** Throws NOT_FOUND. */
  async get(clusterId: string): Promise<Cluster> {
    return this.#view(await this.#row(clusterId));
  }

  /** Throws NAME_TAKEN, ENGINE_UNKNOWN; without an engine what asking the cluster throws, and CLUSTER_VERSION_UNSUPPORTED. */
  async create(input: NewCluster): Promise<Cluster> {
    const { database, observer, bus, vault, clock } = this.#deps;
    if ((await findClusterByName(database.db, input.name)) !== undefined) throw nameTaken(input.name);
    const engine = await this.#engineOf(input);
    const authorization = authorizationOf(input.auth);
    const row: ClusterRow = {
      id: newId('cluster'),
      name: input.name,
      driver: 'remote',
      engine,
      environment: input.environment,
      rest_url: input.restUrl,
      auth_kind: input.auth.kind,
      auth_secret: authorization === undefined ? null : vault.seal(authorization),
      ca_pem: input.caPem ?? null,
      tls_insecure: input.tlsInsecure ? 1 : 0,
      created_at: isoOf(clock.nowMs()),
    };
    try {
      await insertCluster(database.db, row);
    } catch (error) {
      // Taken since it was looked for: the cluster itself may have been asked in between.
      throw isUniqueViolation(error) ? nameTaken(row.name, error) : error;
    }
    await this.#addRemote(row);
    observer.watch(row.id);
    bus.publish({ type: 'cluster', clusterId: row.id });
    return this.#view(row);
  }

  /** Tests a registered cluster. Throws NOT_FOUND. */
  async test(clusterId: string): Promise<ClusterTest> {
    const row = await this.#row(clusterId);
    const endpoint =
      row.driver === 'local' ? this.#deps.directory.get(row.id).driver.endpoint() : this.#endpointOf(row);
    if (endpoint === undefined) {
      throw new LiusuError(
        'FLINK_UNREACHABLE',
        words(`集群 ${row.name} 目前没有运行。`, `The cluster ${row.name} is not up at the moment.`),
      );
    }
    return this.#test(endpoint, row.engine);
  }

  /** Tests an address and credentials that are not stored. */
  async testNew(input: NewCluster): Promise<ClusterTest> {
    if (input.engine !== undefined) this.#checkEngine(input.engine);
    return this.#test(endpointOf(input), input.engine);
  }

  #test(endpoint: RestEndpoint, engine: string | undefined): Promise<ClusterTest> {
    const { factories, clock, engines } = this.#deps;
    return testConnection(endpoint, engine, { createRest: factories.createRest, clock, engines });
  }

  /** The engine that was named, or the one that fits what the cluster says it runs. */
  async #engineOf(input: NewCluster): Promise<string> {
    if (input.engine !== undefined) {
      this.#checkEngine(input.engine);
      return input.engine;
    }
    const rest = this.#deps.factories.createRest(() => endpointOf(input));
    try {
      const { flinkVersion } = await rest.overview({ timeoutMs: askTimeoutMs });
      return engineFor(flinkVersion, this.#deps.engines);
    } catch (error) {
      if (!(error instanceof LiusuError) || error.code === 'CLUSTER_VERSION_UNSUPPORTED') throw error;
      const told = words(
        `没有给出引擎，而 ${input.restUrl} 的 Flink 版本又问不到：${error.zh ?? error.message}`,
        `No engine was named, and ${input.restUrl} does not tell its version of Flink: ${error.message}`,
      );
      throw new LiusuError(error.code, told, { ...error.details, cause: error });
    } finally {
      await rest.close();
    }
  }

  /** Forgets a connected cluster; nothing on it is touched. Throws NOT_FOUND, CLUSTER_IN_USE, CONFLICT for the local one. */
  async delete(clusterId: string): Promise<void> {
    const { database, directory, observer, bus } = this.#deps;
    const row = await this.#row(clusterId);
    if (row.driver === 'local') {
      throw new LiusuError('CONFLICT', words('本机集群由平台自己管理。', 'The local cluster belongs to the platform.'));
    }
    const jobs = await this.#deps.countJobs(clusterId);
    if (jobs > 0) {
      const told = words(`集群 ${row.name} 上还有 ${jobs} 个作业。`, `The cluster ${row.name} still has ${jobs} jobs.`);
      throw new LiusuError('CLUSTER_IN_USE', told, { params: { jobs } });
    }
    await deleteClusterRow(database.db, clusterId);
    await observer.unwatch(clusterId);
    const handle = directory.find(clusterId);
    await directory.remove(clusterId);
    await handle?.driver.stop();
    bus.publish({ type: 'cluster', clusterId });
  }

  #checkEngine(engine: string): void {
    if (!this.#deps.engines.some(({ id }) => id === engine)) {
      throw new LiusuError('ENGINE_UNKNOWN', words(`没有引擎 ${engine}。`, `There is no engine ${engine}.`), {
        params: { engine },
      });
    }
  }

  async #row(clusterId: string): Promise<ClusterRow> {
    const row = await findClusterRow(this.#deps.database.db, clusterId);
    if (row === undefined) throw noSuchCluster(clusterId);
    return row;
  }

  #observationOf(row: ClusterRow): Cluster['observation'] {
    if (row.driver !== 'local' || this.#deps.directory.find(row.id) !== undefined) {
      return this.#deps.observer.viewOf(row.id);
    }
    const evidence = 'It runs beside another platform process, and only that one sees it.';
    return { state: 'UNREACHABLE', at: null, evidence };
  }

  async #view(row: ClusterRow): Promise<Cluster> {
    const [view] = await this.#views([row]);
    if (view === undefined) throw new Error('a row has a view');
    return view;
  }

  async #views(rows: ClusterRow[]): Promise<Cluster[]> {
    const { observer, isActiveRun, ownJobs } = this.#deps;
    const unclear = new Map<string, ObservedFlinkJob[]>();
    for (const { id } of rows) {
      const jobs = observer.find(id)?.jobs?.values() ?? [];
      unclear.set(
        id,
        [...jobs].filter(({ status, flinkJobId }) => {
          return !endedStatuses.has(status) && !isActiveRun(flinkJobId) && !this.#own.has(flinkJobId);
        }),
      );
    }
    // One question for all clusters: most jobs are clear without it.
    const own = await ownJobs([...unclear.values()].flatMap((jobs) => jobs.map((job) => job.flinkJobId)));
    if (this.#own.size > mostOwnKept) this.#own.clear();
    for (const id of own) this.#own.add(id);
    return rows.map((row) =>
      this.#viewOf(
        row,
        (unclear.get(row.id) ?? []).filter((job) => !own.has(job.flinkJobId)),
      ),
    );
  }

  #viewOf(row: ClusterRow, unmanaged: ObservedFlinkJob[]): Cluster {
    const last = this.#deps.observer.find(row.id);
    const jobs = [...(last?.jobs?.values() ?? [])];
    return {
      id: row.id,
      name: row.name,
      driver: Cluster.shape.driver.parse(row.driver),
      engine: row.engine,
      environment: Cluster.shape.environment.parse(row.environment),
      restUrl: row.rest_url,
      authKind: Cluster.shape.authKind.parse(row.auth_kind),
      tlsInsecure: row.tls_insecure === 1,
      createdAt: row.created_at,
      observation: this.#observationOf(row),
      flinkVersion: last?.flinkVersion ?? null,
      taskManagers: last?.taskManagers ?? null,
      slotsTotal: last?.slotsTotal ?? null,
      slotsFree: last?.slotsFree ?? null,
      jobsRunning: last === undefined ? null : jobs.filter((job) => job.status === 'RUNNING').length,
      incarnation: last?.incarnation ?? null,
      unmanagedJobs: unmanaged.map((job) => ({ flinkJobId: job.flinkJobId, name: job.name, status: job.status })),
    };
  }
}

function nameTaken(name: string, cause?: unknown): LiusuError {
  return new LiusuError('NAME_TAKEN', words(`已有名为 ${name} 的集群。`, `A cluster named ${name} exists.`), {
    params: { name },
    cause,
  });
}

function endpointOf(input: NewCluster): RestEndpoint {
  const authorization = authorizationOf(input.auth);
  return {
    url: input.restUrl.replace(/\/+$/, ''),
    ...(authorization === undefined ? {} : { authorization }),
    ...(input.caPem === undefined ? {} : { caPem: input.caPem }),
    ...(input.tlsInsecure ? { tlsInsecure: true } : {}),
  };
}

/** Value of the Authorization header; undefined without credentials. */
function authorizationOf(auth: ClusterAuth): string | undefined {
  switch (auth.kind) {
    case 'none':
      return undefined;
    case 'basic':
      return `Basic ${Buffer.from(`${auth.user}:${auth.password}`).toString('base64')}`;
    case 'bearer':
      return `Bearer ${auth.token}`;
  }
}

/** Puts the SQL feature together: sessions of the gateway, submission, validation, previews. Part of the composition root. */
import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import type { ClusterRegistry } from './clusters/cluster-handle.ts';
import type { ConnectorService } from './connectors/connector-service.ts';
import type { Database } from './db/database.ts';
import { artifactFile } from './engines/artifact-source.ts';
import { offeredElsewhere } from './engines/connector-offer.ts';
import type { EngineStore } from './engines/engine-store.ts';
import type { Clock } from './lib/clock.ts';
import type { DataFolder } from './lib/data-folder.ts';
import type { Log } from './lib/log.ts';
import type { ProcessFate } from './lib/process-fate.ts';
import { bucketCheck } from './sql/bucket-check.ts';
import { type ClusterCheck, clusterJarCheck } from './sql/cluster-jars.ts';
import type { ConnectorUse, JarResolver } from './sql/connectors.ts';
import { ExplainService } from './sql/explain/explain.ts';
import { GatewaySubmitter } from './sql/gateway-submitter.ts';
import { type Gateways, SessionSource } from './sql/gateways.ts';
import { MetadataService } from './sql/metadata/metadata-service.ts';
import { metadataHandlers } from './sql/metadata/routes.ts';
import type { PathPolicy } from './sql/paths.ts';
import { candidateCompiler, type CompileCandidate } from './sql/plan/candidate.ts';
import { PlanCompiler } from './sql/plan/plan-compiler.ts';
import { PlanRunner } from './sql/plan/plan-runner.ts';
import { PreviewService } from './sql/preview.ts';
import { createPreviewStore } from './sql/preview-repository.ts';
import { sqlHandlers } from './sql/routes.ts';
import { createSampleStore } from './sql/sample-repository.ts';
import { ValidationService } from './sql/validate.ts';

/** One is ready while the next is opened. */
const warmSessions = 2;
const maxPreviews = 8;

export interface SqlParts {
  database: Database;
  clock: Clock;
  log: Log;
  folder: DataFolder;
  /** Folders scripts may name, beyond the scenarios' input. */
  sqlPaths: readonly string[];
  installId: string;
  replicaId: string;
  gateways: Gateways;
  /** What became of the gateway process of this mark. */
  fateOf(mark: string): ProcessFate;
  engines: Pick<
    EngineStore,
    'checkConnectors' | 'clusterJarsFor' | 'resolveConnectors' | 'settingsOf' | 'get' | 'list'
  >;
  connectors: Pick<ConnectorService, 'offers' | 'resolve' | 'whyUnfit'>;
  /** Whether the local Flink opens a bucket; undefined when no data source is of it. */
  stateOfBucket: Parameters<typeof bucketCheck>[0];
  /** Given once clusters are there: previews name the cluster they run on. */
  clusters(): ClusterRegistry;
  timeZoneOf(projectId: string): Promise<string>;
  variablesOf(projectId: string): Promise<Record<string, string>>;
}

export interface Sql {
  submitter: GatewaySubmitter;
  compileCandidate: CompileCandidate;
  sessions: SessionSource;
  previews: PreviewService;
  /** Ends all sessions at the gateway. */
  close(): Promise<void>;
  /** Handlers of the SQL routes. */
  createHandlers(clusters: ClusterRegistry): ReturnType<typeof sqlHandlers> & ReturnType<typeof metadataHandlers>;
}

export function wireSql(parts: SqlParts): Sql {
  const { database, clock, log, folder } = parts;
  const paths: PathPolicy = {
    allowed: [folder.scenarios, folder.hiveConf, ...parts.sqlPaths],
    denied: [folder.root],
    realPath: realPathOf,
  };
  const { engines, connectors } = parts;
  const engineIds = engines.list().map(({ id }) => id);
  const elsewhere = (error: unknown) =>
    offeredElsewhere(error, engineIds, {
      offers: (engine, use) => connectors.offers(engine, use),
      whyUnfit: (engine, use) => connectors.whyUnfit(engine, use),
    });
  // An uploaded jar goes first: who adds one wants it used.
  const resolveJars: JarResolver = async (engine, uses) => {
    const { jars, rest } = await connectors.resolve(engine, uses);
    try {
      return [...jars, ...(await engines.resolveConnectors(engine, rest))];
    } catch (error) {
      throw elsewhere(error);
    }
  };
  const withoutUploaded = (engine: string, uses: readonly ConnectorUse[]) =>
    uses.filter((use) => !connectors.offers(engine, use));
  const checkJars = clusterJarCheck((engine, uses) =>
    engines.clusterJarsFor(engine, withoutUploaded(engine, uses)).map((artifact) => {
      const [, name = ''] = artifact.maven.split(':');
      return { file: artifactFile(artifact), acceptable: [`${name}-`, ...(artifact.providedBy ?? [])] };
    }),
  );
  const checkBuckets = bucketCheck(parts.stateOfBucket);
  const checkCluster: ClusterCheck = async (cluster, uses) => {
    await checkJars(cluster, uses);
    await checkBuckets(cluster, uses);
  };
  const sessions = new SessionSource({
    gateways: parts.gateways,
    prelude: [createLake(folder.warehouse)],
    clock,
    log,
    poolSize: warmSessions,
  });
  const catalogs = { lake: 'paimon' };
  const compiler = new PlanCompiler(join(folder.root, 'plans'), catalogs);
  compiler.clear();
  const plans = new PlanRunner(compiler, log);
  const submitter = new GatewaySubmitter({
    sessions,
    resolveJars,
    checkConnectors: (engine, uses) => {
      try {
        engines.checkConnectors(engine, withoutUploaded(engine, uses));
      } catch (error) {
        throw elsewhere(error);
      }
    },
    checkCluster,
    paths,
    plans,
    fateOf: parts.fateOf,
    clock,
    log,
  });
  const previews = new PreviewService({
    sessions,
    store: createPreviewStore(database, clock, parts.replicaId),
    findCluster: (clusterId) => parts.clusters().find(clusterId),
    resolveJars,
    checkCluster,
    catalogs,
    paths,
    maxConcurrent: maxPreviews,
    scratchFolder: join(folder.root, 'tmp', 'previews'),
    canReadFiles: (cluster) => cluster.driver.kind === 'local',
    marks: { 'liusu.install': parts.installId },
    clock,
    log,
  });
  const checking = {
    sessions,
    catalogs,
    scratchFolder: join(folder.root, 'tmp', 'validation'),
    resolveJars,
    connectorsOf: (engine: string) =>
      Object.entries(parts.engines.get(engine).connectors)
        .filter(([name, jars]) => Array.isArray(jars) && !name.includes(':'))
        .map(([name]) => name),
    settingsOf: (engine: string) => parts.engines.settingsOf(engine),
    paths,
    clock,
  };
  const validation = new ValidationService(checking);
  const explanation = new ExplainService(checking);
  const metadata = new MetadataService({ sessions, clock });
  const compileCandidate = candidateCompiler({
    sessions,
    compiler,
    catalogs,
    scratchFolder: join(folder.root, 'tmp', 'upgrade-check'),
    resolveJars,
    paths,
  });
  return {
    submitter,
    compileCandidate,
    sessions,
    previews,
    close: async () => {
      await validation.close();
      await metadata.close();
      await sessions.close();
    },
    createHandlers: (clusters) => ({
      ...sqlHandlers({
        validation,
        explanation,
        previews,
        samples: createSampleStore(database, clock),
        clusters,
        timeZoneOf: parts.timeZoneOf,
        variablesOf: parts.variablesOf,
      }),
      ...metadataHandlers(metadata, clusters),
    }),
  };
}

/** The embedded lake: the catalog `lake`, there in every session. */
function createLake(warehouse: string): string {
  return `CREATE CATALOG lake WITH ('type' = 'paimon', 'warehouse' = 'file://${warehouse.replaceAll("'", "''")}')`;
}

/** Follows the links of a path as far as it exists. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw error;
    return join(realPathOf(parent), basename(path));
  }
}

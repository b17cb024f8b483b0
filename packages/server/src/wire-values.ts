/** Puts together what scripts take from outside of them: variables, secrets, data sources. Part of the composition root. */
import type { Database } from './db/database.ts';
import type { EngineStore } from './engines/engine-store.ts';
import type { Clock } from './lib/clock.ts';
import type { Vault } from './lib/vault.ts';
import { HiveConf } from './sources/hive/hive-conf.ts';
import { kafkaPackageOf } from './sources/kafka/kafka-package.ts';
import { SourceBrowser } from './sources/source-browser.ts';
import { sourceHandlers } from './sources/source-routes.ts';
import { SourceService, type SourceServiceDeps } from './sources/source-service.ts';
import { variableHandlers } from './variables/variable-routes.ts';
import { VariableService } from './variables/variable-service.ts';

export interface ValueParts {
  database: Database;
  vault: Vault;
  clock: Clock;
  engines: Pick<EngineStore, 'get' | 'list'>;
  /** The engine that SQL runs on. */
  engineId: string;
  /** Of the local Flink; absent without one. */
  optionsInForce: SourceServiceDeps['optionsInForce'];
  /** For configurations that the platform writes for scripts. */
  hiveConfFolder: string;
}

export function wireValues({ engines, engineId, hiveConfFolder, ...deps }: ValueParts) {
  const variables = new VariableService(deps);
  const sources = new SourceService({
    ...deps,
    kafkaPackage: kafkaPackageOf(engines.get(engineId)),
    hiveConf: new HiveConf(hiveConfFolder),
  });
  const browser = new SourceBrowser({
    sources,
    engine: engineId,
    enginesWith: (name, jdbcDriver) =>
      engines
        .list()
        .filter(({ connectors }) => {
          // One connector for all databases, with a driver for each.
          const special = name === 'jdbc' && jdbcDriver !== undefined ? connectors[`jdbc:${jdbcDriver}`] : undefined;
          return Array.isArray(special ?? connectors[name]);
        })
        .map(({ id }) => id),
  });
  return {
    buckets: sources.buckets,
    /** By the names that scripts write. */
    valuesOf: async (projectId: string) => ({
      ...(await variables.valuesOf(projectId)),
      ...(await sources.valuesOf(projectId)),
    }),
    handlers: { ...variableHandlers(variables), ...sourceHandlers(sources, browser) },
  };
}

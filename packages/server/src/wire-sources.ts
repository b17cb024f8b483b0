/** Puts the data sources together. Part of the composition root. */
import type { Database } from './db/database.ts';
import type { EngineStore } from './engines/engine-store.ts';
import type { Clock } from './lib/clock.ts';
import type { Vault } from './lib/vault.ts';
import { kafkaPackageOf } from './sources/kafka/kafka-package.ts';
import { SourceBrowser } from './sources/source-browser.ts';
import { sourceHandlers } from './sources/source-routes.ts';
import { SourceService } from './sources/source-service.ts';

export interface SourceParts {
  database: Database;
  vault: Vault;
  clock: Clock;
  engines: Pick<EngineStore, 'get'>;
  /** The engine that SQL runs on. */
  engineId: string;
}

export function wireSources({ engines, engineId, ...deps }: SourceParts) {
  const sources = new SourceService({ ...deps, kafkaPackage: kafkaPackageOf(engines.get(engineId)) });
  const browser = new SourceBrowser({
    sources,
    hasConnector: (name, jdbcDriver) => {
      const offers = engines.get(engineId).connectors;
      // One connector for all databases, with a driver for each.
      const special = name === 'jdbc' && jdbcDriver !== undefined ? offers[`jdbc:${jdbcDriver}`] : undefined;
      return Array.isArray(special ?? offers[name]);
    },
  });
  return {
    valuesOf: (projectId: string) => sources.valuesOf(projectId),
    handlers: sourceHandlers(sources, browser),
  };
}

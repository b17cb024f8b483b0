/** Opens the registry of uploaded connectors. Part of the composition root. */
import { join } from 'node:path';

import { connectorHandlers } from './connectors/connector-routes.ts';
import { ConnectorService } from './connectors/connector-service.ts';
import type { Database } from './db/database.ts';
import { readEngineClasses } from './engines/engine-classes.ts';
import type { EngineStore } from './engines/engine-store.ts';
import type { Clock } from './lib/clock.ts';
import type { DataFolder } from './lib/data-folder.ts';
import type { Log } from './lib/log.ts';
import type { Module } from './module.ts';

export async function openConnectors(parts: {
  database: Database;
  clock: Clock;
  log: Log;
  folder: DataFolder;
  store: EngineStore;
  enginesDir: string;
}): Promise<{ service: ConnectorService; module: Module }> {
  const { database, clock, log, folder, store } = parts;
  const requireEngine = (id: string) => void store.get(id);
  const engineClasses = readEngineClasses(
    parts.enginesDir,
    store.list().map(({ id }) => id),
  );
  const service = new ConnectorService({
    database,
    clock,
    log,
    folder: join(folder.root, 'connectors'),
    requireEngine,
    engineClasses,
  });
  await service.start();
  return { service, module: { id: 'resources', handlers: connectorHandlers(service), background: [] } };
}

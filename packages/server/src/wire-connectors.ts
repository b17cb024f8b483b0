/** Opens the registry of uploaded connectors. Part of the composition root. */
import { join } from 'node:path';

import { ConnectorService } from './connectors/connector-service.ts';
import type { Database } from './db/database.ts';
import type { EngineStore } from './engines/engine-store.ts';
import type { Clock } from './lib/clock.ts';
import type { DataFolder } from './lib/data-folder.ts';

export async function openConnectors(parts: {
  database: Database;
  clock: Clock;
  folder: DataFolder;
  store: EngineStore;
}): Promise<ConnectorService> {
  const { database, clock, folder, store } = parts;
  const requireEngine = (id: string) => void store.get(id);
  const connectors = new ConnectorService({ database, clock, folder: join(folder.root, 'connectors'), requireEngine });
  await connectors.start();
  return connectors;
}

/** SQL over a real gateway and cluster, with a lake of its own: sessions, checks and previews. */
import { join } from 'node:path';

import { readEngineSettings } from '../engines/engine-settings.ts';
import { systemClock } from '../lib/clock.ts';
import { silentLog } from '../lib/log.ts';
import { SessionSource } from '../sql/gateways.ts';
import { PreviewService, type PreviewStore } from '../sql/preview.ts';
import { ValidationService } from '../sql/validate.ts';
import type { TestFlink } from './flink-cluster.ts';

export interface SqlServicesOptions {
  /** Sessions kept ready. */
  poolSize: number;
  maxPreviews: number;
  store: PreviewStore;
}

/** Keeps no preview: for tests that do not look at what is left behind. */
export const forgetfulStore: PreviewStore = {
  insert: async () => undefined,
  end: async () => undefined,
  listOpen: async () => [],
};

const enginesDir = join(import.meta.dirname, '../../../../engines');

export function openSqlServices({ gateway, folder, cluster }: TestFlink, options: SqlServicesOptions) {
  const [clock, log] = [systemClock, silentLog()];
  const prelude = [`CREATE CATALOG lake WITH ('type' = 'paimon', 'warehouse' = 'file://${folder}/warehouse')`];
  const { poolSize, maxPreviews, store } = options;
  const sessions = new SessionSource({ gateways: { forEngine: () => gateway }, prelude, clock, log, poolSize });
  const paths = { allowed: [`${folder}/in`], denied: [folder] };
  const common = { sessions, resolveJars: async () => [], paths, clock, log };
  const scratchFolder = `${folder}/scratch`;
  const catalogs = { lake: 'paimon' };
  const settingsOf = (engine: string) => readEngineSettings(enginesDir, engine);
  const validation = new ValidationService({ ...common, catalogs, scratchFolder, settingsOf });
  const previews = new PreviewService({
    ...common,
    catalogs,
    store,
    findCluster: () => cluster,
    maxConcurrent: maxPreviews,
    marks: {},
    scratchFolder: `${folder}/previews`,
    canReadFiles: () => true,
  });
  return {
    common,
    sessions,
    validation,
    previews,
    async close(): Promise<void> {
      await validation.close();
      await sessions.close();
    },
  };
}

export type SqlServices = ReturnType<typeof openSqlServices>;

/** Every kind of cluster and what builds its driver. Features reach drivers through here alone. */
import type { DriverKind } from '@liusu/contract/cluster';

import type { Driver } from './driver.ts';
import { createLocalEngine, type LocalEngine, type LocalEngineOptions } from './local/create-local-engine.ts';
import { createRemoteDriver } from './remote/remote-driver.ts';

export type { LocalEngine, LocalEngineOptions };

/** What each kind is built from: `local` brings its gateway and its fetcher along. */
export const drivers = {
  local: createLocalEngine,
  remote: (cluster: Parameters<typeof createRemoteDriver>[0]): { driver: Driver } => ({
    driver: createRemoteDriver(cluster),
  }),
} satisfies Record<DriverKind, (options: never) => { driver: Driver }>;

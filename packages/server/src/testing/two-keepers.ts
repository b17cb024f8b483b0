/** Leases of two processes on one database, on a clock that the test turns. */
import type { Database } from '../db/database.ts';
import type { VirtualClock } from '../jobs/model/virtual-clock.ts';
import { LeaseKeeper } from '../leases/lease-keeper.ts';
import { silentLog } from '../lib/log.ts';

/** The keeper of one process; `start` it, or call `tick` when it is to look. */
export function keeperOf(holder: string, database: Database, clock: VirtualClock): LeaseKeeper {
  const nowMs = () => clock.nowMs();
  return new LeaseKeeper(
    { database, clock, log: silentLog(), holder, names: () => [], monotonicMs: nowMs, databaseMs: nowMs },
    { isShared: true, ttlMs: 12_000 },
  );
}

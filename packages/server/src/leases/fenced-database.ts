/** The database as the holder of a lease may use it: every write is in a transaction that first proves the lease. */
import type { Database } from '../db/database.ts';
import { refuseBareWrites } from '../db/refuse-bare-writes.ts';
import type { Lease, Leases } from './lease.ts';

/** Its transactions throw LeaseLost, before anything is written, once the lease is another's. */
export function fencedDatabase(database: Database, leases: Leases, lease: Lease): Database {
  return {
    ...database,
    db: database.db.withPlugin(refuseBareWrites),
    transaction: (work) =>
      database.transaction(async (tx) => {
        await leases.fence(tx, lease);
        return work(tx);
      }),
  };
}

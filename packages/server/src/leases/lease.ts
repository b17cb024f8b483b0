/**
 * A lease: the right to look after a cluster for a while. With several platform processes on one database, each cluster has one
 * holder at a time, and two things keep an old holder that does not know it yet from doing harm:
 *
 * - its writes are fenced: each carries the epoch of its lease, and the database refuses an epoch that has passed;
 * - it begins no call outside when less than a margin is left, by a clock that goes on while the process is paused.
 */
import type { Db } from '../db/database.ts';

export interface Lease {
  readonly name: string;
  /** Grows with every change of holder. */
  readonly epoch: number;
  /** Aborts when the lease is no longer ours to act under. */
  readonly signal: AbortSignal;
}

/** What the controller needs to know of leases. */
export interface Leases {
  /** Our lease of this name, when there is time left to begin a call outside; undefined otherwise. */
  held(name: string): Lease | undefined;
  /** Throws LeaseLost when there is no time left to begin a call outside under this lease. */
  check(lease: Lease): void;
  /**
   * Inside a transaction: throws LeaseLost unless the lease is still ours, and keeps it so until the transaction ends. To be called
   * before anything is written.
   */
  fence(tx: Db, lease: Lease): Promise<void>;
}

/** For work that one process of an installation does: not bound to a cluster. */
export const singletonLease = 'platform';

/** The lease is another's by now: what was under way here is no longer ours to do. Not a fault: the new holder carries on. */
export class LeaseLost extends Error {
  constructor(lease: Lease) {
    super(`the lease of ${lease.name} (epoch ${lease.epoch}) is not held any more`);
    this.name = 'LeaseLost';
  }
}

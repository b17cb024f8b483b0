/**
 * Takes, renews and gives back the leases of one platform process. Renewals are one statement for all of them; the time left is
 * counted on this process's own clock from before the statement went out, so it is never longer than the database's.
 *
 * A process that is the only one on its database (SQLite: an instance lock sees to that) uses the same path: it takes every lease
 * at once, by force, and has no need to renew.
 */
import type { Database, Db } from '../db/database.ts';
import type { Clock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { Rounds } from '../lib/rounds.ts';
import { type Lease, LeaseLost, type Leases, singletonLease } from './lease.ts';
import { ensureLeases, readLeaseForShare, releaseLeases, renewLeases, takeLeases } from './lease-repository.ts';

export interface LeaseOptions {
  /** Another process may be on the same database. */
  isShared: boolean;
  /** A holder that is not heard of for so long has lost its leases. Default 12,000. */
  ttlMs?: number;
  /** Default a quarter of `ttlMs`. */
  renewEveryMs?: number;
  /** No call outside is begun with less than this left. Default a quarter of `ttlMs`. */
  marginMs?: number;
  /** How often what is not held is tried for. Default 1,000. */
  tryEveryMs?: number;
}

export interface LeaseKeeperDeps {
  database: Database;
  clock: Clock;
  log: Log;
  /** This life of this process: never used again after a restart. */
  holder: string;
  /** Names of the clusters there are now. */
  names(): string[];
  /** Milliseconds on a clock that never goes back and does not stop while the process is paused. Default `performance.now`. */
  monotonicMs?: () => number;
  /** The database's clock in a world with time of its own; left out with PostgreSQL, which is asked. */
  databaseMs?: () => number;
  /** Called after leases were gained. */
  onGained?(names: string[]): void;
}

interface Held {
  lease: Lease;
  end: AbortController;
  /** On the monotonic clock. */
  untilMs: number;
}

export class LeaseKeeper implements Leases {
  readonly #deps: LeaseKeeperDeps;
  readonly #isShared: boolean;
  readonly #ttlMs: number;
  readonly #renewEveryMs: number;
  readonly #marginMs: number;
  readonly #held = new Map<string, Held>();
  readonly #rounds: Rounds;
  #renewedMs = 0;

  constructor(deps: LeaseKeeperDeps, options: LeaseOptions) {
    this.#deps = deps;
    this.#isShared = options.isShared;
    this.#ttlMs = options.ttlMs ?? 12_000;
    this.#renewEveryMs = options.renewEveryMs ?? this.#ttlMs / 4;
    this.#marginMs = options.marginMs ?? this.#ttlMs / 4;
    const tryEveryMs = options.tryEveryMs ?? 1_000;
    this.#rounds = new Rounds({
      clock: deps.clock,
      pauseMs: () => tryEveryMs,
      onFailure: (error, isAgain) => {
        if (!isAgain) deps.log.error({ err: error }, 'leases could not be kept');
      },
    });
  }

  /** Begins to take leases; returns at once. */
  start(): void {
    this.#rounds.start(async () => {
      try {
        await this.tick();
      } finally {
        this.#endWhatRanOut();
      }
    });
  }

  /** Gives every lease back. To be called when nothing is done under one any more. */
  async stop(): Promise<void> {
    await this.#rounds.stop();
    const names = [...this.#held.keys()];
    for (const name of names) this.#drop(name);
    try {
      await releaseLeases(this.#deps.database.db, this.#deps.holder, names);
    } catch (error) {
      this.#deps.log.warn({ reason: messageOf(error) }, 'leases were not given back; they run out by themselves');
    }
  }

  held(name: string): Lease | undefined {
    const held = this.#held.get(name);
    return held !== undefined && this.#hasTime(held) ? held.lease : undefined;
  }

  check(lease: Lease): void {
    if (this.held(lease.name)?.epoch !== lease.epoch) throw new LeaseLost(lease);
  }

  async fence(tx: Db, lease: Lease): Promise<void> {
    const row = await readLeaseForShare(tx, lease.name);
    if (row?.holder === this.#deps.holder && row.epoch === lease.epoch) return;
    this.#drop(lease.name, lease.epoch);
    throw new LeaseLost(lease);
  }

  #hasTime(held: Held): boolean {
    return !this.#isShared || this.#monotonicMs() < held.untilMs - this.#marginMs;
  }

  #monotonicMs(): number {
    return this.#deps.monotonicMs?.() ?? performance.now();
  }

  #drop(name: string, epoch?: number): void {
    const held = this.#held.get(name);
    if (held === undefined || (epoch !== undefined && held.lease.epoch !== epoch)) return;
    this.#held.delete(name);
    held.end.abort();
  }

  /** One round: renews what is due, takes what is free. */
  async tick(): Promise<void> {
    const wanted = [singletonLease, ...this.#deps.names()];
    if (this.#isShared && this.#held.size > 0 && this.#monotonicMs() - this.#renewedMs >= this.#renewEveryMs) {
      await this.#renew();
    }
    const missing = wanted.filter((name) => !this.#held.has(name));
    if (missing.length > 0) await this.#take(missing);
  }

  async #renew(): Promise<void> {
    const { database, holder, log } = this.#deps;
    const askedMs = this.#monotonicMs();
    const rows = await renewLeases(database.db, holder, this.#ttlMs, this.#databaseMs());
    this.#renewedMs = askedMs;
    const epochs = new Map(rows.map((row) => [row.name, row.epoch]));
    for (const [name, held] of this.#held) {
      if (epochs.get(name) === held.lease.epoch) held.untilMs = askedMs + this.#ttlMs;
      else {
        log.warn({ lease: name, epoch: held.lease.epoch }, 'another process has taken a lease of this one');
        this.#drop(name);
      }
    }
  }

  async #take(names: string[]): Promise<void> {
    const { database, holder, log, onGained } = this.#deps;
    const askedMs = this.#monotonicMs();
    const take = { holder, names, ttlMs: this.#ttlMs, clockMs: this.#databaseMs(), byForce: !this.#isShared };
    let rows = await takeLeases(database.db, take);
    if (rows.length < names.length) {
      await ensureLeases(database.db, names);
      const got = new Set(rows.map((row) => row.name));
      rows = [...rows, ...(await takeLeases(database.db, { ...take, names: names.filter((name) => !got.has(name)) }))];
    }
    if (rows.length === 0) return;
    for (const { name, epoch } of rows) {
      const end = new AbortController();
      this.#held.set(name, { lease: { name, epoch, signal: end.signal }, end, untilMs: askedMs + this.#ttlMs });
    }
    const gained = rows.map((row) => row.name);
    if (this.#isShared) log.info({ leases: gained }, 'this process looks after these from now on');
    onGained?.(gained);
  }

  #databaseMs(): number | undefined {
    const { database, clock, databaseMs } = this.#deps;
    return databaseMs?.() ?? (database.kind === 'postgres' ? undefined : clock.nowMs());
  }

  /** What is under way under a lease without time left is broken off. The lease stays ours for as long as nobody takes it. */
  #endWhatRanOut(): void {
    for (const held of this.#held.values()) {
      if (this.#hasTime(held) || held.end.signal.aborted) continue;
      held.end.abort();
      held.end = new AbortController();
      held.lease = { ...held.lease, signal: held.end.signal };
    }
  }
}

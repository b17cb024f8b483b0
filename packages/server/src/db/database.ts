/** The database as repositories see it. `Db` is a connection or a transaction: functions take it first and never keep it. */
import type { Kysely, Transaction } from 'kysely';

import type { Tables } from './schema.ts';

export type Db = Kysely<Tables> | Transaction<Tables>;

export interface Database {
  readonly kind: 'sqlite' | 'postgres';
  readonly db: Kysely<Tables>;
  /** Runs `work` in one transaction. Inside, use only `tx`: on SQLite the outer handle would wait for ever. */
  transaction<T>(work: (tx: Transaction<Tables>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

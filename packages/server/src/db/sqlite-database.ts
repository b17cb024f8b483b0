/** The default database: one SQLite file in the data folder. */
import { DatabaseSync } from 'node:sqlite';

import { Kysely, type Transaction } from 'kysely';

import type { Database } from './database.ts';
import { NodeSqliteDialect } from './node-sqlite-dialect.ts';
import type { Tables } from './schema.ts';
import { toDatabaseError } from './to-database-error.ts';

/** How long a write waits for another process (a backup, a copy being made) before it fails. */
const busyTimeoutMs = 10_000;

export interface SqliteDatabase extends Database {
  readonly kind: 'sqlite';
  /** The file; `:memory:` for none. */
  readonly path: string;
}

/** Opens the file, makes it when absent. Throws FOLDER_NOT_WRITABLE. The schema is not touched: see migrate.ts. */
export function openSqlite(path: string): SqliteDatabase {
  let raw: DatabaseSync;
  try {
    raw = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: busyTimeoutMs });
    raw.exec('pragma journal_mode = wal');
    // FULL, not NORMAL: with WAL, NORMAL may lose the last commits when the machine loses power, and a run whose row is
    // lost could be started twice.
    raw.exec('pragma synchronous = full');
    raw.exec('pragma temp_store = memory');
  } catch (error) {
    throw toDatabaseError(error);
  }
  const db = new Kysely<Tables>({ dialect: new NodeSqliteDialect(raw) });
  return {
    kind: 'sqlite',
    path,
    db,
    transaction: <T>(work: (tx: Transaction<Tables>) => Promise<T>) => db.transaction().execute(work),
    close: async () => {
      await db.destroy();
      if (raw.isOpen) raw.close();
    },
  };
}

/** PostgreSQL, for several platform processes on one database. */
import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';

import { LiusuError, messageOf } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import type { Database } from './database.ts';
import { maskDatabaseUrl } from './database-url.ts';
import type { Tables } from './schema.ts';
import { isWorthAnotherTry } from './to-database-error.ts';

export interface PostgresOptions {
  /** Told of connections that broke; the pool opens others. */
  onError?(error: unknown): void;
  /** Connections at most. Default 20. */
  connections?: number;
}

/** Times a transaction is tried that the database broke off for the sake of another one. */
const transactionTries = 4;
const connectTimeoutMs = 10_000;
/**
 * A process that is paused in the middle of a transaction holds its locks, and with them the leases of its clusters: after this long
 * the server ends the transaction.
 */
const idleInTransactionMs = 8_000;
const bigintType = 20;

/** Connects. Throws DATABASE_UNAVAILABLE, the password left out. The schema is not touched: see migrate.ts. */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<Database> {
  const { onError = () => {}, connections = 20 } = options;
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: 'liusu',
    connectionTimeoutMillis: connectTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    keepAlive: true,
    types: { getTypeParser: typeParser },
  });
  pool.on('error', onError);
  // One that is in use has nobody else to hear of its end.
  pool.on('connect', (client) => client.on('error', onError));
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool: {
        options: pool.options,
        connect: async () => {
          try {
            return await pool.connect();
          } catch (error) {
            throw unavailable(url, error);
          }
        },
        end: () => pool.end(),
      },
    }),
  });
  try {
    (await pool.connect()).release();
  } catch (error) {
    await db.destroy();
    await pool.end().catch(() => undefined);
    throw unavailable(url, error);
  }
  return {
    kind: 'postgres',
    db,
    transaction: (work) => repeated(db, work),
    close: () => db.destroy(),
  };
}

/** Counts and sizes come as numbers, as from SQLite: none is beyond 2^53. */
const typeParser: typeof pg.types.getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
  oid === bigintType
    ? Number
    : format === 'binary'
      ? pg.types.getTypeParser(oid, 'binary')
      : pg.types.getTypeParser(oid, 'text')) as typeof pg.types.getTypeParser;

async function repeated<T>(db: Kysely<Tables>, work: (tx: Transaction<Tables>) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (tried >= transactionTries || !isWorthAnotherTry(error)) throw error;
    }
  }
}

function unavailable(url: string, error: unknown): LiusuError {
  const place = maskDatabaseUrl(url);
  return new LiusuError(
    'DATABASE_UNAVAILABLE',
    words(`无法使用数据库 ${place}：${messageOf(error)}`, `the database ${place} cannot be used: ${messageOf(error)}`),
    {
      params: { database: place },
      cause: error,
    },
  );
}

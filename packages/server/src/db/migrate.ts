/**
 * Brings the schema up to this program's version. Forward only. All pending migrations run in one transaction, under a lock:
 * two processes that start together do the work once, and a failure leaves the schema as it was.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { type Kysely, sql, type Transaction } from 'kysely';

import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import type { Database } from './database.ts';
import { type Migration, migrations as allMigrations } from './migrations/all.ts';
import type { Tables } from './schema.ts';

/** Any number will do: it only has to be the same in every process. */
const postgresLockKey = 7_315_201;

export interface MigrateOptions {
  /** Where a copy of a SQLite database goes before it is changed; no copy when absent. */
  backupFolder?: string;
  nowIso: string;
  migrations?: readonly Migration[];
}

export interface MigrateResult {
  applied: string[];
  /** The copy that was made; null when nothing had to be changed or the database was new. */
  backupPath: string | null;
}

interface MigrationTable {
  schema_migration: { name: string; applied_at: string };
}

type Handle = Kysely<Tables> | Transaction<Tables>;

async function appliedNames(db: Handle): Promise<string[]> {
  await db.schema
    .createTable('schema_migration')
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('applied_at', 'text', (column) => column.notNull())
    .execute();
  const rows = await migrationTable(db).selectFrom('schema_migration').select('name').orderBy('name').execute();
  return rows.map((row) => row.name);
}

/** Under the lock, too: `create table if not exists` fails on PostgreSQL when two processes do it at once. */
function namesBefore(database: Database): Promise<string[]> {
  return database.transaction(async (tx) => {
    await lockMigrations(database, tx);
    return appliedNames(tx);
  });
}

async function lockMigrations(database: Database, tx: Handle): Promise<void> {
  if (database.kind === 'postgres') await sql`select pg_advisory_xact_lock(${postgresLockKey})`.execute(tx);
}

function migrationTable(db: Handle): Kysely<MigrationTable> {
  return db as unknown as Kysely<MigrationTable>;
}

function refuseNewer(applied: string[], migrations: readonly Migration[]): void {
  const known = new Set(migrations.map((migration) => migration.name));
  const unknown = applied.find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw new LiusuError(
    'SCHEMA_NEWER',
    words(
      `数据库中有迁移 ${unknown}，当前版本不认识它`,
      `the database has the migration ${unknown}, which this version does not know`,
    ),
    {
      params: { migration: unknown },
    },
  );
}

/** Throws SCHEMA_NEWER when the database was written by a newer program; the schema is then untouched. */
export async function migrate(database: Database, options: MigrateOptions): Promise<MigrateResult> {
  const migrations = options.migrations ?? allMigrations;
  const before = await namesBefore(database);
  refuseNewer(before, migrations);
  if (before.length === migrations.length) return { applied: [], backupPath: null };
  const backupPath = before.length === 0 ? null : await backUp(database, before.at(-1) ?? '', options);
  const applied = await database.transaction(async (tx) => {
    await lockMigrations(database, tx);
    const done = new Set(await appliedNames(tx));
    const names: string[] = [];
    for (const migration of migrations) {
      if (done.has(migration.name)) continue;
      await migration.up(tx, database.kind);
      await migrationTable(tx)
        .insertInto('schema_migration')
        .values({ name: migration.name, applied_at: options.nowIso })
        .execute();
      names.push(migration.name);
    }
    return names;
  });
  return { applied, backupPath };
}

async function backUp(database: Database, lastMigration: string, options: MigrateOptions): Promise<string | null> {
  if (options.backupFolder === undefined || database.kind !== 'sqlite') return null;
  mkdirSync(options.backupFolder, { recursive: true, mode: 0o700 });
  const stamp = options.nowIso.replaceAll(':', '').replaceAll('.', '');
  const path = join(options.backupFolder, `liusu-${lastMigration}-${stamp}.db`);
  // A consistent copy without the write-ahead log, which a plain copy of the file would miss.
  await sql`vacuum into ${path}`.execute(database.db);
  return path;
}

/** Errors of the database, converted at the border. What is not recognised stays as it is: a bug, not a guess. */
import { LiusuError, messageOf } from '../lib/errors.ts';
import { words } from '../lib/words.ts';

/** Primary result codes of SQLite, https://www.sqlite.org/rescode.html */
const sqliteReadOnly = 8;
const sqliteFull = 13;
const sqliteCannotOpen = 14;
/** Extended codes. */
const sqliteUnique = 2067;
const sqlitePrimaryKey = 1555;
/** PostgreSQL's SQLSTATE unique_violation. */
const postgresUnique = '23505';
/** serialization_failure, deadlock_detected */
const postgresBrokenOff: ReadonlySet<string> = new Set(['40001', '40P01']);

function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = (error as Error & { errcode?: unknown }).errcode;
  return typeof code === 'number' ? code : undefined;
}

/** A LiusuError where the machine is at fault (disk full, folder not writable); anything else unchanged. */
export function toDatabaseError(error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === undefined) return error;
  switch (code & 0xff) {
    case sqliteFull:
      return new LiusuError(
        'DISK_FULL',
        words(`数据库写不进去：${messageOf(error)}`, `the database could not be written: ${messageOf(error)}`),
        { cause: error },
      );
    case sqliteReadOnly:
    case sqliteCannotOpen:
      return new LiusuError(
        'FOLDER_NOT_WRITABLE',
        words(
          `数据库打不开或写不进去：${messageOf(error)}`,
          `the database could not be opened or written: ${messageOf(error)}`,
        ),
        {
          cause: error,
        },
      );
    default:
      return error;
  }
}

/** True when a write was refused because the value of a unique column is already there. */
export function isUniqueViolation(error: unknown): boolean {
  const code = sqliteCode(error);
  if (code !== undefined) return code === sqliteUnique || code === sqlitePrimaryKey;
  return postgresCode(error) === postgresUnique;
}

/** True when the database broke a transaction off for the sake of another one: done again, it may well succeed. */
export function isWorthAnotherTry(error: unknown): boolean {
  return postgresBrokenOff.has(postgresCode(error) ?? '');
}

function postgresCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = (error as Error & { code?: unknown }).code;
  return typeof code === 'string' ? code : undefined;
}

/** What a new data folder needs before anybody can log in, and the command line's own token. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import type { Database } from '../db/database.ts';
import { isoOf } from '../lib/clock.ts';
import { readFileIfPresent, writeFileAtomic } from '../lib/data-folder.ts';
import { newId } from '../lib/ids.ts';
import { deleteTokensNamed, findTokenByHash, insertToken } from './credential-repository.ts';
import { hashPassword, newPassword } from './password.ts';
import { hashSecret, newApiToken } from './secret-token.ts';
import { findFirstAdmin, insertUser, listUsers } from './user-repository.ts';

export const firstUserName = 'admin';
/** Each data folder has one of its own, also where several share a database. */
const cliTokenName = (owner: string) => (owner === '' ? 'liusu CLI' : `liusu CLI ${owner}`);

/** Makes the user `admin` when there is nobody yet; returns the password, which is also in `secrets/first-password`. */
export async function ensureFirstAdmin(
  database: Database,
  secretsFolder: string,
  nowMs: number,
): Promise<string | undefined> {
  if ((await listUsers(database.db)).length > 0) return undefined;
  const password = newPassword();
  // The file first: a crash between the two must not leave an account whose password nobody knows.
  writeFileAtomic(firstPasswordPath(secretsFolder), `${password}\n`);
  await insertUser(database.db, {
    id: newId('user'),
    name: firstUserName,
    display_name: '',
    password_hash: await hashPassword(password),
    admin: 1,
    disabled: 0,
    created_at: isoOf(nowMs),
  });
  return password;
}

function firstPasswordPath(secretsFolder: string): string {
  return join(secretsFolder, 'first-password');
}

/** To be called once the first user has another password: the file is of no use any more. */
export function forgetFirstPassword(secretsFolder: string): void {
  rmSync(firstPasswordPath(secretsFolder), { force: true });
}

/** Makes sure `secrets/cli-token` holds a token of an administrator that works. `owner`: the process, where there are several. */
export async function ensureCliToken(
  database: Database,
  secretsFolder: string,
  nowMs: number,
  owner = '',
): Promise<void> {
  const path = join(secretsFolder, 'cli-token');
  const admin = await findFirstAdmin(database.db);
  if (admin === undefined) return;
  const present = readFileIfPresent(path)?.trim();
  if (present !== undefined) {
    const row = await findTokenByHash(database.db, hashSecret(present));
    if (row !== undefined && row.user_id === admin.id) return;
  }
  const secret = newApiToken();
  await database.transaction(async (tx) => {
    await deleteTokensNamed(tx, admin.id, cliTokenName(owner));
    await insertToken(tx, {
      id: newId('token'),
      user_id: admin.id,
      name: cliTokenName(owner),
      token_hash: hashSecret(secret),
      created_at: isoOf(nowMs),
      expires_at: null,
      last_used_at: null,
    });
  });
  writeFileAtomic(path, `${secret}\n`);
}

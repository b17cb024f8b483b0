/** A platform process among several on one database: its own id, what it shares with the others, and what only one of them has. */
import { join } from 'node:path';

import type { Database } from '../db/database.ts';
import { readFileIfPresent, writeFileAtomic } from '../lib/data-folder.ts';
import { LiusuError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Vault } from '../lib/vault.ts';
import { words } from '../lib/words.ts';
import { findSetting, putSetting } from './setting-repository.ts';

/** The id of a data folder and the process on it; made at random at its first start. */
export function ensureReplicaId(dataFolder: string): string {
  const path = join(dataFolder, 'replica-id');
  const present = readFileIfPresent(path)?.trim();
  if (present !== undefined && present !== '') return present;
  const id = newId('replica');
  writeFileAtomic(path, `${id}\n`);
  return id;
}

const checkText = 'liusu';
const checkContext = 'install';

/** Throws MASTER_KEY_MISMATCH when secrets of this database were sealed with another key. To be called under the start lock. */
export async function requireSameMasterKey(database: Database, vault: Vault): Promise<void> {
  const sealed = await findSetting(database.db, 'vault.check');
  if (sealed === undefined) {
    await putSetting(database.db, 'vault.check', vault.seal(checkText, checkContext));
    return;
  }
  try {
    vault.open(sealed, checkContext);
  } catch (error) {
    throw new LiusuError(
      'MASTER_KEY_MISMATCH',
      words(
        '这个数据库中的密钥是用另一把主密钥加密的',
        'the secrets in this database were sealed with another master key',
      ),
      {
        cause: error,
      },
    );
  }
}

/**
 * True when the local cluster is this data folder's. Its state lies on this machine's disk, so no other process ever starts it: the
 * first to come has it for good. To be called under the start lock.
 */
export async function ownsLocalCluster(database: Database, replicaId: string): Promise<boolean> {
  if (database.kind === 'sqlite') return true;
  const owner = await findSetting(database.db, 'local.replica');
  if (owner === undefined) await putSetting(database.db, 'local.replica', replicaId);
  return owner === undefined || owner === replicaId;
}

/** Single values of the installation. */
import type { Db } from '../db/database.ts';

/** `install.id`: mark of this installation in everything it starts. `engine`: what the data folder is bound to. */
export type SettingKey =
  | 'install.id'
  | 'engine'
  | 'http.port'
  | `http.port.${string}`
  | 'vault.check'
  | 'local.replica'
  | 'webhook.url'
  | 'webhook.secret';

export async function findSetting(db: Db, key: SettingKey): Promise<string | undefined> {
  const row = await db.selectFrom('setting').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value;
}

export async function putSetting(db: Db, key: SettingKey, value: string): Promise<void> {
  await db
    .insertInto('setting')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

export async function deleteSetting(db: Db, key: SettingKey): Promise<void> {
  await db.deleteFrom('setting').where('key', '=', key).execute();
}

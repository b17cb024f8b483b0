/** What a data folder is: its id, the engine it is bound to. */
import type { Database } from '../db/database.ts';
import { LiusuError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { words } from '../lib/words.ts';
import { findSetting, putSetting } from './setting-repository.ts';

/** Random, made at the first start. */
export async function ensureInstallId(database: Database): Promise<string> {
  return database.transaction(async (tx) => {
    const present = await findSetting(tx, 'install.id');
    if (present !== undefined) return present;
    const id = newId('install');
    await putSetting(tx, 'install.id', id);
    return id;
  });
}

/**
 * The engine of this data folder: the one it is bound to, else `asked`, else `fallback`, to which it is bound from then on.
 * Throws ENGINE_CHANGE_REFUSED when another is asked for: the state of its jobs belongs to the bound one.
 */
export async function bindEngine(database: Database, asked: string | undefined, fallback: string): Promise<string> {
  return database.transaction(async (tx) => {
    const bound = await findSetting(tx, 'engine');
    if (bound !== undefined && asked !== undefined && asked !== bound)
      throw new LiusuError(
        'ENGINE_CHANGE_REFUSED',
        words(`这个数据目录属于 ${bound}，不是 ${asked}`, `this data folder belongs to ${bound}, not ${asked}`),
        {
          params: { bound, asked },
        },
      );
    const engine = bound ?? asked ?? fallback;
    if (bound === undefined) await putSetting(tx, 'engine', engine);
    return engine;
  });
}

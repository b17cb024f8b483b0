/** Where the platform answers. Part of the composition root. */
import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import type { HttpServer } from './http/server.ts';
import { hasCode } from './lib/errors.ts';
import type { Log } from './lib/log.ts';
import { findSetting, putSetting, type SettingKey } from './system/setting-repository.ts';

/** Listens on the port asked for, else on the one of the last start, else on a free one. Throws PORT_TAKEN. */
export async function listen(
  http: HttpServer,
  config: Config,
  { database, log, key }: { database: Database; log: Log; key: SettingKey },
): Promise<number> {
  if (config.port !== 0) return http.listen(config.port);
  const last = Number((await findSetting(database.db, key)) ?? 0);
  let port: number;
  try {
    port = await http.listen(last);
  } catch (error) {
    if (!hasCode(error, 'PORT_TAKEN') || last === 0) throw error;
    log.warn({ port: last }, 'the port of the last start is taken; another is used');
    port = await http.listen(0);
  }
  if (port !== last) await putSetting(database.db, key, String(port));
  return port;
}

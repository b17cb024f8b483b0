/** Commands that start or end the processes of one data folder exclude each other; the lock ends with its holder. */
import { systemClock } from '@liusu/server/src/lib/clock.ts';
import type { DataFolder } from '@liusu/server/src/lib/data-folder.ts';
import { withCacheLock } from '@liusu/server/src/engines/cache-lock.ts';

export function withInstanceLock<T>(folder: DataFolder, action: () => Promise<T>): Promise<T> {
  return withCacheLock({ cacheDir: folder.run, name: 'command' }, { clock: systemClock }, action);
}

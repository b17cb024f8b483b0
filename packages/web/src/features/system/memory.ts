/** Memory of all processes together. Pure. */
import type { ProcessInfo } from '@liusu/contract/cluster';

/** null when no process tells its memory. */
export function totalRssBytes(processes: readonly ProcessInfo[]): number | null {
  const known = processes.flatMap((process) => (process.rssBytes === null ? [] : [process.rssBytes]));
  return known.length === 0 ? null : known.reduce((sum, bytes) => sum + bytes, 0);
}

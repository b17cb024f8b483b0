/** What became of the jobs at the last `down`: written by the platform as its last word, read by the command line. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { type DataFolder, readFileIfPresent, writeFileAtomic } from './data-folder.ts';

const LastShutdown = z.object({
  /** Jobs that stopped with a savepoint. */
  stopped: z.number().int(),
  /** Names of those that did not in time: they go on from their last checkpoint, or at their last step. */
  left: z.array(z.string()),
  /** Those of `left` that could take no savepoint, as not all of their tasks ran: they were not waited for. */
  notRunning: z.array(z.string()).default([]),
});
export type LastShutdown = z.infer<typeof LastShutdown>;

const pathIn = (folder: Pick<DataFolder, 'run'>) => join(folder.run, 'last-shutdown.json');

export function writeLastShutdown(folder: Pick<DataFolder, 'run'>, told: LastShutdown): void {
  writeFileAtomic(pathIn(folder), JSON.stringify(told));
}

/** Read once: the next `down` must not tell of this one. Undefined when the platform ended without a word. */
export function takeLastShutdown(folder: Pick<DataFolder, 'run'>): LastShutdown | undefined {
  const text = readFileIfPresent(pathIn(folder));
  if (text === undefined) return undefined;
  rmSync(pathIn(folder), { force: true });
  return LastShutdown.safeParse(JSON.parse(text)).data;
}

/** What is noted about a process on disk, so that a later life of the platform knows it again. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { readJson, writeWhole } from './local-folders.ts';

export const RunRecord = z.object({
  name: z.string(),
  role: z.enum(['jobmanager', 'taskmanager', 'gateway']),
  pid: z.int(),
  startTime: z.string(),
  bootId: z.string(),
  startedAtMs: z.number(),
  /** SHA-256 over command and arguments. */
  argsDigest: z.string(),
  /** Restarts since the first start on this data folder. */
  restarts: z.int(),
  ports: z.record(z.string(), z.int()),
  /** Mark of the JobManager a TaskManager was started for. */
  clusterIncarnation: z.string().nullable(),
});
export type RunRecord = z.infer<typeof RunRecord>;

export function readRunRecord(runDir: string, name: string): RunRecord | undefined {
  return RunRecord.safeParse(readJson(join(runDir, `${name}.json`))).data;
}

export function writeRunRecord(runDir: string, record: RunRecord): void {
  writeWhole(join(runDir, `${record.name}.json`), JSON.stringify(record));
}

export function removeRunRecord(runDir: string, name: string): void {
  rmSync(join(runDir, `${name}.json`), { force: true });
}

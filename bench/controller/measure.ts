/** One measurement of the controller at a number of jobs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { migrate } from '../../packages/server/src/db/migrate.ts';
import { openSqlite } from '../../packages/server/src/db/sqlite-database.ts';
import { makeDataFolder } from '../../packages/server/src/lib/data-folder.ts';
import { seedFakeFlink, type SeedCluster } from '../../packages/server/src/testing/fake-flink/seed.ts';
import { percentile } from '../statistics.ts';
import { ApiLoad, type LoadResult } from './api-load.ts';
import { FakeRemote } from './fake-remote.ts';
import { LivePhases } from './live-phases.ts';
import { PlatformProcess } from './platform-process.ts';

export interface ControllerOptions {
  jobs: number;
  clusters: number;
  seconds: number;
  /** Folder for a profile of the platform's processor time. */
  profile: string | undefined;
  /** Without what saves memory: to compare. */
  isPlain: boolean;
}

/** The names are an interface: programs read them. */
export interface ControllerResult {
  jobs: number;
  clusters: number;
  stalenessP95Ms: number;
  cpuCores: number;
  rssMb: number;
  apiReadP99Ms: number;
  requestsPerRound: number;
  overlappingPolls: number;
  /** Measured after the rest, so that what it costs is not in there. */
  apiWriteP99Ms: number;
}

const requestsPerS = 50;
/** Each job restarts once in this long, but there is at least one restart a second over all. */
const restartEveryS = 600;
const restartMs = 5_000;
/** For the first look at every job, and for the compiler to know the code. */
const warmUpMs = 15_000;
/** What changed last is waited for this long. */
const lastChangesMs = 10_000;

export async function measureController(options: ControllerOptions): Promise<ControllerResult> {
  const folder = mkdtempSync(join(tmpdir(), 'liusu-bench-'));
  const fake = new FakeRemote();
  try {
    const clusters = await fake.order<'start'>({ kind: 'start', clusters: options.clusters, jobs: options.jobs });
    const seeded = await seed(folder, clusters);
    const profile = options.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profile}`];
    const platform = await PlatformProcess.start(folder, profile, options.isPlain);
    try {
      return await measure(options, fake, platform, seeded);
    } finally {
      await platform.stop();
    }
  } finally {
    await fake.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Seeded {
  projectId: string;
  /** Job ids by Flink JobID. */
  jobs: Map<string, string>;
}

async function seed(dataDir: string, clusters: SeedCluster[]): Promise<Seeded> {
  const database = openSqlite(makeDataFolder(dataDir).database);
  try {
    await migrate(database, { nowIso: new Date().toISOString() });
    return await seedFakeFlink(database, clusters);
  } finally {
    await database.close();
  }
}

async function measure(
  { jobs, clusters, seconds }: ControllerOptions,
  fake: FakeRemote,
  platform: PlatformProcess,
  seeded: Seeded,
): Promise<ControllerResult> {
  const live = new LivePhases();
  await live.start(platform);
  const load = { platform, projectId: seeded.projectId, jobIds: [...seeded.jobs.values()] };
  await new ApiLoad(load, 'reads').run(requestsPerS, warmUpMs);
  const before = await fake.order<'counts'>({ kind: 'counts' });
  const cpuBeforeS = platform.cpuS();
  const beganMs = performance.now();
  const script = { kind: 'run' as const, restartsPerS: Math.max(1, jobs / restartEveryS), restartMs };
  let rssMb = platform.rssMb();
  const watch = setInterval(() => (rssMb = Math.max(rssMb, platform.rssMb())), 500);
  try {
    await fake.order<'run'>(script);
    const reads = await new ApiLoad(load, 'reads').run(requestsPerS, seconds * 1000);
    const cpuCores = (platform.cpuS() - cpuBeforeS) / ((performance.now() - beganMs) / 1000);
    const after = await fake.order<'counts'>({ kind: 'counts' });
    const changes = await fake.order<'end'>({ kind: 'end' });
    await sleep(lastChangesMs);
    const staleness = live.staleness(changes, seeded.jobs);
    await live.stop();
    const missed = staleness.filter((ms) => ms === undefined).length;
    if (missed > 0) process.stderr.write(`${missed} of ${changes.length} changes were never learnt\n`);
    await fake.order<'run'>(script);
    const writes = await new ApiLoad(load, 'writes').run(requestsPerS, seconds * 1000);
    await fake.order<'end'>({ kind: 'end' });
    tellSlowest(reads);
    tellSlowest(writes);
    const rounds = (after.lists - before.lists) / clusters;
    return {
      jobs,
      clusters,
      // A change that was not learnt is as stale as it could be seen to become.
      stalenessP95Ms: round(
        percentile(
          staleness.map((ms) => ms ?? seconds * 1000 + lastChangesMs),
          0.95,
        ),
        0,
      ),
      cpuCores: round(cpuCores, 2),
      rssMb: round(rssMb, 0),
      apiReadP99Ms: round(percentile(reads.tookMs, 0.99), 1),
      requestsPerRound: round((after.requests - before.requests) / rounds, 0),
      overlappingPolls: after.overlapping,
      apiWriteP99Ms: round(percentile(writes.tookMs, 0.99), 1),
    };
  } finally {
    clearInterval(watch);
  }
}

function tellSlowest({ slowestMs }: LoadResult): void {
  for (const [kind, ms] of slowestMs) process.stderr.write(`slowest ${kind}: ${ms.toFixed(0)} ms\n`);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

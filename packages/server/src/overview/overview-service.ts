/** The first page: is everything well, and if not, what is not. */
import type { Cluster } from '@liusu/contract/cluster';
import type { Job, JobEvent } from '@liusu/contract/job';
import { Phase } from '@liusu/contract/lifecycle';
import type { Overview } from '@liusu/contract/overview';

import type { Database } from '../db/database.ts';

import type { Handlers } from '../http/route-handler.ts';
import type { Clock } from '../lib/clock.ts';
import { isoOf } from '../lib/clock.ts';
import { countJobsByPhase, type JobRow, listJobsInNeed } from './overview-repository.ts';

const maxAttention = 20;
const maxEvents = 20;
/** Worst first. */
const severity: Phase[] = [
  'FAILED',
  'LOST',
  'UNKNOWN',
  'RESTARTING',
  'STARTING',
  'SUSPENDING',
  'CANCELLING',
  'CANCELLED',
  'STOPPED',
  'RUNNING',
  'FINISHED',
];

export interface OverviewDependencies {
  database: Database;
  clock: Clock;
  clusters(): Promise<Cluster[]>;
  views(rows: JobRow[]): Promise<Job[]>;
  /** Sum of the rates of the project's jobs over the last hour. */
  throughputOf(projectId: string): Overview['throughput'];
  eventsOf(projectId: string, limit: number): Promise<JobEvent[]>;
}

export async function readOverview(dependencies: OverviewDependencies, projectId: string): Promise<Overview> {
  const { database, clock } = dependencies;
  const counts = await countJobsByPhase(database.db, projectId);
  const inNeed = await dependencies.views(await listJobsInNeed(database.db, projectId, 10 * maxAttention));
  return {
    at: isoOf(clock.nowMs()),
    jobsByPhase: Object.fromEntries(Phase.options.map((phase) => [phase, counts[phase] ?? 0])) as Record<Phase, number>,
    attention: inNeed
      .toSorted((left, right) => severity.indexOf(left.phase) - severity.indexOf(right.phase))
      .slice(0, maxAttention)
      .map((job) => ({
        jobId: job.id,
        name: job.name,
        phase: job.phase,
        desired: job.desired.state,
        observation: job.observation,
        waiting: job.waiting,
        reason: job.run?.failure?.message ?? job.waiting?.message ?? job.observation.evidence,
      })),
    clusters: await dependencies.clusters(),
    throughput: dependencies.throughputOf(projectId),
    events: await dependencies.eventsOf(projectId, maxEvents),
  };
}

export function overviewHandlers(dependencies: OverviewDependencies): Handlers<'getOverview'> {
  return { getOverview: ({ params }) => readOverview(dependencies, params.projectId) };
}

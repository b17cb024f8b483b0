/** Everything about jobs that is only looked at: lists, details, histories. */
import type { Job, JobDetail, JobEvent, JobPlan, JobVersion, Run, Savepoint } from '@liusu/contract/job';
import type { Observation, Phase } from '@liusu/contract/lifecycle';
import type { Page } from '@liusu/contract/page';
import { z } from 'zod';

import type { ClusterHandle, ClusterRegistry } from '../clusters/cluster-handle.ts';
import type { Clock } from '../lib/clock.ts';
import type { Database } from '../db/database.ts';
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import { EventCounts } from './event-counts.ts';
import { type EventScope, listEvents } from './event-repository.ts';
import { noSuchJob } from './no-such-job.ts';
import {
  countJobs,
  findJob,
  type JobFilter,
  type JobRow,
  latestVersionsOf,
  listJobs,
  listVersions,
  wantedVersionsOf,
} from './job-repository.ts';
import { eventView, jobView, runView, savepointView, versionView } from './job-views.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { listPlansOfJob, newestPlansOf } from './plan-repository.ts';
import { planView } from './plan-view.ts';
import type { RateBook } from './rates.ts';
import type { Reconciler } from './reconciler.ts';
import { usabilityOf } from './restore-choice.ts';
import { findNewestRun, listRuns, newestRunsOf } from './run-repository.ts';
import { inOrderTaken, listSavepointsOfJob } from './savepoint-repository.ts';
import type { StateFiles } from './state-files.ts';
import type { Slots } from './conditions.ts';

export interface JobReaderDeps {
  database: Database;
  clusters: ClusterRegistry;
  filesOf(cluster: ClusterHandle): StateFiles;
  /** How fresh our view of a cluster is. */
  observationOf(clusterId: string): Observation;
  /** Slots of a cluster that answers. */
  slotsOf(clusterId: string): Slots | null;
  clock: Clock;
  waits: Pick<Reconciler, 'waitOf'>;
  rates: Pick<RateBook, 'latest' | 'look'>;
  /** Parallelism that Flink was last seen to run a job with. */
  parallelismOf(flinkJobId: string): number | null;
}

export interface JobListQuery {
  limit: number;
  cursor?: string | undefined;
  search?: string | undefined;
  phase?: Phase | undefined;
  /** `key` or `key=value`. */
  label?: string | undefined;
  scenario?: string | undefined;
}

const JobCursor = z.object({ createdAt: z.string(), id: z.string() });
const NumberCursor = z.number().int();

export class JobReader {
  readonly #deps: JobReaderDeps;
  readonly #eventCounts: EventCounts;

  constructor(deps: JobReaderDeps) {
    this.#deps = deps;
    this.#eventCounts = new EventCounts(deps.database);
  }

  /** The row of a job. Throws NOT_FOUND. */
  async row(jobId: string): Promise<JobRow> {
    const row = await findJob(this.#deps.database.db, jobId);
    if (row === undefined) throw noSuchJob(jobId);
    return row;
  }

  async list(projectId: string, query: JobListQuery): Promise<Page<Job>> {
    const { db } = this.#deps.database;
    const filter: JobFilter = {
      search: query.search,
      phase: query.phase,
      scenario: query.scenario,
      label: labelFilter(query.label),
    };
    const after = decodeCursor(JobCursor, query.cursor);
    const rows = await listJobs(db, projectId, filter, { limit: query.limit + 1, after });
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    return {
      items: await this.views(page),
      nextCursor:
        rows.length > page.length && last !== undefined
          ? encodeCursor({ createdAt: last.created_at, id: last.id })
          : null,
      total: await countJobs(db, projectId, filter),
    };
  }

  /** The views of these rows, in their order. */
  async views(rows: JobRow[]): Promise<Job[]> {
    const { db } = this.#deps.database;
    const ids = rows.map((row) => row.id);
    const runs = await newestRunsOf(db, ids);
    const latest = await latestVersionsOf(db, ids);
    const wanted = await wantedVersionsOf(db, ids);
    const plans = await newestPlansOf(db, ids);
    return rows.map((row) => {
      const run = runs.get(row.id);
      this.#deps.rates.look(row.id);
      const clusterId = run !== undefined && run.ended_at === null ? run.cluster_id : row.cluster_id;
      return jobView(row, {
        run,
        latest: latest.get(row.id),
        clusterName: this.#deps.clusters.find(row.cluster_id)?.name ?? '',
        observation: this.#deps.observationOf(clusterId),
        slots: this.#deps.slotsOf(clusterId),
        nowMs: this.#deps.clock.nowMs(),
        wait: this.#deps.waits.waitOf(row.id),
        rates: this.#deps.rates.latest(row.id),
        plan: plans.get(row.id),
        wanted: wanted.get(row.id),
        actualParallelism: run === undefined ? null : this.#deps.parallelismOf(run.flink_job_id),
      });
    });
  }

  /** Throws NOT_FOUND. */
  async view(jobId: string): Promise<Job> {
    const [view] = await this.views([await this.row(jobId)]);
    if (view === undefined) throw new Error('a row has a view');
    return view;
  }

  /** Plans of a job, newest first. Throws NOT_FOUND. */
  async plans(jobId: string): Promise<JobPlan[]> {
    await this.row(jobId);
    const { db } = this.#deps.database;
    const run = await findNewestRun(db, jobId);
    const rows = await listPlansOfJob(db, jobId);
    return rows.map((row, index) => planView(row, index === 0 ? run : undefined));
  }

  /** Throws NOT_FOUND. */
  async get(jobId: string): Promise<JobDetail> {
    const row = await this.row(jobId);
    return { ...(await this.view(jobId)), script: row.draft_script };
  }

  async runs(jobId: string, query: { limit: number; cursor?: string | undefined }): Promise<Page<Run>> {
    await this.row(jobId);
    const before = decodeCursor(NumberCursor, query.cursor);
    const rows = await listRuns(this.#deps.database.db, jobId, { limit: query.limit + 1, before });
    const newest = await findNewestRun(this.#deps.database.db, jobId);
    // Runs are numbered without gaps: the newest number is their count.
    return numbered(rows, query.limit, (row) => row.number, runView, newest?.number ?? 0);
  }

  async versions(jobId: string, query: { limit: number; cursor?: string | undefined }): Promise<Page<JobVersion>> {
    const job = await this.row(jobId);
    const before = decodeCursor(NumberCursor, query.cursor);
    const rows = await listVersions(this.#deps.database.db, jobId, { limit: query.limit + 1, before });
    return numbered(rows, query.limit, (row) => row.version, versionView, job.latest_version ?? 0);
  }

  async events(scope: EventScope, query: { limit: number; cursor?: string | undefined }): Promise<Page<JobEvent>> {
    const { db } = this.#deps.database;
    if (scope.jobId !== undefined) await this.row(scope.jobId);
    const before = decodeCursor(NumberCursor, query.cursor);
    const rows = await listEvents(db, scope, { limit: query.limit + 1, before });
    return numbered(rows, query.limit, (row) => Number(row.seq), eventView, await this.#eventCounts.of(scope));
  }

  /** Throws NOT_FOUND. */
  async savepoint(jobId: string, savepointId: string): Promise<Savepoint> {
    const found = (await this.savepoints(jobId)).find((savepoint) => savepoint.id === savepointId);
    if (found === undefined)
      throw new LiusuError(
        'NOT_FOUND',
        words(`作业没有保存点 ${savepointId}。`, `There is no savepoint ${savepointId} of the job.`),
      );
    return found;
  }

  async savepoints(jobId: string): Promise<Savepoint[]> {
    await this.row(jobId);
    const { db } = this.#deps.database;
    const rows = await listSavepointsOfJob(db, jobId);
    return Promise.all(
      inOrderTaken(rows).map(async (row) => savepointView(row, await usabilityOf(this.#deps, db, row))),
    );
  }
}

function numbered<R, T>(
  rows: R[],
  limit: number,
  numberOf: (row: R) => number,
  view: (row: R) => T,
  total: number,
): Page<T> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > page.length && last !== undefined;
  return { items: page.map(view), nextCursor: hasMore ? encodeCursor(numberOf(last)) : null, total };
}

function labelFilter(label: string | undefined): JobFilter['label'] {
  if (label === undefined || label === '') return undefined;
  const at = label.indexOf('=');
  return at < 0 ? { key: label, value: undefined } : { key: label.slice(0, at), value: label.slice(at + 1) };
}

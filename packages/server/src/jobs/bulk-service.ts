/**
 * One command over many jobs. What was asked is rows; a loop begins an item together with the job's own command, in one
 * transaction, so that after a crash each job was given its command once or not at all, and the rest is carried on. Of several
 * platform processes the one with the lease of the installation drives; another one's late writes are refused.
 */
import { BulkCreate, type Bulk, type BulkAction, BulkDetail, BulkItemState } from '@liusu/contract/bulk';
import { ErrorCode } from '@liusu/contract/error-code';
import type { z } from 'zod';

import type { Database, Db } from '../db/database.ts';
import { type Clock, isoOf } from '../lib/clock.ts';
import { LiusuError, messageOf } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import type { EventBus } from '../lib/event-bus.ts';
import { newId } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import { fencedDatabase } from '../leases/fenced-database.ts';
import { type Lease, LeaseLost, type Leases, singletonLease } from '../leases/lease.ts';
import type { BackgroundWork } from '../module.ts';
import { effectOf } from './bulk-effect.ts';
import {
  beginBulkItem,
  type BulkItemRow,
  type BulkRow,
  cancelPendingItems,
  countBulkItems,
  findBulk,
  insertBulk,
  listBulkItems,
  listBulksOfProject,
  listRunningBulks,
  updateBulk,
  updateBulkItem,
} from './bulk-repository.ts';
import type { CommandOptions } from './job-command.ts';
import { findJob } from './job-repository.ts';
import type { JobService } from './job-service.ts';
import { findNewestPlan } from './plan-repository.ts';
import { findNewestRun } from './run-repository.ts';
import { findSavepoint } from './savepoint-repository.ts';

export interface BulkDeps {
  database: Database;
  clock: Clock;
  log: Log;
  bus: EventBus;
  service: JobService;
  leases: Leases;
}

type Request = z.output<typeof BulkCreate>;

const busyMs = 500;
const idleMs = 2_000;
const listed = 50;

export class BulkService implements BackgroundWork {
  readonly name = 'bulk commands';
  readonly #deps: BulkDeps;
  readonly #stop = new AbortController();
  #pause = new AbortController();
  #ended: Promise<void> = Promise.resolve();

  constructor(deps: BulkDeps) {
    this.#deps = deps;
  }

  /** Throws NOT_FOUND naming the jobs that are not in the project. */
  async create(projectId: string, request: Request, actor: string, options: CommandOptions = {}): Promise<BulkDetail> {
    const { database, clock } = this.#deps;
    const id = newId('bulk');
    await database.transaction(async (tx) => {
      const jobIds = [...new Set(request.jobIds)];
      const jobs = await Promise.all(jobIds.map((jobId) => findJob(tx, jobId)));
      const missing = jobIds.filter((_, index) => jobs[index]?.project_id !== projectId);
      if (missing.length > 0) {
        const ids = missing.join(', ');
        throw new LiusuError('NOT_FOUND', words(`不在这个项目里：${ids}。`, `Not in this project: ${ids}.`));
      }
      await insertBulk(
        tx,
        {
          id,
          project_id: projectId,
          action: request.action,
          options: JSON.stringify(request.options),
          concurrency: request.concurrency,
          state: 'RUNNING',
          actor,
          created_at: isoOf(clock.nowMs()),
          ended_at: null,
        },
        jobIds.map((jobId, ordinal) => ({
          bulk_id: id,
          ordinal,
          job_id: jobId,
          job_name: jobs[ordinal]?.name ?? '',
          state: 'PENDING',
          generation: null,
          subject_id: null,
          code: null,
          message: null,
          began_at: null,
          ended_at: null,
        })),
      );
      await options.also?.(tx, { generation: 0, subjectId: id });
    });
    this.#pause.abort();
    return this.get(projectId, id);
  }

  async list(projectId: string): Promise<Bulk[]> {
    const { db } = this.#deps.database;
    const rows = await listBulksOfProject(db, projectId, listed);
    const counts = await countBulkItems(
      db,
      rows.map((row) => row.id),
    );
    return rows.map((row) => bulkView(row, counts.get(row.id) ?? {}));
  }

  /** Throws NOT_FOUND. */
  async get(projectId: string, bulkId: string): Promise<BulkDetail> {
    const { db } = this.#deps.database;
    const row = await this.#row(db, projectId, bulkId);
    const counts = await countBulkItems(db, [bulkId]);
    const items = await listBulkItems(db, bulkId);
    return { ...bulkView(row, counts.get(bulkId) ?? {}), items: items.map(itemView) };
  }

  /** Leaves out what has not begun; what has goes on. Throws NOT_FOUND. */
  async cancel(projectId: string, bulkId: string): Promise<BulkDetail> {
    const { database, clock } = this.#deps;
    await database.transaction(async (tx) => {
      const row = await this.#row(tx, projectId, bulkId);
      if (row.state === 'RUNNING') await cancelPendingItems(tx, bulkId, isoOf(clock.nowMs()));
    });
    this.#pause.abort();
    return this.get(projectId, bulkId);
  }

  async start(): Promise<void> {
    this.#ended = this.#loop();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#pause.abort();
    await this.#ended;
  }

  async #row(db: Db, projectId: string, bulkId: string): Promise<BulkRow> {
    const row = await findBulk(db, bulkId);
    if (row?.project_id !== projectId)
      throw new LiusuError('NOT_FOUND', words(`没有批量操作 ${bulkId}。`, `There is no bulk command ${bulkId}.`));
    return row;
  }

  async #loop(): Promise<void> {
    const { database, clock, log } = this.#deps;
    while (!this.#stop.signal.aborted) {
      this.#pause = new AbortController();
      let isBusy = false;
      try {
        const lease = this.#deps.leases.held(singletonLease);
        const bulks = lease === undefined ? [] : await listRunningBulks(database.db);
        for (const bulk of bulks) {
          isBusy = true;
          if (lease !== undefined) await this.#advance(bulk, lease);
        }
      } catch (error) {
        if (error instanceof LeaseLost)
          log.info({ reason: error.message }, 'bulk commands were left to another process');
        else log.error({ err: error }, 'a bulk command could not be carried on');
      }
      if (!this.#stop.signal.aborted) await clock.sleep(isBusy ? busyMs : idleMs, this.#pause.signal);
    }
  }

  /** Looks at what was begun, begins what there is room for, and ends the bulk when all has ended. */
  async #advance(bulk: BulkRow, lease: Lease): Promise<void> {
    const { clock, bus, leases } = this.#deps;
    const database = fencedDatabase(this.#deps.database, leases, lease);
    const items = await listBulkItems(database.db, bulk.id);
    const request = requestOf(bulk);
    let isChanged = false;
    let open = 0;
    for (const item of items.filter(({ state }) => state === 'ACCEPTED')) {
      if (await this.#follow(request.action, item, database)) isChanged = true;
      else open += 1;
    }
    const pending = items.filter(({ state }) => state === 'PENDING');
    for (const item of pending.slice(0, Math.max(0, bulk.concurrency - open))) {
      if (this.#stop.signal.aborted) return;
      await this.#begin(request, bulk.actor, item, database, lease);
      isChanged = true;
    }
    const left = await listBulkItems(database.db, bulk.id);
    if (left.every(({ state }) => state !== 'PENDING' && state !== 'ACCEPTED')) {
      const wasCancelled = left.some(({ state }) => state === 'CANCELLED');
      const change = { state: wasCancelled ? 'CANCELLED' : 'DONE', ended_at: isoOf(clock.nowMs()) };
      await database.transaction((tx) => updateBulk(tx, bulk.id, change));
      isChanged = true;
    }
    if (isChanged) bus.publish({ type: 'bulk', projectId: bulk.project_id, bulkId: bulk.id });
  }

  async #begin(request: Request, actor: string, item: BulkItemRow, database: Database, lease: Lease): Promise<void> {
    const { clock, leases } = this.#deps;
    const now = isoOf(clock.nowMs());
    const also: CommandOptions['also'] = async (tx, told) => {
      await leases.fence(tx, lease);
      const begun = await beginBulkItem(tx, item, {
        state: 'ACCEPTED',
        generation: told.generation,
        subject_id: told.subjectId ?? null,
        began_at: now,
      });
      // Cancelled a moment before: the command is not given after all.
      if (!begun) throw new NotBegun();
    };
    try {
      await this.#give(request, item.job_id, actor, { also });
    } catch (error) {
      if (error instanceof NotBegun) return;
      if (!(error instanceof LiusuError)) throw error;
      // Refused by the job's own state or content; anything else is tried again at the next look.
      if (error.status >= 500) throw error;
      const refusal = { state: 'FAILED', code: error.code, message: messageOf(error) };
      const change = { ...refusal, began_at: now, ended_at: isoOf(clock.nowMs()) };
      await database.transaction((tx) => updateBulkItem(tx, item, change));
    }
  }

  async #give(request: Request, jobId: string, actor: string, options: CommandOptions): Promise<unknown> {
    const { service } = this.#deps;
    switch (request.action) {
      case 'start':
        return service.start(jobId, request.options, actor, options);
      case 'stop':
        return service.stop(jobId, request.options, actor, options);
      case 'restart':
        return service.restart(jobId, request.options, actor, options);
      case 'upgrade':
        return service.upgrade(jobId, request.options, actor, options);
      case 'rescale':
        return service.rescale(jobId, request.options, actor, options);
      case 'savepoint':
        return service.triggerSavepoint(jobId, actor, options);
      case 'publish':
        return service.drafts.publish(jobId, actor, options);
      case 'delete':
        return service.drafts.delete(jobId, request.options.state, actor, options);
    }
  }

  /** True when the item has ended. */
  async #follow(action: BulkAction, item: BulkItemRow, database: Database): Promise<boolean> {
    const { clock } = this.#deps;
    const { db } = database;
    const effect = effectOf(action, item.generation ?? 0, {
      job: await findJob(db, item.job_id),
      run: await findNewestRun(db, item.job_id),
      plan: await findNewestPlan(db, item.job_id),
      savepoint: item.subject_id === null ? undefined : await findSavepoint(db, item.subject_id),
    });
    if (effect === undefined) return false;
    await database.transaction((tx) => updateBulkItem(tx, item, { ...effect, ended_at: isoOf(clock.nowMs()) }));
    return true;
  }
}

class NotBegun extends Error {}

function requestOf(row: BulkRow): Request {
  return BulkCreate.parse({
    action: row.action,
    options: JSON.parse(row.options),
    // The items are rows of their own.
    jobIds: ['job_aaaaaa'],
    concurrency: row.concurrency,
  });
}

function bulkView(row: BulkRow, counts: Record<string, number>): Bulk {
  return {
    id: row.id,
    projectId: row.project_id,
    action: BulkDetail.shape.action.parse(row.action),
    concurrency: row.concurrency,
    state: BulkDetail.shape.state.parse(row.state),
    actor: row.actor,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    counts: Object.fromEntries(BulkItemState.options.map((state) => [state, counts[state] ?? 0])) as Bulk['counts'],
  };
}

function itemView(row: BulkItemRow): BulkDetail['items'][number] {
  return {
    jobId: row.job_id,
    jobName: row.job_name,
    state: BulkItemState.parse(row.state),
    code: row.code === null ? null : ErrorCode.parse(row.code),
    message: row.message,
    beganAt: row.began_at,
    endedAt: row.ended_at,
  };
}

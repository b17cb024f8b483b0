/**
 * Follows what other processes write: the history is read on by its sequence number, once a second. Their commands wake the jobs
 * here, and browsers connected here hear of them. Numbers are given before they are committed, so a number may show later than
 * the next one: what was passed over is looked for again for a while.
 */
import type { Database } from '../db/database.ts';
import type { Clock } from '../lib/clock.ts';
import type { EventBus } from '../lib/event-bus.ts';
import type { Log } from '../lib/log.ts';
import { Rounds } from '../lib/rounds.ts';
import { listEventsSince, newestEventNumber } from './event-repository.ts';
import { eventView } from './job-views.ts';

export interface EventFollowerDeps {
  database: Database;
  bus: EventBus;
  clock: Clock;
  log: Log;
  onJob(jobId: string): void;
  onJobDeleted(jobId: string): void;
}

const everyMs = 1_000;
/** Longer than any transaction may last. */
const gapMs = 30_000;
const atOnce = 500;
/** A jump so large was made by no crowd of open transactions. */
const widestGap = 1_000;
const ownRemembered = 5_000;

export class EventFollower {
  readonly #deps: EventFollowerDeps;
  readonly #own = new Set<string>();
  readonly #gaps = new Map<number, number>();
  readonly #rounds: Rounds;
  #last: number | undefined;

  constructor(deps: EventFollowerDeps) {
    this.#deps = deps;
    this.#rounds = new Rounds({
      clock: deps.clock,
      pauseMs: () => everyMs,
      onFailure: (error, isAgain) => {
        if (!isAgain) deps.log.error({ err: error }, 'the history could not be followed');
      },
    });
  }

  /** An event this process writes itself, and tells itself. */
  wrote(eventId: string): void {
    this.#own.add(eventId);
    const oldest = this.#own.size > ownRemembered ? this.#own.values().next().value : undefined;
    if (oldest !== undefined) this.#own.delete(oldest);
  }

  start(): void {
    this.#rounds.start(() => this.look());
  }

  async stop(): Promise<void> {
    await this.#rounds.stop();
  }

  /** Reads on, to the end. The first time it only finds out where the end is. */
  async look(): Promise<void> {
    const { database, clock } = this.#deps;
    if (this.#last === undefined) {
      this.#last = await newestEventNumber(database.db);
      return;
    }
    for (const [number, sinceMs] of this.#gaps) if (clock.nowMs() - sinceMs > gapMs) this.#gaps.delete(number);
    for (;;) {
      const rows = await listEventsSince(database.db, this.#last, [...this.#gaps.keys()], atOnce);
      for (const row of rows) {
        this.#pass(row.seq);
        if (!this.#own.delete(row.id)) this.#tell(row);
      }
      if (rows.length < atOnce) return;
    }
  }

  #pass(number: number): void {
    const last = this.#last ?? number;
    this.#gaps.delete(number);
    if (number <= last) return;
    for (let missing = Math.max(last + 1, number - widestGap); missing < number; missing += 1) {
      this.#gaps.set(missing, this.#deps.clock.nowMs());
    }
    this.#last = number;
  }

  #tell(row: Awaited<ReturnType<typeof listEventsSince>>[number]): void {
    const { bus, onJob, onJobDeleted } = this.#deps;
    const { project_id: projectId, job_id: jobId } = row;
    bus.publish({ type: 'job-event', projectId, event: eventView(row) });
    if (row.kind === 'job.deleted') {
      onJobDeleted(jobId);
      bus.publish({ type: 'job-deleted', projectId, jobId });
    } else {
      onJob(jobId);
      bus.publish({ type: 'job', projectId, jobId });
    }
  }
}

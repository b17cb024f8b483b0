/**
 * One transaction with the history of what it did. Events are written inside it and told to live listeners after it is
 * committed, never before: what a listener hears has happened.
 */
import type { EventKind } from '@liusu/contract/event-kind';
import type { JobEvent } from '@liusu/contract/job';
import type { Phase } from '@liusu/contract/lifecycle';
import type { LiveEvent } from '@liusu/contract/overview';

import type { Database, Db } from '../db/database.ts';
import { type Clock, isoOf } from '../lib/clock.ts';
import type { EventBus } from '../lib/event-bus.ts';
import { newId } from '../lib/ids.ts';
import { insertEvent } from './event-repository.ts';

export interface EventSubject {
  id: string;
  project_id: string;
  name: string;
}

export interface NewEvent {
  kind: EventKind;
  reason: string;
  runId?: string | null;
  from?: Phase | null;
  to?: Phase | null;
  params?: JobEvent['params'];
  /** Default `liusu`, the controller. */
  actor?: string;
  evidence?: string | null;
  severity?: JobEvent['severity'];
}

/** Appends to the history inside the transaction. */
export type Record = (job: EventSubject, event: NewEvent) => Promise<void>;

export interface JournalDeps {
  database: Database;
  bus: EventBus;
  clock: Clock;
  /** Told of every event written here, before anybody else can read it. */
  onWritten?(eventId: string): void;
}

export class Journal {
  readonly #deps: JournalDeps;

  constructor(deps: JournalDeps) {
    this.#deps = deps;
  }

  /** The same journal, writing through another handle: that of a lease. */
  on(database: Database): Journal {
    return new Journal({ ...this.#deps, database });
  }

  /** Runs `work` in a transaction; every job it records about is told as changed afterwards. */
  async transaction<T>(work: (tx: Db, record: Record) => Promise<T>): Promise<T> {
    const told: LiveEvent[] = [];
    const result = await this.#deps.database.transaction((tx) => {
      told.length = 0;
      return work(tx, async (job, event) => {
        const entry = this.#entry(job, event);
        this.#deps.onWritten?.(entry.id);
        await insertEvent(tx, {
          id: entry.id,
          project_id: job.project_id,
          job_id: job.id,
          run_id: entry.runId,
          at: entry.at,
          kind: entry.kind,
          phase_from: entry.from,
          phase_to: entry.to,
          params: JSON.stringify(entry.params),
          reason: entry.reason,
          actor: entry.actor,
          evidence: entry.evidence,
          severity: entry.severity,
        });
        told.push({ type: 'job-event', projectId: job.project_id, event: entry });
        told.push({ type: 'job', projectId: job.project_id, jobId: job.id });
      });
    });
    for (const event of told) this.#deps.bus.publish(event);
    return result;
  }

  /** Tells live listeners that something about the job changed which has no event, such as what it waits for. */
  tell(job: { projectId: string; jobId: string }): void {
    this.#deps.bus.publish({ type: 'job', projectId: job.projectId, jobId: job.jobId });
  }

  #entry(job: EventSubject, event: NewEvent): JobEvent {
    return {
      id: newId('event'),
      jobId: job.id,
      jobName: job.name,
      runId: event.runId ?? null,
      at: isoOf(this.#deps.clock.nowMs()),
      kind: event.kind,
      from: event.from ?? null,
      to: event.to ?? null,
      params: event.params ?? {},
      reason: event.reason,
      actor: event.actor ?? 'liusu',
      evidence: event.evidence ?? null,
      severity: event.severity ?? 'info',
    };
  }
}

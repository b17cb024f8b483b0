/**
 * How many events a project or a job has, for the totals of pages. History only grows, so on SQLite, where one writer comes after
 * the other, what was counted once is not counted again. Elsewhere a lower number may be committed later: there all are counted.
 */
import type { Database } from '../db/database.ts';
import { countEvents, type EventScope } from './event-repository.ts';

const scopesKept = 1_000;

export class EventCounts {
  readonly #database: Database;
  readonly #known = new Map<string, { count: number; lastSeq: number }>();

  constructor(database: Database) {
    this.#database = database;
  }

  async of(scope: EventScope): Promise<number> {
    const { db, kind } = this.#database;
    if (kind !== 'sqlite') return (await countEvents(db, scope, 0)).count;
    const key = `${scope.projectId ?? ''} ${scope.jobId ?? ''}`;
    const before = this.#known.get(key) ?? { count: 0, lastSeq: 0 };
    const added = await countEvents(db, scope, before.lastSeq);
    const now = { count: before.count + added.count, lastSeq: added.lastSeq ?? before.lastSeq };
    this.#known.delete(key);
    this.#known.set(key, now);
    const oldest = this.#known.size > scopesKept ? this.#known.keys().next().value : undefined;
    if (oldest !== undefined) this.#known.delete(oldest);
    return now.count;
  }
}

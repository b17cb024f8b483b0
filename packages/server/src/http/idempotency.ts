/**
 * `Idempotency-Key`: a command sent again under its key, within a day and with the same content, gets the first answer instead of
 * being done twice. Only successes are kept: a refused command may be tried again. Answers are sealed, since one may hold the
 * secret of a token.
 */
import { createHash } from 'node:crypto';

import type { Database } from '../db/database.ts';
import type { Clock } from '../lib/clock.ts';
import { isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import type { Vault } from '../lib/vault.ts';
import { deleteAnswersBefore, findStoredAnswer, storeAnswer } from './idempotency-repository.ts';

const keptMs = 24 * 3_600_000;
const sweepMs = 3_600_000;

export interface Command {
  userId: string;
  route: string;
  key: string;
  /** Path and body, as sent. */
  content: string;
}

export interface Answer {
  status: number;
  /** JSON; empty for answers without a body. */
  body: string;
}

export class Idempotency {
  readonly #database: Database;
  readonly #vault: Vault;
  readonly #clock: Clock;
  readonly #running = new Map<string, { hash: string; answer: Promise<Answer> }>();
  #sweptMs = 0;

  constructor(database: Database, vault: Vault, clock: Clock) {
    this.#database = database;
    this.#vault = vault;
    this.#clock = clock;
  }

  /** The kept answer, or that of `work`. Throws IDEMPOTENCY_KEY_REUSED for another content under the same key. */
  async run(command: Command, work: () => Promise<Answer>): Promise<Answer> {
    const hash = createHash('sha256').update(command.content).digest('hex');
    const id = JSON.stringify([command.userId, command.route, command.key]);
    const running = this.#running.get(id);
    if (running !== undefined) {
      refuseOther(running.hash, hash);
      return running.answer;
    }
    const answer = this.#runOnce(command, hash, work);
    this.#running.set(id, { hash, answer });
    try {
      return await answer;
    } finally {
      this.#running.delete(id);
    }
  }

  async #runOnce(command: Command, hash: string, work: () => Promise<Answer>): Promise<Answer> {
    const { userId, route, key } = command;
    const db = this.#database.db;
    const nowMs = this.#clock.nowMs();
    const context = `idempotency:${userId}:${route}:${key}`;
    const stored = await findStoredAnswer(db, userId, route, key);
    if (stored !== undefined && stored.created_at > isoOf(nowMs - keptMs)) {
      refuseOther(stored.body_hash, hash);
      return { status: stored.status, body: this.#vault.open(stored.response, context) };
    }
    const answer = await work();
    await storeAnswer(db, {
      user_id: userId,
      route,
      key,
      body_hash: hash,
      status: answer.status,
      response: this.#vault.seal(answer.body, context),
      created_at: isoOf(nowMs),
    });
    if (nowMs - this.#sweptMs > sweepMs) {
      this.#sweptMs = nowMs;
      await deleteAnswersBefore(db, isoOf(nowMs - keptMs));
    }
    return answer;
  }
}

function refuseOther(kept: string, hash: string): void {
  if (kept !== hash)
    throw new LiusuError('IDEMPOTENCY_KEY_REUSED', 'this idempotency key was used for another request');
}

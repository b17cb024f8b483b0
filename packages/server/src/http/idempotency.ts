/**
 * `Idempotency-Key`: a command sent again under its key, within a day and with the same content, gets the first answer instead of
 * being done twice. Only successes are kept: a refused command may be tried again. Answers are sealed, since one may hold the
 * secret of a token.
 */
import { createHash } from 'node:crypto';

import type { Database } from '../db/database.ts';
import { isUniqueViolation } from '../db/to-database-error.ts';
import type { Clock } from '../lib/clock.ts';
import { isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import type { Vault } from '../lib/vault.ts';
import {
  deleteAnswersBefore,
  deleteStoredAnswer,
  findStoredAnswer,
  insertAnswer,
  storeAnswer,
} from './idempotency-repository.ts';
import type { Once } from './route-handler.ts';

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

  /**
   * The kept answer, or that of `work`. A command that marks itself done in its own transaction is never done twice, not even
   * when the platform dies before its answer is kept, or when another replica is given the same one: `work` is then called with
   * what was made, to answer. Throws IDEMPOTENCY_KEY_REUSED for another content under the same key.
   */
  async run(command: Command, work: (once: Once) => Promise<Answer>): Promise<Answer> {
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

  async #runOnce(command: Command, hash: string, work: (once: Once) => Promise<Answer>): Promise<Answer> {
    const { userId, route, key } = command;
    const db = this.#database.db;
    const nowMs = this.#clock.nowMs();
    const context = `idempotency:${userId}:${route}:${key}`;
    const row = { user_id: userId, route, key, body_hash: hash, created_at: isoOf(nowMs) };
    let stored = await findStoredAnswer(db, userId, route, key);
    if (stored !== undefined && stored.created_at <= isoOf(nowMs - keptMs)) {
      await deleteStoredAnswer(db, userId, route, key);
      stored = undefined;
    }
    let answer: Answer | undefined;
    if (stored === undefined) {
      try {
        const mark: Once['mark'] = (tx, subjectId) =>
          insertAnswer(tx, { ...row, status: doneUnanswered, response: subjectId });
        answer = await work({ done: undefined, mark });
      } catch (error) {
        // Another replica was given the same command a moment before, and has done it.
        if (!isUniqueViolation(error)) throw error;
        stored = await findStoredAnswer(db, userId, route, key);
        if (stored === undefined) throw error;
      }
    }
    if (answer === undefined && stored !== undefined) {
      refuseOther(stored.body_hash, hash);
      if (stored.status !== doneUnanswered) {
        return { status: stored.status, body: this.#vault.open(stored.response, context) };
      }
      answer = await work({ done: stored.response, mark: async () => {} });
    }
    if (answer === undefined) throw new Error('a command has an answer');
    await storeAnswer(db, { ...row, status: answer.status, response: this.#vault.seal(answer.body, context) });
    if (nowMs - this.#sweptMs > sweepMs) {
      this.#sweptMs = nowMs;
      await deleteAnswersBefore(db, isoOf(nowMs - keptMs));
    }
    return answer;
  }
}

/** Status of a command that took effect and whose answer is not kept yet. */
const doneUnanswered = 0;

function refuseOther(kept: string, hash: string): void {
  if (kept !== hash)
    throw new LiusuError('IDEMPOTENCY_KEY_REUSED', 'this idempotency key was used for another request');
}

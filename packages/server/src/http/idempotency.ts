/**
 * `Idempotency-Key`: a command sent again under its key, within a day and with the same content, gets the first answer instead of
 * being done twice. Only successes are kept: a refused command may be tried again. Answers are sealed, since one may hold the
 * secret of a token.
 *
 * A command is claimed by a row before it is carried out, so that of two replicas that are given the same one only one does it. The
 * claim is renewed meanwhile; one that is not counts no more, and a command that marks itself done under a claim it has lost is undone.
 */
import { createHash, randomUUID } from 'node:crypto';

import type { Database } from '../db/database.ts';
import type { Clock } from '../lib/clock.ts';
import { isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import type { Vault } from '../lib/vault.ts';
import {
  type Claim,
  claimAnswer,
  claimedStatus,
  deleteAnswersBefore,
  dropClaim,
  findStoredAnswer,
  type IdempotencyRow,
  redeemClaim,
  renewClaim,
  storeAnswer,
} from './idempotency-repository.ts';
import type { Once } from './route-handler.ts';

const keptMs = 24 * 3_600_000;
const sweepMs = 3_600_000;
const renewEveryMs = 5_000;
/** A claim that was not renewed for so long is of a process that is gone. Much longer than clocks of machines differ. */
const silentMs = 60_000;
/** How long the answer of another replica is waited for. */
const patienceMs = 10_000;
const lookEveryMs = 100;

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

export interface IdempotencyOptions {
  /** Other processes may be on the same database. Default: on PostgreSQL. */
  isShared?: boolean;
}

/** Another replica took the command over: what was under way here is undone. */
class ClaimLost extends Error {}

export class Idempotency {
  readonly #database: Database;
  readonly #vault: Vault;
  readonly #clock: Clock;
  readonly #isShared: boolean;
  readonly #running = new Map<string, { hash: string; answer: Promise<Answer> }>();
  #sweptMs = 0;

  constructor(database: Database, vault: Vault, clock: Clock, options: IdempotencyOptions = {}) {
    this.#database = database;
    this.#vault = vault;
    this.#clock = clock;
    this.#isShared = options.isShared ?? database.kind === 'postgres';
  }

  /**
   * The kept answer, or that of `work`. A command that marks itself done in its own transaction is never done twice, not even
   * when the platform dies before its answer is kept: `work` is then called with what was made, to answer. Throws
   * IDEMPOTENCY_KEY_REUSED for another content under the same key, IDEMPOTENCY_KEY_IN_PROGRESS when another replica is long at it.
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
    const untilMs = this.#clock.nowMs() + patienceMs;
    for (;;) {
      const claim: Claim = { userId, route, key, claimant: randomUUID() };
      if (await this.#claim(claim, hash)) {
        try {
          return await this.#keep(command, hash, await this.#carryOut(claim, work));
        } catch (error) {
          if (!(error instanceof ClaimLost)) throw error;
        }
      }
      const stored = await findStoredAnswer(this.#database.db, userId, route, key);
      // Undefined: it was refused just now, and may be tried again.
      if (stored !== undefined) {
        const answer = await this.#answerOf(command, hash, stored, work);
        if (answer !== undefined) return answer;
        if (this.#clock.nowMs() >= untilMs) {
          throw new LiusuError(
            'IDEMPOTENCY_KEY_IN_PROGRESS',
            words('另一个进程正在执行同一请求', 'the same request is being carried out by another process'),
          );
        }
      }
      await this.#clock.sleep(lookEveryMs);
    }
  }

  #claim({ userId, route, key, claimant }: Claim, hash: string): Promise<boolean> {
    const nowMs = this.#clock.nowMs();
    const created_at = isoOf(nowMs);
    return claimAnswer(
      this.#database.db,
      { user_id: userId, route, key, body_hash: hash, status: claimedStatus, response: claimant, created_at },
      // The only process knows what it is at: a claim in the database is of an earlier life.
      { keptSince: isoOf(nowMs - keptMs), heardSince: isoOf(this.#isShared ? nowMs - silentMs : nowMs) },
    );
  }

  async #carryOut(claim: Claim, work: (once: Once) => Promise<Answer>): Promise<Answer> {
    const { db } = this.#database;
    const done = new AbortController();
    const renewing = this.#renew(claim, done.signal);
    try {
      return await work({
        done: undefined,
        mark: async (tx, subjectId) => {
          const isOurs = await redeemClaim(tx, claim, { status: doneUnanswered, response: subjectId });
          if (!isOurs) throw new ClaimLost();
        },
      });
    } catch (error) {
      // Where even that fails, the claim counts no more after a while; the caller hears why the command did.
      await dropClaim(db, claim).catch(() => undefined);
      throw error;
    } finally {
      done.abort();
      await renewing;
    }
  }

  async #renew(claim: Claim, signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#clock.sleep(renewEveryMs, signal);
      if (signal.aborted) return;
      // One that failed is tried again; at worst the claim is lost, which is found when the command is marked done.
      await renewClaim(this.#database.db, claim, isoOf(this.#clock.nowMs())).catch(() => undefined);
    }
  }

  /** What a row in force answers; undefined while another replica is at it. */
  async #answerOf(
    command: Command,
    hash: string,
    stored: IdempotencyRow,
    work: (once: Once) => Promise<Answer>,
  ): Promise<Answer | undefined> {
    refuseOther(stored.body_hash, hash);
    if (stored.status === claimedStatus) return undefined;
    if (stored.status !== doneUnanswered) {
      return { status: stored.status, body: this.#vault.open(stored.response, contextOf(command)) };
    }
    return this.#keep(command, hash, await work({ done: stored.response, mark: async () => {} }));
  }

  async #keep(command: Command, hash: string, answer: Answer): Promise<Answer> {
    const { userId, route, key } = command;
    const { db } = this.#database;
    const nowMs = this.#clock.nowMs();
    await storeAnswer(db, {
      ...{ user_id: userId, route, key, body_hash: hash, status: answer.status, created_at: isoOf(nowMs) },
      response: this.#vault.seal(answer.body, contextOf(command)),
    });
    if (nowMs - this.#sweptMs > sweepMs) {
      this.#sweptMs = nowMs;
      await deleteAnswersBefore(db, isoOf(nowMs - keptMs));
    }
    return answer;
  }
}

/** Status of a command that took effect and whose answer is not kept yet. */
const doneUnanswered = 0;

function contextOf({ userId, route, key }: Command): string {
  return `idempotency:${userId}:${route}:${key}`;
}

function refuseOther(kept: string, hash: string): void {
  if (kept !== hash)
    throw new LiusuError(
      'IDEMPOTENCY_KEY_REUSED',
      words('这个 Idempotency-Key 已用于另一请求', 'this idempotency key was used for another request'),
    );
}

/**
 * One session per engine for questions that change nothing (SHOW, DESCRIBE). It is kept between questions, because opening one
 * takes longer than asking, and closed after a pause.
 */
import { StatementFailed } from '../../flink/sql-gateway-client.ts';
import type { GatewaySession } from '../gateway-session.ts';
import type { SessionSource } from '../gateways.ts';

/** Below the time after which the gateway itself drops an idle session. */
const idleMs = 60_000;

/** Rows of a statement that reads. */
export type Ask = (statement: string) => Promise<unknown[][]>;

export class ReadingSession {
  readonly #sessions: SessionSource;
  readonly #engine: string;
  #session: GatewaySession | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(sessions: SessionSource, engine: string) {
    this.#sessions = sessions;
    this.#engine = engine;
  }

  /**
   * Carries out one question of one or more statements; questions come one after another, so that what a statement sets holds
   * for the next ones of its question. `ask` gives the rows of a statement, and throws StatementFailed and GATEWAY_UNAVAILABLE.
   */
  read<T>(signal: AbortSignal, question: (ask: Ask) => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => question((statement) => this.#ask(statement, signal)));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Ends the session once the statement under way is done. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#last;
    await this.#drop();
  }

  async #ask(statement: string, signal: AbortSignal): Promise<unknown[][]> {
    signal.throwIfAborted();
    clearTimeout(this.#timer);
    try {
      const session = await this.#current(signal);
      return await session.rowsOf(statement, { signal });
    } catch (error) {
      // A refused statement leaves the session as it was; anything else may have lost it.
      if (!(error instanceof StatementFailed) || isGone(error)) await this.#drop();
      throw error;
    } finally {
      this.#closeLater();
    }
  }

  async #current(signal: AbortSignal): Promise<GatewaySession> {
    const alive = this.#sessions.current(this.#engine).incarnation;
    if (this.#session !== undefined && this.#session.incarnation !== alive) this.#session = undefined;
    this.#session ??= await this.#sessions.open(this.#engine, signal);
    return this.#session;
  }

  async #drop(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.close();
  }

  #closeLater(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#last = this.#last.then(() => this.#drop());
    }, idleMs);
    this.#timer.unref();
  }
}

function isGone(error: StatementFailed): boolean {
  return /Session '?[\w-]+'? does not exist/i.test(error.message);
}

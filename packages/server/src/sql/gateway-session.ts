/** One session at the gateway, used once. Runs statements one after another and knows how to end. */
import { LiusuError } from '../lib/errors.ts';
import type { Clock } from '../lib/clock.ts';
import type { ResultPage, SqlGatewayClient } from '../flink/sql-gateway-client.ts';
import { words } from './words.ts';

/** Waits between looks at a statement that is not done: short at first, as most are done at once. */
const firstWaitMs = 5;
const longestWaitMs = 100;

export interface RunOptions {
  signal: AbortSignal;
  /** Holds for this statement alone. */
  config?: Readonly<Record<string, string>>;
  /** Longest time for it to end. Default two minutes. */
  timeoutMs?: number;
}

export class GatewaySession {
  readonly handle: string;
  /** Mark of the gateway process it lives in. */
  readonly incarnation: string;
  readonly client: SqlGatewayClient;
  readonly #clock: Clock;

  constructor(client: SqlGatewayClient, handle: string, incarnation: string, clock: Clock) {
    this.client = client;
    this.handle = handle;
    this.incarnation = incarnation;
    this.#clock = clock;
  }

  /**
   * Runs a statement to its first result (for most statements that is its end) and returns that page. Throws
   * StatementFailed with Flink's words, SQL_TIMEOUT, or GATEWAY_UNAVAILABLE.
   */
  async run(statement: string, options: RunOptions): Promise<ResultPage> {
    const operation = await this.client.execute(this.handle, statement, options.config, { signal: options.signal });
    const page = await this.firstPage(operation, options);
    return page;
  }

  /** Runs a statement and returns all rows of its result: for SHOW, DESCRIBE, EXPLAIN. */
  async rowsOf(statement: string, options: RunOptions): Promise<unknown[][]> {
    const operation = await this.client.execute(this.handle, statement, options.config, { signal: options.signal });
    let page = await this.firstPage(operation, options);
    const rows = page.rows.map((row) => row.fields);
    while (page.next !== null) {
      page = await this.client.fetchPage(this.handle, operation, page.next, { signal: options.signal });
      rows.push(...page.rows.map((row) => row.fields));
    }
    return rows;
  }

  /** Waits for the first page of an operation. */
  async firstPage(operation: string, options: RunOptions): Promise<ResultPage> {
    const endMs = this.#clock.nowMs() + (options.timeoutMs ?? 120_000);
    let waitMs = firstWaitMs;
    for (;;) {
      options.signal.throwIfAborted();
      const page = await this.client.fetchPage(this.handle, operation, 0, { signal: options.signal });
      if (page.state !== 'NOT_READY') return page;
      if (this.#clock.nowMs() >= endMs) {
        throw new LiusuError(
          'SQL_TIMEOUT',
          words('SQL Gateway 没有在限定时间内执行完一条语句。', 'The SQL gateway did not finish a statement in time.'),
        );
      }
      await this.#clock.sleep(waitMs, options.signal);
      waitMs = Math.min(waitMs * 1.5, longestWaitMs);
    }
  }

  /** Closes the session; false when the gateway did not confirm it. Never throws. */
  async close(): Promise<boolean> {
    try {
      return await this.client.closeSession(this.handle);
    } catch {
      // A gateway that does not answer has lost the session or expires it by itself; the caller learns it from the result.
      return false;
    }
  }
}

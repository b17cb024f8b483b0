/** The platform's gateways as the SQL feature uses them: clients by engine, sessions opened with the prelude already run. */
import type { GatewayProcess } from '../drivers/driver.ts';
import { SqlGatewayClient } from '../flink/sql-gateway-client.ts';
import type { Clock } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { GatewaySession } from './gateway-session.ts';

/** What of a gateway process sessions need. */
export type GatewayPlace = Pick<GatewayProcess, 'url' | 'incarnation'>;

export interface Gateways {
  /** Changes nothing. Throws ENGINE_UNKNOWN for a name that means nothing. */
  forEngine(engine: string): GatewayPlace;
  /**
   * Says that the engine's gateway is needed; absent where each is there always. Throws ENGINE_STARTING while it is made ready, with
   * how far that is, and what has gone wrong with it.
   */
  demand?(engine: string): void;
  /** Told with each call of the gateway: one that nobody calls may be ended. */
  noteUse?(engine: string): void;
}

export interface SessionSourceOptions {
  gateways: Gateways;
  /** Statements run in every new session, such as the one that creates the platform's catalog. */
  prelude: readonly string[];
  clock: Clock;
  log: Log;
  /** Clean sessions kept ready per engine. 0 turns the pool off. */
  poolSize: number;
}

/** While another one is ready, a new session waits until what the last one was taken for has had the gateway for itself. */
const refillAfterMs = 1_500;
/** Sessions older than this are not handed out: the gateway expires idle ones (10 minutes by default). */
const longestIdleMs = 240_000;

interface Warm {
  session: GatewaySession;
  openedMs: number;
}

/**
 * Opens sessions. Each is used once and closed by its user. A few clean ones are kept ready, because opening one and creating
 * the catalog takes longer than most statements; none is ever used twice.
 */
export class SessionSource {
  readonly #options: SessionSourceOptions;
  readonly #clients = new Map<string, { url: string; client: SqlGatewayClient }>();
  readonly #warm = new Map<string, Warm[]>();
  readonly #filling = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();

  constructor(options: SessionSourceOptions) {
    this.#options = options;
  }

  /** A clean session. Throws GATEWAY_UNAVAILABLE while the gateway is not up, and what `demand` of the gateways throws. */
  async open(engine: string, signal: AbortSignal): Promise<GatewaySession> {
    const { incarnation } = this.#gateway(engine);
    const pool = this.#warm.get(engine) ?? [];
    let found: GatewaySession | undefined;
    while (found === undefined && pool.length > 0) {
      const warm = pool.shift();
      if (warm === undefined) break;
      const isFresh = this.#options.clock.nowMs() - warm.openedMs < longestIdleMs;
      if (isFresh && warm.session.incarnation === incarnation) found = warm.session;
      else void warm.session.close();
    }
    const session = found ?? (await this.#openNew(engine, signal));
    this.#refill(engine, pool.length > 0 ? refillAfterMs : 0);
    return session;
  }

  /** Client and mark of the engine's gateway process as it is now. Throws as `open` does. */
  current(engine: string): { client: SqlGatewayClient; incarnation: string } {
    const { url, incarnation } = this.#gateway(engine);
    return { client: this.#clientFor(engine, url), incarnation };
  }

  /** Mark of the engine's gateway process; undefined while it is not up. Does not ask for one. */
  incarnation(engine: string): string | undefined {
    return this.#options.gateways.forEngine(engine).incarnation();
  }

  /** Fills the pool, so that the first user does not wait. Failures show when a session is asked for. */
  warmUp(engine: string): void {
    this.#refill(engine);
  }

  /** Closes the pool's sessions and all connections. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#filling.values());
    await Promise.all([...this.#warm.values()].flat().map(({ session }) => session.close()));
    this.#warm.clear();
    await Promise.all([...this.#clients.values()].map(({ client }) => client.close()));
    this.#clients.clear();
  }

  #gateway(engine: string): { url: string; incarnation: string } {
    const { gateways } = this.#options;
    gateways.demand?.(engine);
    const gateway = gateways.forEngine(engine);
    const url = gateway.url();
    const incarnation = gateway.incarnation();
    if (this.#closing.signal.aborted || url === undefined || incarnation === undefined) {
      throw new LiusuError('GATEWAY_UNAVAILABLE', `The SQL gateway of ${engine} is not up.`);
    }
    return { url, incarnation };
  }

  #clientFor(engine: string, url: string): SqlGatewayClient {
    const known = this.#clients.get(engine);
    if (known?.url === url) return known.client;
    const client = new SqlGatewayClient(url, () => this.#options.gateways.noteUse?.(engine));
    this.#clients.set(engine, { url, client });
    void known?.client.close();
    return client;
  }

  async #openNew(engine: string, signal: AbortSignal): Promise<GatewaySession> {
    const { client, incarnation } = this.current(engine);
    const handle = await client.openSession({}, { signal, timeoutMs: 60_000 });
    const session = new GatewaySession(client, handle, incarnation, this.#options.clock);
    try {
      for (const statement of this.#options.prelude) await session.run(statement, { signal });
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  }

  #refill(engine: string, afterMs = 0): void {
    const pool = this.#warm.get(engine) ?? [];
    this.#warm.set(engine, pool);
    if (this.#closing.signal.aborted || pool.length >= this.#options.poolSize || this.#filling.has(engine)) return;
    const filling = this.#fill(engine, pool, afterMs).finally(() => this.#filling.delete(engine));
    this.#filling.set(engine, filling);
  }

  async #fill(engine: string, pool: Warm[], afterMs: number): Promise<void> {
    if (afterMs > 0) await this.#options.clock.sleep(afterMs, this.#closing.signal);
    try {
      while (!this.#closing.signal.aborted && pool.length < this.#options.poolSize) {
        const session = await this.#openNew(engine, AbortSignal.timeout(60_000));
        pool.push({ session, openedMs: this.#options.clock.nowMs() });
      }
    } catch (error) {
      // The next one who needs a session opens it itself and gets the reason.
      this.#options.log.debug({ err: error, engine }, 'the pool of sessions could not be filled');
    }
  }
}

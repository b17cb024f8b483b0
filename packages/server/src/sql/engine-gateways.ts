/**
 * The gateways of a platform: that of its own engine, always up, and those of other engines, fetched and started when somebody needs
 * one and ended when nobody has for a while.
 *
 * A gateway is never ended under a submission: it must have been called by nobody for the whole pause (whoever waits for an answer
 * calls it several times a second), and no run may stand open whose attempt went through this very process.
 */
import type { ProcessInfo } from '@liusu/contract/cluster';
import { type EngineStage, engineStageText } from '@liusu/contract/engine-stage';

import type { GatewayProcess, OnDemandGateway } from '../drivers/driver.ts';
import type { Clock } from '../lib/clock.ts';
import { LiusuError, messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { words } from '../lib/words.ts';
import type { GatewayPlace, Gateways } from './gateways.ts';

export interface EngineGatewaysOptions {
  own: GatewayProcess;
  /** Throws ENGINE_UNKNOWN. */
  know(engine: string): void;
  /** Ids of all engines. */
  engines(): string[];
  /** The gateway of another engine, not started yet; absent on a platform process that runs no Flink. */
  create?: ((engine: string) => OnDemandGateway) | undefined;
  /** True while a run waits for the outcome of an attempt that went through the gateway process of this mark. */
  hasOpenAttempt(incarnation: string): Promise<boolean>;
  /** Called when a gateway has come or gone. */
  onChange(): void;
  clock: Clock;
  log: Log;
  /** Pause after the last call of a gateway that ends it. Default ten minutes: what lives in its sessions has expired by then too. */
  idleMs?: number;
}

type State =
  | { kind: 'absent' }
  | { kind: 'preparing'; stage: EngineStage; progress: string; work: Promise<void> }
  | { kind: 'up' }
  | { kind: 'failed'; error: unknown; atMs: number }
  | { kind: 'ending'; work: Promise<void> };

interface Entry {
  gateway: OnDemandGateway;
  state: State;
  usedMs: number;
}

const startTimeoutMs = 120_000;
const lookEveryMs = 30_000;
/** Whoever asks within this time after a failure hears of it; later questions try again. */
const failureHoldsMs = 15_000;

export class EngineGateways implements Gateways {
  readonly #options: EngineGatewaysOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #ending = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(options: EngineGatewaysOptions) {
    this.#options = options;
  }

  /** Takes over what an earlier life of the platform left running, and begins to look for gateways that nobody needs. */
  async start(): Promise<void> {
    const { own, create, engines, log, clock } = this.#options;
    if (create === undefined) return;
    for (const engine of engines()) {
      if (engine === own.engine || this.#entries.has(engine)) continue;
      const gateway = create(engine);
      try {
        if (!(await gateway.adopt())) continue;
      } catch (error) {
        // One more try when somebody needs it; the platform itself does not.
        log.error({ err: error, engine }, 'a gateway that was left running could not be taken over');
        continue;
      }
      log.info({ engine }, 'the gateway of another engine was taken over');
      this.#entries.set(engine, { gateway, state: { kind: 'up' }, usedMs: clock.nowMs() });
    }
    this.#loop = this.#lookForIdle();
  }

  forEngine(engine: string): GatewayPlace {
    if (engine === this.#options.own.engine) return this.#options.own;
    this.#options.know(engine);
    const entry = this.#entries.get(engine);
    return {
      url: () => (entry?.state.kind === 'up' ? entry.gateway.url() : undefined),
      incarnation: () => entry?.gateway.incarnation(),
    };
  }

  demand(engine: string): void {
    if (engine === this.#options.own.engine) return;
    const entry = this.#entryOf(engine);
    const nowMs = this.#options.clock.nowMs();
    entry.usedMs = nowMs;
    const { state } = entry;
    if (state.kind === 'up') return;
    if (state.kind === 'failed' && nowMs - state.atMs < failureHoldsMs) throw state.error;
    if (this.#ending.signal.aborted)
      throw new LiusuError('GATEWAY_UNAVAILABLE', words('平台正在停止。', 'The platform is ending.'));
    if (state.kind === 'absent' || state.kind === 'failed') this.#prepare(engine, entry);
    throw startingError(engine, entry.state);
  }

  noteUse(engine: string): void {
    const entry = this.#entries.get(engine);
    if (entry !== undefined) entry.usedMs = this.#options.clock.nowMs();
  }

  /** Processes of the gateways of other engines. */
  processes(): ProcessInfo[] {
    return [...this.#entries.values()].flatMap(({ gateway }) => gateway.processes());
  }

  /** Ends every process of another engine's. */
  async stop(): Promise<void> {
    await this.#close((gateway) => gateway.stop());
  }

  /** Leaves them running for the next life. What is being made ready is left as it is: half a start is ended by the next one. */
  async release(): Promise<void> {
    await this.#close((gateway) => gateway.release());
  }

  async #close(end: (gateway: OnDemandGateway) => Promise<void>): Promise<void> {
    this.#ending.abort();
    await this.#loop;
    for (const { gateway, state } of this.#entries.values()) {
      if (state.kind === 'preparing' || state.kind === 'ending') await state.work;
      await end(gateway);
    }
  }

  #entryOf(engine: string): Entry {
    const { know, create, clock } = this.#options;
    know(engine);
    if (create === undefined)
      throw new LiusuError(
        'GATEWAY_UNAVAILABLE',
        words(
          `平台的这个进程不运行 Flink，因此没有 ${engine}。`,
          `This process of the platform runs no Flink, and so none of ${engine}.`,
        ),
      );
    const known = this.#entries.get(engine);
    if (known !== undefined) return known;
    const entry: Entry = { gateway: create(engine), state: { kind: 'absent' }, usedMs: clock.nowMs() };
    this.#entries.set(engine, entry);
    return entry;
  }

  #prepare(engine: string, entry: Entry): void {
    const { clock, log, onChange } = this.#options;
    const { gateway } = entry;
    const preparing = { kind: 'preparing' as const, stage: 'FETCHING' as EngineStage, progress: '' };
    const work = async () => {
      try {
        await this.#unlessEnding(gateway.makeReady((progress) => (state.progress = progress)));
        Object.assign(state, { stage: 'STARTING', progress: '' });
        await gateway.start();
        await this.#unlessEnding(gateway.waitUntilAnswering(startTimeoutMs));
        entry.state = { kind: 'up' };
        entry.usedMs = clock.nowMs();
        log.info({ engine }, 'the gateway of another engine is up');
      } catch (error) {
        // At the platform's end a start goes on without us: the next life takes it over, or ends it.
        if (!this.#ending.signal.aborted) {
          log.error({ err: error, engine }, 'the gateway of another engine did not come up');
          await gateway.stop();
        }
        entry.state = { kind: 'failed', error, atMs: clock.nowMs() };
      } finally {
        onChange();
      }
    };
    const state: Extract<State, { kind: 'preparing' }> = { ...preparing, work: Promise.resolve() };
    entry.state = state;
    state.work = work();
    onChange();
  }

  async #unlessEnding(work: Promise<void>): Promise<void> {
    const { signal } = this.#ending;
    let stop: () => void = () => undefined;
    const ended = new Promise<never>((_, reject) => {
      stop = () => reject(new LiusuError('GATEWAY_UNAVAILABLE', words('平台正在停止。', 'The platform is ending.')));
      signal.addEventListener('abort', stop, { once: true });
    });
    try {
      if (signal.aborted) stop();
      await Promise.race([work, ended]);
    } finally {
      signal.removeEventListener('abort', stop);
      // Given up at the platform's end: nobody is left to hear of it.
      work.catch(() => undefined);
    }
  }

  async #lookForIdle(): Promise<void> {
    const { clock, log } = this.#options;
    const { signal } = this.#ending;
    for (;;) {
      await clock.sleep(lookEveryMs, signal);
      if (signal.aborted) return;
      for (const [engine, entry] of this.#entries) {
        try {
          if (await this.#isUnneeded(entry)) await this.#end(engine, entry);
        } catch (error) {
          log.warn({ engine, reason: messageOf(error) }, 'an idle gateway could not be ended, to be tried again');
        }
      }
    }
  }

  async #isUnneeded(entry: Entry): Promise<boolean> {
    if (!this.#isIdle(entry)) return false;
    const incarnation = entry.gateway.incarnation();
    if (incarnation !== undefined && (await this.#options.hasOpenAttempt(incarnation))) return false;
    // Somebody may have come in the meantime.
    return this.#isIdle(entry);
  }

  #isIdle({ state, usedMs }: Entry): boolean {
    return state.kind === 'up' && this.#options.clock.nowMs() - usedMs >= (this.#options.idleMs ?? 600_000);
  }

  /** From the first moment on nobody is given its address any more. */
  async #end(engine: string, entry: Entry): Promise<void> {
    const state: Extract<State, { kind: 'ending' }> = { kind: 'ending', work: entry.gateway.stop() };
    entry.state = state;
    try {
      await state.work;
      entry.state = { kind: 'absent' };
      this.#options.log.info({ engine }, 'the gateway of another engine was ended, as nobody needed it');
    } catch (error) {
      entry.state = { kind: 'up' };
      throw error;
    } finally {
      this.#options.onChange();
    }
  }
}

function startingError(engine: string, state: State): LiusuError {
  const stage: EngineStage = state.kind === 'preparing' ? state.stage : 'ENDING';
  const progress = state.kind === 'preparing' ? state.progress : '';
  const params = { engine, stage, progress, retryAfterS: 2 };
  const isKnown = progress !== '';
  const told = words(
    `${engineStageText({ params }, 'zh').title}${isKnown ? `：${progress}` : ''}。`,
    `${engineStageText({ params }, 'en').title}${isKnown ? `: ${progress}` : ''}.`,
  );
  return new LiusuError('ENGINE_STARTING', told, { params });
}

import { beforeEach, describe, expect, it } from 'vitest';

import type { GatewayProcess, OnDemandGateway } from '../drivers/driver.ts';
import { VirtualClock } from '../jobs/model/virtual-clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { silentLog } from '../lib/log.ts';
import { EngineGateways } from './engine-gateways.ts';

const minute = 60_000;

/** A gateway whose process takes its time, in the clock's time. */
class ScriptedGateway implements OnDemandGateway {
  readonly engine = 'flink-1.20';
  readonly calls: string[] = [];
  readonly #clock: VirtualClock;
  leftover = false;
  failure: Error | undefined;
  life = 0;
  #isUp = false;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }
  async adopt(): Promise<boolean> {
    if (this.leftover) await this.start();
    return this.leftover;
  }
  async makeReady(say: (progress: string) => void): Promise<void> {
    say('flink.tar.gz 1 / 2 MiB');
    await this.#clock.sleep(5 * minute);
    if (this.failure !== undefined) throw this.failure;
  }
  async start(): Promise<void> {
    this.calls.push('start');
    this.life += 1;
    this.#isUp = true;
  }
  async waitUntilAnswering(): Promise<void> {
    await this.#clock.sleep(10_000);
  }
  url = () => (this.#isUp ? `http://gateway/${this.life}` : undefined);
  incarnation = () => (this.#isUp ? `boot:${this.life}:1` : undefined);
  processes = () => [];
  async stop(): Promise<void> {
    this.calls.push('stop');
    await this.#clock.sleep(2_000);
    this.#isUp = false;
  }
  async release(): Promise<void> {
    this.calls.push('release');
  }
}

let clock: VirtualClock;
let side: ScriptedGateway;
let openAttempts: string[];
let gateways: EngineGateways;

beforeEach(() => {
  clock = new VirtualClock();
  side = new ScriptedGateway(clock);
  openAttempts = [];
  gateways = gatewaysWith(() => side);
});

function gatewaysWith(create: (() => OnDemandGateway) | undefined) {
  return new EngineGateways({
    own: { engine: 'flink-2.2', url: () => 'http://own', incarnation: () => 'own' } as GatewayProcess,
    know: (engine) => {
      if (engine !== 'flink-1.20') throw new LiusuError('ENGINE_UNKNOWN', `no file of ${engine}`);
    },
    engines: () => ['flink-2.2', 'flink-1.20'],
    create,
    hasOpenAttempt: async (incarnation) => openAttempts.includes(incarnation),
    onChange: () => undefined,
    clock,
    log: silentLog(),
    idleMs: 10 * minute,
  });
}

const url = () => gateways.forEngine('flink-1.20').url();

/** What asking for the gateway is answered with. */
function demand(): { code: string; stage?: unknown; progress?: unknown } | undefined {
  try {
    gateways.demand('flink-1.20');
    return undefined;
  } catch (error) {
    if (!(error instanceof LiusuError)) throw error;
    const { stage, progress } = error.details.params ?? {};
    return { code: error.code, stage, progress };
  }
}

async function bringUp(): Promise<void> {
  demand();
  await clock.run(6 * minute);
  expect(url()).toBe('http://gateway/1');
}

describe('the gateway of another engine', () => {
  it('tells in both languages what is being done', async () => {
    demand();
    await clock.run(minute);
    expect(() => gateways.demand('flink-1.20')).toThrow(
      expect.objectContaining({
        message: 'Making the engine flink-1.20 complete; it is downloaded at first use only: flink.tar.gz 1 / 2 MiB.',
        zh: '正在备齐引擎 flink-1.20（仅首次需要下载）：flink.tar.gz 1 / 2 MiB。',
      }) as Error,
    );
    await clock.run(6 * minute);
  });

  it('is fetched and started when it is asked for, and tells how far that is', async () => {
    await gateways.start();
    expect(url()).toBeUndefined();

    expect(demand()).toMatchObject({ code: 'ENGINE_STARTING', stage: 'FETCHING' });
    await clock.run(minute);
    expect(demand()).toEqual({ code: 'ENGINE_STARTING', stage: 'FETCHING', progress: 'flink.tar.gz 1 / 2 MiB' });
    await clock.run(4 * minute + 1_000);
    expect(demand()).toEqual({ code: 'ENGINE_STARTING', stage: 'STARTING', progress: '' });
    expect(url()).toBeUndefined();
    await clock.run(minute);

    expect(demand()).toBeUndefined();
    expect(url()).toBe('http://gateway/1');
    expect(side.calls).toEqual(['start']);
  });

  it('is not started by a look alone, and is refused for a name that means nothing', async () => {
    await gateways.start();
    expect(gateways.forEngine('flink-1.20').incarnation()).toBeUndefined();
    expect(gateways.forEngine('flink-2.2').url()).toBe('http://own');
    gateways.demand('flink-2.2');
    await clock.run(20 * minute);

    expect(side.calls).toEqual([]);
    for (const ask of [() => gateways.demand('flink-9'), () => gateways.forEngine('flink-9')])
      expect(ask).toThrow(expect.objectContaining({ code: 'ENGINE_UNKNOWN' }));
  });

  it('is ended after a pause in which nobody called it, and started again when it is needed', async () => {
    await gateways.start();
    await bringUp();
    for (let passed = 0; passed < 30; passed += 5) {
      await clock.run(5 * minute);
      gateways.noteUse('flink-1.20');
    }
    expect(side.calls).toEqual(['start']);

    await clock.run(11 * minute);
    expect(side.calls).toEqual(['start', 'stop']);
    expect(url()).toBeUndefined();
    demand();
    await clock.run(6 * minute);
    expect(url()).toBe('http://gateway/2');
  });

  it('stays while a run waits for the outcome of an attempt that went through it', async () => {
    await gateways.start();
    await bringUp();
    openAttempts = ['boot:1:1'];
    await clock.run(60 * minute);
    expect(side.calls).toEqual(['start']);

    openAttempts = ['boot:0:1'];
    await clock.run(2 * minute);
    expect(side.calls).toEqual(['start', 'stop']);
  });

  it('gives its address to nobody from the moment it is being ended', async () => {
    await gateways.start();
    await bringUp();
    while (!side.calls.includes('stop')) await clock.run(1_000);

    expect(side.url()).toBe('http://gateway/1');
    expect(url()).toBeUndefined();
    expect(demand()).toMatchObject({ code: 'ENGINE_STARTING', stage: 'ENDING' });
    await clock.run(3_000);
    expect(demand()).toMatchObject({ code: 'ENGINE_STARTING', stage: 'FETCHING' });
  });

  it('tells what went wrong for a while, then tries again', async () => {
    await gateways.start();
    side.failure = new LiusuError('DOWNLOAD_FAILED', 'no network');
    demand();
    await clock.run(5 * minute + 3_000);
    expect(demand()?.code).toBe('DOWNLOAD_FAILED');
    expect(side.calls).toEqual(['stop']);

    side.failure = undefined;
    await clock.run(15_000);
    expect(demand()).toMatchObject({ code: 'ENGINE_STARTING', stage: 'FETCHING' });
    await clock.run(6 * minute);
    expect(demand()).toBeUndefined();
  });

  it('is taken over when it outlived the platform, left running by its end, and ended by `down`', async () => {
    side.leftover = true;
    await gateways.start();
    expect(url()).toBe('http://gateway/1');
    await gateways.release();
    expect(side.calls).toEqual(['start', 'release']);
    expect(() => gateways.demand('flink-1.20')).not.toThrow();

    const next = gatewaysWith(() => side);
    await next.start();
    const ended = next.stop();
    await clock.run(minute);
    await ended;
    expect(side.calls.at(-1)).toBe('stop');
  });

  it('is not waited for by the end of the platform while it is being fetched', async () => {
    await gateways.start();
    demand();
    await clock.run(1_000);
    await gateways.release();

    expect(side.calls).toEqual(['release']);
    expect(demand()?.code).toBe('GATEWAY_UNAVAILABLE');
  });

  it('is nowhere on a process that runs no Flink', async () => {
    gateways = gatewaysWith(undefined);
    await gateways.start();
    expect(url()).toBeUndefined();
    expect(demand()?.code).toBe('GATEWAY_UNAVAILABLE');
  });
});

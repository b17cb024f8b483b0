import { expect, it } from 'vitest';

import { electByHeartbeat, electByLock, heartbeatMs, silenceMs, type Channel, type Timers } from './leader.ts';

/** Tabs of one browser: each hears the others, never itself; time moves by hand. */
class FakeBrowser {
  #now = 0;
  readonly #listeners = new Map<object, Set<(event: { data: unknown }) => void>>();
  readonly #ticks = new Set<() => void>();
  readonly leading = new Set<string>();

  open(id: string) {
    const owner = {};
    const own = new Set<(event: { data: unknown }) => void>();
    this.#listeners.set(owner, own);
    const channel: Channel = {
      postMessage: (data) => {
        for (const [other, listeners] of this.#listeners)
          if (other !== owner) for (const hear of listeners) hear({ data });
      },
      addEventListener: (_, listener) => void own.add(listener),
      removeEventListener: (_, listener) => void own.delete(listener),
    };
    let tick: (() => void) | undefined;
    const timers: Timers = {
      now: () => this.#now,
      setInterval: (run) => {
        tick = run;
        this.#ticks.add(run);
        return run;
      },
      clearInterval: (handle) => void this.#ticks.delete(handle as () => void),
    };
    const election = electByHeartbeat(channel, timers, id, (leads) => {
      if (leads) this.leading.add(id);
      else this.leading.delete(id);
    });
    return {
      close: () => {
        election.stop();
        this.leading.delete(id);
      },
      crash: () => {
        own.clear();
        if (tick !== undefined) this.#ticks.delete(tick);
        this.leading.delete(id);
      },
    };
  }

  pass(ms: number): void {
    for (let passed = 0; passed < ms; passed += heartbeatMs) {
      this.#now += heartbeatMs;
      for (const tick of [...this.#ticks]) tick();
    }
  }
}

it('has one leader among many tabs', () => {
  const browser = new FakeBrowser();
  for (const id of ['c', 'a', 'b', 'd', 'e', 'f', 'g']) browser.open(id);

  browser.pass(silenceMs * 4);

  expect(browser.leading.size).toBe(1);
});

it.each(['close', 'crash'] as const)('hands over when the leader does %s', (ending) => {
  const browser = new FakeBrowser();
  const first = browser.open('a');
  browser.pass(silenceMs * 2);
  browser.open('b');
  browser.pass(silenceMs * 2);
  expect([...browser.leading]).toEqual(['a']);

  first[ending]();
  browser.pass(silenceMs * 2);

  expect([...browser.leading]).toEqual(['b']);
});

it('holds the lock until stopped, and a tab that waits leads afterwards', async () => {
  const led: string[] = [];
  let free = Promise.resolve();
  const locks = {
    request: (_name: string, _options: { signal: AbortSignal }, hold: () => Promise<void>) => {
      const turn = free.then(hold);
      free = turn;
      return turn;
    },
  };
  const first = electByLock(locks, () => led.push('first'));
  const second = electByLock(locks, () => led.push('second'));
  await Promise.resolve();
  await Promise.resolve();
  expect(led).toEqual(['first']);

  first.stop();

  await expect.poll(() => led).toEqual(['first', 'second']);
  second.stop();
});

import { describe, expect, it } from 'vitest';

import { RemoteDriver } from './remote-driver.ts';

function aClock() {
  let nowMs = 1_000_000;
  const slept: number[] = [];
  const sleep = (ms: number) => {
    slept.push(ms);
    nowMs += ms;
    return Promise.resolve();
  };
  return { nowMs: () => nowMs, sleep, slept, advance: (ms: number) => (nowMs += ms) };
}

const stateRoot = { checkpoints: 's3://bucket/checkpoints', savepoints: 's3://bucket/savepoints' };

describe('RemoteDriver', () => {
  it('has an endpoint between start and stop, without a trailing slash', async () => {
    const auth = { kind: 'none' } as const;
    const driver = new RemoteDriver({ restUrl: 'http://flink.example:8081/', auth, stateRoot, clock: aClock() });
    expect(driver.endpoint()).toBeUndefined();
    await driver.start();
    expect(driver.endpoint()).toEqual({ url: 'http://flink.example:8081' });
    await driver.stop();
    expect(driver.endpoint()).toBeUndefined();
  });

  it.each([
    [{ kind: 'basic', user: 'ann', password: 'p:w' } as const, 'Basic YW5uOnA6dw=='],
    [{ kind: 'bearer', token: 'abc' } as const, 'Bearer abc'],
  ])('proves who it is: %o', async (auth, authorization) => {
    const options = {
      restUrl: 'https://flink.example',
      auth,
      stateRoot,
      clock: aClock(),
      caPem: 'PEM',
      tlsInsecure: true,
    };
    const driver = new RemoteDriver(options);
    await driver.start();
    expect(driver.endpoint()).toEqual({ url: 'https://flink.example', authorization, caPem: 'PEM', tlsInsecure: true });
  });

  it('waits the heartbeat time-out and a margin for a lost incarnation, counted once', async () => {
    const clock = aClock();
    const auth = { kind: 'none' } as const;
    const options = { restUrl: 'http://flink.example', auth, stateRoot, clock, heartbeatTimeoutMs: 20_000 };
    const driver = new RemoteDriver(options);
    await driver.fenceOff('old');
    expect(clock.slept).toEqual([35_000]);
    await driver.fenceOff('old');
    expect(clock.slept).toEqual([35_000]);
    await driver.fenceOff('other');
    expect(clock.slept).toEqual([35_000, 35_000]);
  });

  it('claims no evidence from absence', () => {
    const driver = new RemoteDriver({ restUrl: 'http://f', auth: { kind: 'none' }, stateRoot, clock: aClock() });
    expect(driver.capabilities).toEqual({ managed: false, absenceIsEvidence: false });
  });
});

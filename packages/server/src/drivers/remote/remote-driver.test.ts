import { describe, expect, it } from 'vitest';

import { LiusuError } from '../../lib/errors.ts';
import { parseDurationMs } from '../../flink/duration.ts';
import { RemoteDriver, stateRootOf } from './remote-driver.ts';

function aClock() {
  let nowMs = 1_000_000;
  const slept: number[] = [];
  const sleep = (ms: number) => {
    slept.push(ms);
    nowMs += ms;
    return Promise.resolve();
  };
  return { nowMs: () => nowMs, sleep, slept };
}

const endpoint = { url: 'https://flink.example', authorization: 'Bearer abc' };
const config = { 'heartbeat.timeout': '20 s', 'execution.checkpointing.dir': 's3://bucket/checkpoints/' };

function aDriver(more: { readConfig?: () => Promise<Record<string, string>>; clock?: ReturnType<typeof aClock> } = {}) {
  return new RemoteDriver({
    name: 'lake',
    endpoint,
    readConfig: () => Promise.resolve(config),
    clock: aClock(),
    ...more,
  });
}

describe('RemoteDriver', () => {
  it('has an endpoint between start and stop', async () => {
    const driver = aDriver();
    expect(driver.endpoint()).toBeUndefined();
    await driver.start();
    expect(driver.endpoint()).toBe(endpoint);
    await driver.stop();
    expect(driver.endpoint()).toBeUndefined();
  });

  it('keeps state where the cluster does', async () => {
    const driver = aDriver();
    await driver.start();
    expect(driver.stateRoot()).toEqual({
      checkpoints: 's3://bucket/checkpoints',
      savepoints: 's3://bucket/checkpoints',
    });
  });

  it('starts although the cluster does not answer, says why it knows no folder, and learns it later', async () => {
    const clock = aClock();
    let isUp = false;
    const readConfig = () =>
      isUp ? Promise.resolve(config) : Promise.reject(new LiusuError('FLINK_UNREACHABLE', 'nobody answers'));
    const driver = aDriver({ readConfig, clock });
    await driver.start();
    expect(() => driver.stateRoot()).toThrow('nobody answers');
    isUp = true;
    await clock.sleep(5000);
    expect(() => driver.stateRoot()).toThrow('nobody answers');
    await driver.stop();
    expect(driver.stateRoot().checkpoints).toBe('s3://bucket/checkpoints');
  });

  it('waits the heartbeat time-out and a margin for a lost incarnation, counted once', async () => {
    const clock = aClock();
    const driver = aDriver({ clock });
    await driver.start();
    await driver.fenceOff('old');
    expect(clock.slept).toEqual([35_000]);
    await driver.fenceOff('old');
    expect(clock.slept).toEqual([35_000]);
    await driver.fenceOff('other');
    expect(clock.slept).toEqual([35_000, 35_000]);
  });

  it('claims no evidence from absence', () => {
    expect(aDriver().capabilities).toEqual({ managed: false, absenceIsEvidence: false });
  });
});

describe('the configuration of a cluster', () => {
  it('names folders under old and new keys', () => {
    const old = { 'state.checkpoints.dir': 'hdfs:///c', 'state.savepoints.dir': 'hdfs:///s' };
    expect(stateRootOf(old)).toEqual({ checkpoints: 'hdfs:///c', savepoints: 'hdfs:///s' });
    expect(stateRootOf({})).toBeUndefined();
  });

  it.each([
    ['50 s', 50_000],
    ['2min', 120_000],
    ['50000', 50_000],
    ['7 moons', undefined],
    [undefined, undefined],
  ])('has the duration %s of %s ms', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });
});

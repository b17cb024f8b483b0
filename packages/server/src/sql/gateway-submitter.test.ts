/** When an attempt counts as dead. What is submitted, and how, is tested on real Flink. */
import { beforeEach, describe, expect, test } from 'vitest';

import type { SqlGatewayClient } from '../flink/sql-gateway-client.ts';
import { VirtualClock } from '../jobs/model/virtual-clock.ts';
import { silentLog } from '../lib/log.ts';
import type { ProcessFate } from '../lib/process-fate.ts';
import { GatewaySubmitter } from './gateway-submitter.ts';
import type { SessionSource } from './gateways.ts';
import { lateRequestMs } from './session-properties.ts';

const attempt = { gatewayIncarnation: 'b1:7:100', sessionHandle: 's' };

describe('an attempt of unknown outcome', () => {
  let clock: VirtualClock;
  let fate: ProcessFate;
  /** Mark of the gateway that is up. */
  let up: string | undefined;
  let closed: string[];
  let submitter: GatewaySubmitter;

  beforeEach(() => {
    clock = new VirtualClock();
    fate = 'alive';
    up = attempt.gatewayIncarnation;
    closed = [];
    const client = {
      closeSession: async (handle: string) => closed.push(handle) > 0,
    } as unknown as SqlGatewayClient;
    const sessions = {
      incarnation: () => up,
      current: () => ({ client, incarnation: up }),
    } as unknown as SessionSource;
    const paths = { allowed: [], denied: [] };
    const common = { sessions, resolveJars: async () => [], paths, clock, log: silentLog() };
    submitter = new GatewaySubmitter({ ...common, fateOf: () => fate });
  });
  const prove = () => submitter.proveDead(attempt, 'flink-2.2');

  test('is dead once its session was closed and nothing can be on its way any more', async () => {
    expect(await prove()).toBe('open');
    await clock.run(lateRequestMs - 1_000);
    expect(await prove()).toBe('open');
    await clock.run(1_000);
    expect(await prove()).toBe('dead');
    expect(closed).toEqual(['s']);
  });

  test('is dead with its gateway process, whether another is up or not', async () => {
    fate = 'gone';
    up = undefined;
    expect(await prove()).toBe('dead');
    up = 'b1:8:200';
    expect(await prove()).toBe('dead');
  });

  test('is not dead because another gateway is up: the old process still runs', async () => {
    up = 'b1:8:200';
    expect(await prove()).toBe('open');
    expect(closed).toEqual([]);
  });

  test('of a process that cannot be seen from here proves nothing', async () => {
    fate = 'unknown';
    up = 'b2:8:200';
    expect(await prove()).toBe('unprovable');
  });
});

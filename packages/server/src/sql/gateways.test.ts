import { describe, expect, it } from 'vitest';

import type { GatewayProcess } from '../drivers/driver.ts';
import { LiusuError } from '../lib/errors.ts';
import { onlyGateway } from './gateways.ts';

describe('the gateway of a platform with one engine', () => {
  const gateway = { engine: 'flink-2.2' } as GatewayProcess;
  const gateways = onlyGateway(gateway, 'flink-2.2', (engine) => {
    if (engine !== 'flink-1.20') throw new LiusuError('ENGINE_UNKNOWN', `no file of ${engine}`);
  });

  it('is that of its engine', () => {
    expect(gateways.forEngine('flink-2.2')).toBe(gateway);
  });

  it.each([
    ['flink-1.20', 'ENGINE_NOT_HERE', 'this platform runs flink-2.2, not flink-1.20'],
    ['flink-9', 'ENGINE_UNKNOWN', 'no file of flink-9'],
  ])('refuses %s with %s', (engine, code, message) => {
    expect(() => gateways.forEngine(engine)).toThrow(expect.objectContaining({ code, message }));
  });
});

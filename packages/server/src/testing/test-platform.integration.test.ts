/** A platform that ends while a test waits for it fails the test at once, with what it said. */
import { describe, expect, it } from 'vitest';

import { TestPlatform } from './test-platform.ts';

// Far below the time that a start may take.
const atOnceMs = 30_000;

describe('the platform of a test', () => {
  it('tells why it ended, as soon as it has', { timeout: atOnceMs }, async () => {
    const start = TestPlatform.start('flink-2.2', { environment: { LIUSU_PORT: 'no port' } });

    await expect(start).rejects.toThrow(/ended \(\d+\) and said last:[\s\S]*LIUSU_PORT/);
  });

  it('says so too when it was killed', { timeout: atOnceMs }, async () => {
    const environment = { NODE_OPTIONS: '--max-old-space-size=1' };

    await expect(TestPlatform.start('flink-2.2', { environment })).rejects.toThrow(/ended \(SIG\w+\) and said last:/);
  });
});

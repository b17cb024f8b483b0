import { describe, expect, it } from 'vitest';

import { freeDiskBytes, parseCpuMax, parseMemoryMax, readMachine } from './machine.ts';

describe('limits of a container', () => {
  it('count processors in parts', () => {
    expect(parseCpuMax('150000 100000\n')).toBe(1.5);
    expect(parseCpuMax('max 100000\n')).toBeUndefined();
    expect(parseCpuMax(undefined)).toBeUndefined();
  });

  it('count memory in bytes', () => {
    expect(parseMemoryMax('1073741824\n')).toBe(1024 ** 3);
    expect(parseMemoryMax('max\n')).toBeUndefined();
    expect(parseMemoryMax(undefined)).toBeUndefined();
  });
});

describe('this machine', () => {
  it('has a platform, processors, memory and, for a folder not made yet, a disk', async () => {
    const machine = readMachine();
    expect(machine.platform).toMatch(/^\w+-\w+$/);
    expect(machine.cores).toBeGreaterThanOrEqual(1);
    expect(machine.memoryBytes).toBeGreaterThan(100_000_000);
    expect(await freeDiskBytes('/tmp/not/made/yet')).toBeGreaterThan(0);
  });
});

import { describe, expect, it } from 'vitest';

import { processBytesOf, sizeProcesses } from './memory.ts';

const gib = 1024 ** 3;

describe('sizeProcesses', () => {
  it.each([4, 8, 16, 24, 64])('leaves most of %d GiB to the rest of the machine', (memoryGib) => {
    const { taskManager, jobManager, gateway } = sizeProcesses(memoryGib * gib);
    const jobManagerBytes = Object.values(jobManager).reduce((sum, bytes) => sum + bytes, 0);
    const total = processBytesOf(taskManager) + jobManagerBytes + gateway.heapBytes + gateway.metaspaceBytes;
    expect(total).toBeLessThan(0.97 * memoryGib * gib);
    if (memoryGib >= 16) expect(total).toBeLessThan(0.4 * memoryGib * gib);
  });

  it('gives more heap to more memory, within bounds, and always 512 MiB of metaspace', () => {
    const heaps = [2, 8, 16, 128].map((size) => sizeProcesses(size * gib).taskManager.taskHeapBytes / 1024 ** 2);
    expect(heaps).toEqual([512, 819, 1638, 2048]);
    expect(sizeProcesses(2 * gib).taskManager.metaspaceBytes).toBe(gib / 2);
  });

  it('has 8 slots unless told otherwise', () => {
    expect([sizeProcesses(8 * gib).slots, sizeProcesses(8 * gib, 3).slots]).toEqual([8, 3]);
  });
});

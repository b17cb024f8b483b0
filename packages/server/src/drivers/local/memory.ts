/**
 * How much memory each process of the local engine gets: a part of the machine, so that a laptop stays usable. Pure. The shares
 * are spelled out in Flink's fine-grained options, hence no process has to be started to ask Flink for them.
 */
const mib = 1024 * 1024;

export interface TaskManagerMemory {
  frameworkHeapBytes: number;
  taskHeapBytes: number;
  frameworkOffHeapBytes: number;
  taskOffHeapBytes: number;
  networkBytes: number;
  managedBytes: number;
  metaspaceBytes: number;
  overheadBytes: number;
}

export interface LocalSizing {
  slots: number;
  jobManager: { heapBytes: number; offHeapBytes: number; metaspaceBytes: number; overheadBytes: number };
  taskManager: TaskManagerMemory;
  gateway: { heapBytes: number; metaspaceBytes: number };
}

/** `memoryBytes`: of the machine or its container. `slots`: task slots of the one TaskManager, 8 by default. */
export function sizeProcesses(memoryBytes: number, slots = 8): LocalSizing {
  // About a tenth of the machine is the TaskManager's heap: 0.75 GiB on 8 GiB, 2 GiB from 20 GiB on.
  const taskHeapMib = clamp(memoryBytes / mib / 10, 512, 2048);
  const isSmall = memoryBytes < 6144 * mib;
  return {
    slots,
    jobManager: {
      heapBytes: (isSmall ? 320 : 512) * mib,
      offHeapBytes: 64 * mib,
      metaspaceBytes: 256 * mib,
      overheadBytes: 128 * mib,
    },
    taskManager: {
      frameworkHeapBytes: 128 * mib,
      taskHeapBytes: taskHeapMib * mib,
      frameworkOffHeapBytes: 128 * mib,
      taskOffHeapBytes: 64 * mib,
      networkBytes: (isSmall ? 96 : 160) * mib,
      managedBytes: clamp(memoryBytes / mib / 32, 128, 512) * mib,
      // Class loaders of per-job jars collect here; 256 MiB, Flink's default, was seen to overflow.
      metaspaceBytes: 512 * mib,
      overheadBytes: 192 * mib,
    },
    gateway: { heapBytes: (isSmall ? 384 : 768) * mib, metaspaceBytes: 512 * mib },
  };
}

/** For the gateway of an engine that is not the platform's own: it checks and submits now and then, beside the own one. */
export function sizeSideGateway(memoryBytes: number): LocalSizing['gateway'] {
  return { heapBytes: (memoryBytes < 6144 * mib ? 256 : 448) * mib, metaspaceBytes: 384 * mib };
}

/** All of a TaskManager's memory: `taskmanager.memory.process.size`. */
export function processBytesOf(memory: TaskManagerMemory): number {
  return Object.values(memory as unknown as Record<string, number>).reduce((sum, bytes) => sum + bytes, 0);
}

function clamp(value: number, low: number, high: number): number {
  return Math.round(Math.min(high, Math.max(low, value)));
}

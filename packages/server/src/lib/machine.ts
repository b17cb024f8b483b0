/** What the machine offers: processors, memory, disk. Limits of a container (cgroup v2) count, not the host's figures. */
import { existsSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { arch, availableParallelism, totalmem } from 'node:os';
import { dirname } from 'node:path';

export interface Machine {
  /** As the engine files name it: `linux-x64`, `linux-arm64`, `darwin-x64`, `darwin-arm64`. */
  platform: string;
  /** At least 1; a fraction when a container limits it. */
  cores: number;
  memoryBytes: number;
}

export function readMachine(): Machine {
  return {
    platform: `${process.platform}-${arch()}`,
    cores: Math.max(1, Math.min(availableParallelism(), parseCpuMax(readLimit('/sys/fs/cgroup/cpu.max')) ?? Infinity)),
    memoryBytes: Math.min(totalmem(), parseMemoryMax(readLimit('/sys/fs/cgroup/memory.max')) ?? Infinity),
  };
}

/** Cores of `cpu.max` ("200000 100000"); undefined when unlimited or unreadable. */
export function parseCpuMax(text: string | undefined): number | undefined {
  const [quota, period] = (text ?? '').trim().split(/\s+/).map(Number);
  if (quota === undefined || period === undefined || !(quota > 0) || !(period > 0)) return undefined;
  return quota / period;
}

/** Bytes of `memory.max`; undefined when unlimited ("max") or unreadable. */
export function parseMemoryMax(text: string | undefined): number | undefined {
  const bytes = Number((text ?? '').trim() || 'max');
  return bytes > 0 ? bytes : undefined;
}

/** Bytes an ordinary user may still write where `folder` is or will be created. */
export async function freeDiskBytes(folder: string): Promise<number> {
  let existing = folder;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  return bavail * bsize;
}

function readLimit(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

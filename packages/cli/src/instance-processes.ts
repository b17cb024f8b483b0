/**
 * The processes of one data folder. They are known three ways, because any of the writers may have been killed at any moment:
 * records in `<data>/run/*.json` (pid, start time, boot id), the guard's command line, and the mark `-Dliusu.instance=` that
 * engine processes carry. A process is signalled only after its identity was read and found to be ours.
 */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { ProcessInfo } from '@liusu/contract/cluster';
import { instanceMark } from '@liusu/server/src/drivers/local/local-folders.ts';
import { type DataFolder, readFileIfPresent } from '@liusu/server/src/lib/data-folder.ts';
import { isAlive, type ProcessIdentity, type ProcessTable } from '@liusu/server/src/lib/process-identity.ts';

import { guardMark } from './guard.ts';
import { until } from './until.ts';

export interface InstanceProcess {
  name: string;
  role: ProcessInfo['role'];
  identity: ProcessIdentity;
}

/** Every living process of the data folder: guard first, then the platform, then the engine's. */
export function findInstanceProcesses(folder: DataFolder, table: ProcessTable): InstanceProcess[] {
  const found = new Map<number, InstanceProcess>();
  const add = (pid: number, name: string, role: ProcessInfo['role']) => {
    const identity = table.identify(pid);
    if (identity !== undefined && !found.has(pid)) found.set(pid, { name, role, identity });
  };
  for (const pid of table.findByCommandLine(guardMark(folder.root))) add(pid, 'guard', 'guard');
  for (const record of readRecords(folder.run)) {
    if (isAlive(table, record.identity) && !found.has(record.identity.pid)) found.set(record.identity.pid, record);
  }
  for (const pid of table.findByCommandLine(instanceMark(folder.root))) {
    const line = table.commandLine(pid) ?? '';
    const name = /-Dliusu\.process=(\S+)/.exec(line)?.[1];
    add(pid, name ?? roleOfCommandLine(line), roleOfCommandLine(line));
  }
  const order: ProcessInfo['role'][] = ['guard', 'platform', 'gateway', 'jobmanager', 'taskmanager'];
  return [...found.values()].sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
}

function roleOfCommandLine(commandLine: string): ProcessInfo['role'] {
  if (commandLine.includes('TaskManagerRunner')) return 'taskmanager';
  if (commandLine.includes('SqlGateway')) return 'gateway';
  return 'jobmanager';
}

function readRecords(runFolder: string): InstanceProcess[] {
  let names: string[];
  try {
    names = readdirSync(runFolder).filter((name) => /\.(json|lock)$/.test(name) && !name.startsWith('.'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return names.flatMap((name) => {
    const identity = parseIdentity(readFileIfPresent(join(runFolder, name)));
    const word = basename(name).replace(/\.(json|lock)$/, '');
    return identity === undefined ? [] : [{ name: word, role: roleOfRecord(word), identity }];
  });
}

function roleOfRecord(word: string): ProcessInfo['role'] {
  for (const role of ['taskmanager', 'gateway', 'jobmanager'] as const) if (word.includes(role)) return role;
  return 'platform';
}

/** A record may be cut short or of another kind: then it names no process. */
function parseIdentity(text: string | undefined): ProcessIdentity | undefined {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const record = (value as { identity?: unknown } | null)?.identity ?? value;
  const { pid, startTime, bootId } = (record ?? {}) as Partial<ProcessIdentity>;
  if (typeof pid !== 'number' || typeof startTime !== 'string' || typeof bootId !== 'string') return undefined;
  return { pid, startTime, bootId };
}

/**
 * Ends processes and returns when they are gone: asks first, then, after `graceMs`, kills. The guard goes before the platform,
 * else it would start it again; the platform before the engine, else it would repair it.
 */
export async function endProcesses(processes: InstanceProcess[], table: ProcessTable, graceMs: number): Promise<void> {
  const groups = [
    processes.filter(({ role }) => role === 'guard'),
    processes.filter(({ role }) => role === 'platform'),
    processes.filter(({ role }) => role !== 'guard' && role !== 'platform'),
  ];
  for (const [index, group] of groups.entries()) {
    // The guard waits for its platform when asked; nothing is lost by killing it.
    if (index > 0) for (const { identity } of group) signal(identity, 'SIGTERM', table);
    if (index > 0) await gone(group, table, graceMs);
    for (const { identity } of group) signal(identity, 'SIGKILL', table);
    await gone(group, table, 10_000);
  }
}

function signal(identity: ProcessIdentity, name: 'SIGTERM' | 'SIGKILL', table: ProcessTable): void {
  if (!isAlive(table, identity)) return;
  try {
    process.kill(identity.pid, name);
  } catch (error) {
    // It ended between the look and the call.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function gone(group: InstanceProcess[], table: ProcessTable, waitMs: number): Promise<void> {
  const deadlineMs = performance.now() + waitMs;
  await until(
    () =>
      group.every(({ identity }) => !isAlive(table, identity)) || performance.now() > deadlineMs ? true : undefined,
    { everyMs: 100 },
  );
}

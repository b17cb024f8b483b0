/**
 * Who a process is, beyond its number. A pid is reused; pid, start time and boot id together are not, so that a process noted
 * by an earlier life of the platform is recognised, and no stranger is ever signalled.
 */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessIdentity {
  pid: number;
  /** Opaque, comparable only with another reading on the same machine (Linux: clock ticks since boot). */
  startTime: string;
  bootId: string;
}

/** Runs a command and returns its standard output; undefined when it fails. Given by the caller: this file spawns nothing. */
export type RunForOutput = (command: string, args: string[]) => string | undefined;

export interface ProcessTable {
  /** Identity of a living process; undefined when there is none of this number (a zombie counts as none). */
  identify(pid: number): ProcessIdentity | undefined;
  /** Resident memory in bytes; undefined when the process is gone. */
  rssBytes(pid: number): number | undefined;
  /** Pids of living processes with `text` in their command line. */
  findByCommandLine(text: string): number[];
  /** Full command line, words joined by blanks; undefined when the process is gone. */
  commandLine(pid: number): string | undefined;
}

/** True when the very process of `identity` is alive. */
export function isAlive(table: ProcessTable, identity: ProcessIdentity): boolean {
  return sameIdentity(table.identify(identity.pid), identity);
}

export function sameIdentity(left: ProcessIdentity | undefined, right: ProcessIdentity): boolean {
  return (
    left !== undefined && left.pid === right.pid && left.startTime === right.startTime && left.bootId === right.bootId
  );
}

/** One word for an identity: `<boot id>:<pid>:<start time>`. */
export function markOf(identity: ProcessIdentity): string {
  return `${identity.bootId}:${identity.pid}:${identity.startTime}`;
}

/** Start time (field 22) and state (field 3) of `/proc/<pid>/stat`. The name in parentheses may hold blanks and parentheses. */
export function parseProcStat(text: string): { state: string; startTime: string } | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  const startTime = fields[19];
  return state === undefined || startTime === undefined ? undefined : { state, startTime };
}

/** VmRSS of `/proc/<pid>/status`, in bytes. */
export function parseProcRss(text: string): number | undefined {
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(text);
  return match?.[1] === undefined ? undefined : Number(match[1]) * 1024;
}

/** The process table of this machine. `run` is needed where there is no /proc (macOS); its `ps` and `sysctl` are called. */
export function createProcessTable(run?: RunForOutput, platform: string = process.platform): ProcessTable {
  return platform === 'linux' ? procTable() : psTable(run ?? (() => undefined));
}

function procTable(): ProcessTable {
  const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const commandLine = (pid: number) => readProc(pid, 'cmdline')?.replaceAll('\0', ' ').trimEnd();
  return {
    identify(pid) {
      const text = readProc(pid, 'stat');
      const stat = text === undefined ? undefined : parseProcStat(text);
      if (stat === undefined || stat.state === 'Z' || stat.state === 'X') return undefined;
      return { pid, startTime: stat.startTime, bootId };
    },
    rssBytes(pid) {
      const text = readProc(pid, 'status');
      return text === undefined ? undefined : parseProcRss(text);
    },
    findByCommandLine(text) {
      return readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
        .filter((pid) => pid !== process.pid && commandLine(pid)?.includes(text) === true);
    },
    commandLine,
  };
}

/** A file of a process's /proc folder; undefined when the process is gone or not ours to read. */
function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return undefined;
    throw error;
  }
}

function psTable(run: RunForOutput): ProcessTable {
  // `{ sec = 1700000000, usec = 0 } Tue …`: the part in braces is the moment of boot.
  const bootId = /\{([^}]*)\}/.exec(run('sysctl', ['-n', 'kern.boottime']) ?? '')?.[1]?.trim() ?? 'unknown';
  const column = (pid: number, name: string) => {
    const text = run('ps', ['-ww', '-o', `${name}=`, '-p', String(pid)])?.trim();
    return text === '' ? undefined : text;
  };
  return {
    identify(pid) {
      const startTime = column(pid, 'lstart');
      if (startTime === undefined || column(pid, 'stat')?.startsWith('Z') !== false) return undefined;
      return { pid, startTime, bootId };
    },
    rssBytes(pid) {
      const kib = column(pid, 'rss');
      return kib === undefined ? undefined : Number(kib) * 1024;
    },
    findByCommandLine(text) {
      return (run('ps', ['-axww', '-o', 'pid=,command=']) ?? '')
        .split('\n')
        .filter((line) => line.includes(text))
        .map((line) => Number.parseInt(line, 10))
        .filter((pid) => Number.isInteger(pid) && pid !== process.pid);
    },
    commandLine: (pid) => column(pid, 'command'),
  };
}

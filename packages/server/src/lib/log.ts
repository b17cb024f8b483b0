/**
 * Process logs: one JSON line each, for operators. Secrets are removed by path here and, inside texts, by redact.ts.
 * Messages of warn and error are static; what varies stands in the object.
 */
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';

import { destination, type Logger, multistream, pino, stdTimeFunctions } from 'pino';

export type Log = Logger;

/** Keys whose values are never written, wherever they appear up to three levels deep. */
export const secretKeys = [
  'password',
  'token',
  'secret',
  'authorization',
  'cookie',
  'current',
  'next',
  'caPem',
] as const;

const redactedPaths = secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`, `*.*.*.${key}`]);

const maxLogBytes = 20 * 1024 * 1024;
const keptLogs = 3;
const rotationCheckMs = 60_000;

export interface LogTarget {
  /** File that is appended to, and moved aside as `.1` … when it has grown; none when absent. */
  file?: string;
  stdout: boolean;
}

/** The root logger. `level` as pino names it. */
export function createLog(level: string, target: LogTarget = { stdout: true }): Log {
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: redactedPaths, censor: '***' },
  };
  const streams = target.stdout ? [{ level: 'trace' as const, stream: destination({ dest: 1, sync: true }) }] : [];
  if (target.file === undefined) return pino(options, multistream(streams));
  const path = target.file;
  rotate(path);
  // Synchronous: the lines before a crash are the ones that matter.
  const file = destination({ dest: path, sync: true, append: true, mkdir: true, mode: 0o600 });
  setInterval(() => {
    if (rotate(path)) file.reopen();
  }, rotationCheckMs).unref();
  return pino(options, multistream([...streams, { level: 'trace' as const, stream: file }]));
}

/** Moves a log that has grown too large aside; true when it did. */
function rotate(path: string): boolean {
  if (!existsSync(path) || statSync(path).size < maxLogBytes) return false;
  rmSync(`${path}.${keptLogs}`, { force: true });
  for (let number = keptLogs - 1; number >= 1; number -= 1) {
    if (existsSync(`${path}.${number}`)) renameSync(`${path}.${number}`, `${path}.${number + 1}`);
  }
  renameSync(path, `${path}.1`);
  return true;
}

/** A logger that writes nothing, for tests. */
export function silentLog(): Log {
  return pino({ level: 'silent' });
}

/**
 * Process logs: one JSON line each, for operators. Secrets are removed by path here and, inside texts, by redact.ts.
 * Messages of warn and error are static; what varies stands in the object.
 */
import { type Logger, pino } from 'pino';

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

/** The root logger. `level` as pino names it. */
export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: redactedPaths, censor: '***' },
  });
}

/** A logger that writes nothing, for tests. */
export function silentLog(): Log {
  return pino({ level: 'silent' });
}

/** Values of options, checked where they are read. */
import { parseDurationMs } from '@liusu/server/src/flink/duration.ts';
import { InvalidArgumentError } from 'commander';

export function parsePort(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new InvalidArgumentError('A port is 1 to 65535.');
  return port;
}

export function parsePositive(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('A whole number above 0 is needed.');
  return number;
}

/** The generation of a job: 0 before its first command. */
export function parseGeneration(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('A whole number from 0 on is needed.');
  return Number(value);
}

/** A span of time, in ms: `10s`, `500ms`, `5 min`, `1h`; bare numbers are milliseconds, as with Flink. */
export function parseSpan(value: string): number {
  const ms = parseDurationMs(value);
  if (ms === undefined) throw new InvalidArgumentError('A span of time is needed, such as 500ms, 10s, 5min, 1h.');
  return ms;
}

/** One more of an option that may be given several times. */
export function parseAnother(value: string, before: string[] = []): string[] {
  return [...before, value];
}

/** Seconds per simulated day, or `max`. */
export function parseSpeed(value: string): number | 'max' {
  if (value === 'max') return value;
  const seconds = Number(value);
  if (!(seconds >= 0.1 && seconds <= 86_400))
    throw new InvalidArgumentError('Seconds per simulated day (0.1 to 86400), or max.');
  return seconds;
}

/** Values of options, checked where they are read. */
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

/** Seconds per simulated day, or `max`. */
export function parseSpeed(value: string): number | 'max' {
  if (value === 'max') return value;
  const seconds = Number(value);
  if (!(seconds >= 0.1 && seconds <= 86_400))
    throw new InvalidArgumentError('Seconds per simulated day (0.1 to 86400), or max.');
  return seconds;
}

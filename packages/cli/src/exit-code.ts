/**
 * Exit codes by class of error, so that scripts can tell them apart:
 * 0 done · 1 a fault of the platform · 2 wrong use of the command · 3 the input is wrong · 4 the machine or its surroundings ·
 * 5 not found · 6 in conflict with the current state · 7 not permitted.
 */
import { type ErrorCode, errorCodes } from '@liusu/contract/error-code';

export const exitCodes = {
  ok: 0,
  internal: 1,
  usage: 2,
  input: 3,
  environment: 4,
  notFound: 5,
  conflict: 6,
  permission: 7,
} as const;

export function exitCodeOf(code: ErrorCode): number {
  const status: number = errorCodes[code].status;
  if (code === 'INTERNAL') return exitCodes.internal;
  if (code === 'OPTION_INVALID') return exitCodes.usage;
  if (status === 401 || status === 403) return exitCodes.permission;
  if (status === 404) return exitCodes.notFound;
  if (status === 409 || status === 412) return exitCodes.conflict;
  // 500 beside INTERNAL are the codes about the machine: Java, ports, disk.
  if (status === 429 || status >= 500) return exitCodes.environment;
  return exitCodes.input;
}

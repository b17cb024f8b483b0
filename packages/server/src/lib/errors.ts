/**
 * The one error class of the platform. The specific case is the code (see contract/error-code.ts); domain code throws it
 * and never speaks of HTTP: the code's status is applied at the edge. Anything else thrown is a bug and becomes INTERNAL.
 */
import { type ErrorCode, errorCodes } from '@liusu/contract/error-code';
import type { Problem } from '@liusu/contract/problem';

export interface ErrorDetails {
  params?: NonNullable<Problem['params']>;
  positions?: NonNullable<Problem['positions']>;
  fields?: NonNullable<Problem['fields']>;
  cause?: unknown;
}

export class LiusuError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  /** `message`: English, one sentence: what was attempted, on what, and why it failed. Never holds a secret. */
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'LiusuError';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return errorCodes[this.code].status;
  }
}

/** True when `error` is a LiusuError with this code. */
export function hasCode(error: unknown, code: ErrorCode): error is LiusuError {
  return error instanceof LiusuError && error.code === code;
}

/** Message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** For the end of exhaustive switches: fails to compile when a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}

/**
 * The one error class of the platform. The specific case is the code (see contract/error-code.ts); domain code throws it
 * and never speaks of HTTP: the code's status is applied at the edge. Anything else thrown is a bug and becomes INTERNAL.
 */
import { type ErrorCode, errorCodes } from '@liusu/contract/error-code';
import type { Problem } from '@liusu/contract/problem';

import type { Words } from './words.ts';

export interface ErrorDetails {
  params?: NonNullable<Problem['params']>;
  positions?: NonNullable<Problem['positions']>;
  fields?: NonNullable<Problem['fields']>;
  cause?: unknown;
}

export class LiusuError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  /** The message in Chinese; undefined where it is told in English alone. */
  readonly zh: string | undefined;

  /**
   * `message`: one sentence: what was attempted, on what, and why it failed. Never holds a secret. In both languages where people
   * meet it; English alone where only programs and logs do.
   */
  constructor(code: ErrorCode, message: string | Words, details: ErrorDetails = {}) {
    const told = typeof message === 'string' ? { en: message, zh: undefined } : message;
    super(told.en, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'LiusuError';
    this.code = code;
    this.details = details;
    this.zh = told.zh;
  }

  /** The message in the languages it has: for another error that says the same. */
  get told(): string | Words {
    return this.zh === undefined ? this.message : { zh: this.zh, en: this.message };
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

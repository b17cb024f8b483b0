import { type ErrorCode, errorCodes } from '@liusu/contract/error-code';
import { describe, expect, it } from 'vitest';

import { exitCodeOf } from './exit-code.ts';

describe('exitCodeOf', () => {
  it.each<[ErrorCode, number]>([
    ['INTERNAL', 1],
    ['OPTION_INVALID', 2],
    ['SQL_SYNTAX', 3],
    ['JAVA_MISSING', 4],
    ['PORT_TAKEN', 4],
    ['FLINK_UNREACHABLE', 4],
    ['INSTANCE_NOT_RUNNING', 4],
    ['INSTANCE_STARTING', 4],
    ['WEBHOOK_TEST_FAILED', 4],
    ['NOT_FOUND', 5],
    ['JOB_ACTIVE', 6],
    ['BULK_PARTLY_FAILED', 6],
    ['CACHE_IN_USE', 6],
    ['GENERATION_MISMATCH', 6],
    ['BAD_CREDENTIALS', 7],
    ['FORBIDDEN', 7],
  ])('%s ends with %i', (code, expected) => {
    expect(exitCodeOf(code)).toBe(expected);
  });

  it('never tells a failure as success', () => {
    for (const code of Object.keys(errorCodes) as ErrorCode[]) expect(exitCodeOf(code)).toBeGreaterThan(0);
  });
});

import { describe, expect, it } from 'vitest';

import { resultOf } from './test-layers.ts';

function report(statuses: string[], fileStatus = 'passed') {
  const count = (status: string) => statuses.filter((item) => item === status).length;
  return {
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numPendingTests: count('skipped'),
    numTodoTests: 0,
    success: count('failed') === 0,
    testResults: [
      {
        name: 'a.test.ts',
        status: fileStatus,
        message: 'cannot find module',
        assertionResults: statuses.map((status, index) => ({ status, fullName: `t${index}`, failureMessages: [] })),
      },
    ],
  };
}

describe('resultOf', () => {
  it('counts what passed and what failed', () => {
    expect(resultOf('unit', report(['passed', 'failed', 'passed'], 'failed'), 1)).toEqual({
      passed: 2,
      failed: 1,
      failures: ['a.test.ts: t1'],
    });
  });

  it('counts a skipped test as failed', () => {
    expect(resultOf('unit', report(['passed', 'skipped']), 0)).toEqual({
      passed: 1,
      failed: 1,
      failures: ['a.test.ts: skipped: t1'],
    });
  });

  it('counts a file that cannot be loaded', () => {
    expect(resultOf('unit', report([], 'failed'), 1)).toEqual({
      passed: 0,
      failed: 1,
      failures: ['a.test.ts: cannot find module'],
    });
  });

  it('fails a layer without a report, without tests, or with a bad end', () => {
    expect(resultOf('flink', undefined, 1).failed).toBe(1);
    expect(resultOf('flink', { ...report([]), testResults: [] }, 0).failed).toBe(1);
    expect(resultOf('flink', report(['passed']), 1).failed).toBe(1);
  });
});

import { LiusuError } from '@liusu/server/src/lib/errors.ts';
import { describe, expect, it } from 'vitest';

import { exitCodeOf } from '../exit-code.ts';
import { failureLines } from '../print-error.ts';
import { restoreOf } from './job-words.ts';

describe('the state a start is given', () => {
  it('is latest, none, or a savepoint', () => {
    expect(restoreOf('latest')).toEqual({ kind: 'latest' });
    expect(restoreOf('none')).toEqual({ kind: 'none' });
    expect(restoreOf('svp_0123456789abcdef0123')).toEqual({
      kind: 'savepoint',
      savepointId: 'svp_0123456789abcdef0123',
    });
  });

  it.each(['rubbish', 'job_0123456789abcdef0123', ''])('is refused as wrong use when it is %j', (from) => {
    let caught: unknown;
    try {
      restoreOf(from);
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ code: 'OPTION_INVALID' });
    expect(exitCodeOf('OPTION_INVALID')).toBe(2);
    const zh = failureLines(caught, 'zh').join('\n');
    expect(zh).toContain('latest（最新状态）');
    expect(zh).not.toContain('takes latest');
    expect(failureLines(caught, 'en').join('\n')).toContain('--from takes latest, none, or the id of a savepoint');
  });
});

it('tells each wrong field of a request once', () => {
  const fields = [{ path: 'body.settings.checkpointIntervalMs', message: 'at least 500', zh: '至少是 500' }];
  const refused = new LiusuError('INVALID_INPUT', `the request is not valid: ${fields[0]?.path}: at least 500`, {
    fields,
  });
  const lines = failureLines(refused, 'zh');
  expect(lines.filter((line) => line.includes('checkpointIntervalMs'))).toEqual([
    '  body.settings.checkpointIntervalMs：至少是 500',
  ]);
});

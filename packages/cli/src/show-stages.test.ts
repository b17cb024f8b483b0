import { LiusuError } from '@liusu/server/src/lib/errors.ts';
import { expect, it } from 'vitest';

import { Progress } from './progress.ts';
import { showStages } from './show-stages.ts';

it('tells why a stage failed in both languages, by its code', () => {
  const stage = { name: 'java', ms: 5, state: 'failed' as const, message: 'JAVA_MISSING: no Java was found' };
  const context = { language: 'zh' } as Parameters<typeof showStages>[2];
  let thrown: unknown;
  try {
    showStages([{ ...stage, zh: '没有找到 Java' }], new Set(), context, new Progress('zh', false, () => undefined));
  } catch (error) {
    thrown = error;
  }

  expect(thrown).toBeInstanceOf(LiusuError);
  expect(thrown).toMatchObject({
    code: 'JAVA_MISSING',
    message: 'Java: no Java was found',
    zh: 'Java：没有找到 Java',
  });
});

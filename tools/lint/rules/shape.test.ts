import { describe, expect, it } from 'vitest';

import { exportRule, focusRule, lengthRule, nameRule, wordRule } from './shape.ts';

describe('lengthRule', () => {
  it('takes 500 lines and refuses 501', () => {
    expect(lengthRule({ path: 'a.ts', text: 'x\n'.repeat(500) })).toEqual([]);
    expect(lengthRule({ path: 'a.ts', text: 'x\n'.repeat(501) })).toHaveLength(1);
    expect(lengthRule({ path: 'data.json', text: 'x\n'.repeat(501) })).toEqual([]);
  });
});

describe('nameRule', () => {
  it.each([
    'packages/a/JobService.ts',
    'packages/a/job_service.ts',
    'packages/a/utils.ts',
    'packages/a/helper.test.ts',
  ])('refuses %s', (path) => {
    expect(nameRule({ path, text: '' })).toHaveLength(1);
  });

  it.each([
    'packages/a/job-service.ts',
    'packages/a/x.integration.test.ts',
    'a/x.model.test.ts',
    'vite.config.ts',
    'a/global.d.ts',
  ])('takes %s', (path) => {
    expect(nameRule({ path, text: '' })).toEqual([]);
  });
});

describe('exportRule', () => {
  it('refuses default exports, in every form', () => {
    expect(exportRule({ path: 'a.ts', text: 'export default 1;' })).toHaveLength(1);
    expect(exportRule({ path: 'a.ts', text: 'export { a as default };' })).toHaveLength(1);
    expect(exportRule({ path: 'vite.config.ts', text: 'export default {};' })).toEqual([]);
  });
});

describe('focusRule', () => {
  it('refuses skipped tests and tests that run alone', () => {
    const text = ['it', 'describe'].map((word) => `${word}.${'only'}('x');\n${word}.${'skip'}('y');`).join('\n');

    expect(focusRule({ path: 'a.test.ts', text })).toHaveLength(4);
    expect(focusRule({ path: 'a.test.ts', text: "it.each([1])('x');" })).toEqual([]);
  });
});

describe('wordRule', () => {
  it('refuses open ends and emoji, with their lines', () => {
    const text = `a\n// ${'TO' + 'DO'} later\n${String.fromCodePoint(0x1f680)}\n`;

    expect(wordRule({ path: 'a.ts', text }).map((finding) => finding.line)).toEqual([2, 3]);
  });

  it('takes plain signs', () => {
    expect(wordRule({ path: 'a.ts', text: '✓ → ×' })).toEqual([]);
  });
});

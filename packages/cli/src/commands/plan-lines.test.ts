import type { JobPlan } from '@liusu/contract/job';
import { expect, it } from 'vitest';

import type { CommandContext } from '../command-context.ts';
import { phaseWord } from '../job-summary.ts';
import { planLines } from './job-words.ts';

const step = { since: null, until: null, runId: null };
const plan = {
  kind: 'upgrade',
  state: 'ROLLED_BACK',
  fromVersion: 1,
  toVersion: 2,
  steps: [
    { ...step, kind: 'stop', state: 'done' },
    { ...step, kind: 'start', state: 'failed' },
  ],
  failure: { step: 'start', reason: 'It failed.' },
  offers: [],
} as unknown as JobPlan;

function lines(language: 'zh' | 'en'): string[] {
  return planLines({ language } as CommandContext, plan);
}

it('shows a plan in Chinese as the console does', () => {
  expect(lines('zh')).toEqual([
    '升级 1 → 2  已恢复旧版本',
    '  [x] 停下旧运行',
    '  [!] 启动新运行',
    '  原因: 启动新运行: It failed.',
  ]);
});

it('shows a plan in English by its codes', () => {
  expect(lines('en')).toEqual([
    'upgrade 1 → 2  ROLLED_BACK',
    '  [x] stop',
    '  [!] start',
    '  cause: start: It failed.',
  ]);
});

it('shows a phase in the language, with the doubt about it', () => {
  const seen = { phase: 'RUNNING', observation: 'FRESH', confirmed: true } as const;
  const lost = { phase: 'RUNNING', observation: 'UNREACHABLE', confirmed: false } as const;
  expect([phaseWord(seen, 'zh'), phaseWord({ ...seen, confirmed: false }, 'zh'), phaseWord(lost, 'zh')]).toEqual([
    '运行中',
    '运行中 (?)',
    '失联 (运行中)',
  ]);
  expect([phaseWord(seen, 'en'), phaseWord(lost, 'en')]).toEqual(['RUNNING', 'UNREACHABLE (RUNNING)']);
});

import { expect, it } from 'vitest';
import { z } from 'zod';

import { fieldWords } from './field-words.ts';

const Body = z.strictObject({
  name: z.string().min(3),
  parallelism: z.number().max(8),
  mode: z.enum(['streaming', 'batch']),
  id: z.string().regex(/^job_/, 'not a job id'),
});

function told(value: Record<string, unknown>): Record<string, string> {
  const issues = Body.safeParse(value).error?.issues ?? [];
  return Object.fromEntries(issues.map((issue) => [issue.path.join('.'), fieldWords(issue, value).zh]));
}

it('tells in Chinese what zod says, and leaves what a schema says itself as it is', () => {
  expect(told({ name: 1, parallelism: 9, mode: 'fast', id: 'x', more: 1 })).toEqual({
    name: expect.stringContaining('期望 string'),
    parallelism: '最多是 8',
    mode: expect.stringMatching(/期望.*"streaming"\|"batch"/),
    id: 'not a job id',
    '': expect.stringContaining('"more"'),
  });
  expect(told({ name: 'a', parallelism: 1, mode: 'batch', id: 'job_1' })).toEqual({
    name: '至少 3 个字符',
  });
});

it('tells limits as people say them', () => {
  const bounds = z.object({
    a: z.int().min(500),
    b: z.number().gt(0),
    c: z.string().min(1),
    d: z.array(z.string()).max(2),
  });
  const value = { a: 1, b: 0, c: '', d: ['x', 'y', 'z'] };
  const issues = bounds.safeParse(value).error?.issues ?? [];
  expect(issues.map((issue) => fieldWords(issue, value).en)).toEqual([
    'at least 500',
    'more than 0',
    'must not be empty',
    'at most 2 items',
  ]);
});

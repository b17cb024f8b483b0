/** What is wrong with a field of a request, in both languages: zod's own words where the schema gives none. Pure. */
import { z } from 'zod';

import { type Words, words } from '../lib/words.ts';

const own = { zh: z.locales.zhCN().localeError, en: z.locales.en().localeError };

/** `zh` is the English text where the schema has a text of its own. `value`: what was parsed. */
export function fieldWords(issue: z.core.$ZodIssue, value: unknown): Words {
  const input = issue.path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
  // Zod takes the input out of what it reports; its texts name the type of it.
  const raw = { ...issue, input } as Parameters<typeof own.en>[0];
  const isOwn = textOf(own.en(raw)) === issue.message;
  if (!isOwn) return words(issue.message, issue.message);
  return boundWords(issue) ?? words(textOf(own.zh(raw)) ?? issue.message, issue.message);
}

/** Limits in words of ours: zod writes them as a comparison with a type. Undefined for what is no limit of these kinds. */
function boundWords(issue: z.core.$ZodIssue): Words | undefined {
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return undefined;
  const isLeast = issue.code === 'too_small';
  const limit = String(isLeast ? issue.minimum : issue.maximum);
  const isWithin = issue.inclusive !== false;
  switch (issue.origin) {
    case 'number':
    case 'int':
      if (isWithin)
        return isLeast ? words(`至少是 ${limit}`, `at least ${limit}`) : words(`最多是 ${limit}`, `at most ${limit}`);
      return isLeast ? words(`要大于 ${limit}`, `more than ${limit}`) : words(`要小于 ${limit}`, `less than ${limit}`);
    case 'string':
      if (isLeast && limit === '1') return words('不能为空', 'must not be empty');
      return isLeast
        ? words(`至少 ${limit} 个字符`, `at least ${limit} characters`)
        : words(`最多 ${limit} 个字符`, `at most ${limit} characters`);
    case 'array':
      return isLeast
        ? words(`至少 ${limit} 项`, `at least ${limit} items`)
        : words(`最多 ${limit} 项`, `at most ${limit} items`);
    default:
      return undefined;
  }
}

function textOf(told: ReturnType<typeof own.en>): string | undefined {
  return typeof told === 'string' ? told : told?.message;
}

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
  return words((isOwn ? textOf(own.zh(raw)) : undefined) ?? issue.message, issue.message);
}

function textOf(told: ReturnType<typeof own.en>): string | undefined {
  return typeof told === 'string' ? told : told?.message;
}

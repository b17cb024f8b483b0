/** A text in each language of the product: what is told travels with both, and the reader's is shown. */
import type { Language } from './error-code.ts';

export type Words = Record<Language, string>;

export function words(zh: string, en: string): Words {
  return { zh, en };
}

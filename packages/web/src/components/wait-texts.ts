/** What the controller waits for, in the language of the moment. */
import type { Language } from '@liusu/contract/error-code';
import { type WaitCode, waitTexts } from '@liusu/contract/wait-code';

import { defineTexts } from '../lib/i18n.ts';

function textsIn(language: Language): Record<WaitCode, string> {
  const entries = Object.entries(waitTexts).map(([code, texts]) => [code, texts[language]]);
  return Object.fromEntries(entries) as Record<WaitCode, string>;
}

export const { useText: useWaitText } = defineTexts('waits', textsIn('zh'), textsIn('en'));

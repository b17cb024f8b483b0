/** Two languages, side by side at the place of use: a text without its twin does not compile. */
import type { Language } from '@liusu/contract/error-code';

export interface Text {
  zh: string;
  en: string;
}

/** A pair of texts. */
export function text(zh: string, en: string): Text {
  return { zh, en };
}

/** Chinese when the word names it (`zh`, `zh_CN.UTF-8`), else English. */
export function languageOf(word: string | undefined): Language {
  return word?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en';
}

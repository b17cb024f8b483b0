/** A text in both languages: what is told travels with both, and the reader's is shown. */
export interface Words {
  zh: string;
  en: string;
}

export function words(zh: string, en: string): Words {
  return { zh, en };
}

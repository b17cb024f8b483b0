/** Every error code has a title and a remedy in both languages, Chinese in Chinese and English in English. */
import { errorCodes } from '../../packages/contract/src/error-code.ts';
import type { Finding } from './source-file.ts';

type Texts = Record<'zh' | 'en', { title: string; remedy: string }>;

export function checkErrorTexts(codes: Record<string, Texts> = errorCodes): Finding[] {
  const path = 'packages/contract/src/error-code.ts';
  return Object.entries(codes).flatMap(([code, texts]) =>
    (['zh', 'en'] as const).flatMap((language) =>
      (['title', 'remedy'] as const)
        .filter((part) => {
          const text = texts[language][part];
          return text.trim() === '' || /\p{Script=Han}/u.test(text) !== (language === 'zh');
        })
        .map((part) => ({
          path,
          line: 1,
          rule: 'error-texts',
          message: `${code} has no proper ${part} in ${language}`,
        })),
    ),
  );
}

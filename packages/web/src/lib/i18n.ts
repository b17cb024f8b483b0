/**
 * Texts. Each feature defines its own with `defineTexts`: Chinese is the source, English must have every key, and a key
 * that does not exist does not compile. Texts arrive with the chunk of the feature that uses them.
 *
 * Keys are flat (`list.empty.title`). `{{name}}` marks a value. English may add `key_one` for a count of one.
 */
import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';

import type { Language } from '@liusu/contract/error-code';

const i18n = i18next.createInstance();

/** Must run before the first `defineTexts` is used for drawing. */
export function startI18n(language: Language): void {
  void i18n.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'zh',
    resources: {},
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    interpolation: { escapeValue: false },
    react: { bindI18nStore: 'added' },
  });
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

export function changeLanguage(language: Language): void {
  if (i18n.language === language) return;
  void i18n.changeLanguage(language);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

export function currentLanguage(): Language {
  return i18n.language === 'en' ? 'en' : 'zh';
}

/** The language being shown; the component draws again when it changes. */
export function useLanguage(): Language {
  const { i18n: instance } = useTranslation(undefined, { i18n });
  return instance.language === 'en' ? 'en' : 'zh';
}

type TextTable = Record<string, string>;

/** English texts for a Chinese table: the same keys, and a singular where English needs one. */
export type EnglishOf<Z extends TextTable> = { [K in keyof Z]: string } & {
  [K in keyof Z & string as `${K}_one`]?: string;
};

export type Values = Record<string, string | number>;
export type Translate<K extends string> = (key: K, values?: Values) => string;

export interface Texts<Z extends TextTable> {
  /** For components: draws again when the language changes. */
  useText: () => Translate<keyof Z & string>;
  /** For code outside components: the language of the moment. */
  text: Translate<keyof Z & string>;
}

export function defineTexts<const Z extends TextTable>(namespace: string, zh: Z, en: EnglishOf<NoInfer<Z>>): Texts<Z> {
  function add(): void {
    i18n.addResourceBundle('zh', namespace, zh, true, true);
    i18n.addResourceBundle('en', namespace, en, true, true);
  }
  if (i18n.isInitialized) add();
  else i18n.on('initialized', add);

  // i18next's own typing infers values from literal texts; here keys are already checked by `Z`.
  const translate = i18n.t as (key: string, options: Values) => string;
  const text: Translate<keyof Z & string> = (key, values) => translate(key, { ns: namespace, ...values });
  return {
    useText() {
      useTranslation(namespace, { i18n, useSuspense: false });
      return text;
    },
    text,
  };
}

/** An option in words, for completion and hover. */
import type { KnownOption, Language } from './knowledge.ts';

const words = {
  zh: { required: '必填', type: '类型', default: '默认', values: '可选值' },
  en: { required: 'required', type: 'Type', default: 'Default', values: 'Values' },
};

/** Markdown: what the option is for, its type, default and values. */
export function optionDoc(option: KnownOption, language: Language): string {
  const word = words[language];
  const colon = language === 'zh' ? '：' : ': ';
  const facts = [
    option.required === true ? `**${word.required}**` : '',
    option.type === '' ? '' : `${word.type}${colon}${option.type}`,
    option.default === undefined ? '' : `${word.default}${colon}\`${option.default}\``,
    option.values === undefined
      ? ''
      : `${word.values}${colon}${option.values.map((value) => `\`${value}\``).join(' ')}`,
  ].filter((part) => part !== '');
  return [option.doc[language], facts.join(' · ')].filter((part) => part !== '').join('\n\n');
}

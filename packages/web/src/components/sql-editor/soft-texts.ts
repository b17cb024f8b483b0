/** The sentences of the instant checks. They are made in a worker, where the console's texts are not. */
import type { Language } from './knowledge.ts';

const texts = {
  'open-string': { zh: '字符串没有结束：缺一个单引号', en: 'The string has no end: a single quote is missing' },
  'open-name': { zh: '名称没有结束：缺一个反引号', en: 'The name has no end: a backquote is missing' },
  'open-comment': { zh: '注释没有结束：缺 */', en: 'The comment has no end: */ is missing' },
  'foreign-character': {
    zh: '这里写的是{zh}，SQL 不认：改成 {meant}',
    en: 'This is {en}, which SQL does not take here: write {meant}',
  },
  'foreign-space': { zh: '这里是{zh}，SQL 不认', en: 'This is {en}, which SQL does not take' },
  'open-bracket': { zh: '括号 {bracket} 没有配对', en: 'The bracket {bracket} is never closed' },
  'stray-bracket': { zh: '多了一个 {bracket}', en: 'The bracket {bracket} closes nothing' },
  misspelt: { zh: '{word} 不是语句的开头，是不是 {meant}', en: 'No statement begins with {word}; is {meant} meant?' },
  'no-semicolon': { zh: '{word} 之前少了分号', en: 'A semicolon is missing before {word}' },
  'unknown-table': { zh: '脚本里没有表 {name}', en: 'The script has no table {name}' },
  'unknown-table-near': {
    zh: '脚本里没有表 {name}，是不是 {meant}',
    en: 'The script has no table {name}; is {meant} meant?',
  },
  'unknown-option': { zh: '连接器 {connector} 没有选项 {key}', en: 'The connector {connector} has no option {key}' },
  'unknown-option-near': {
    zh: '连接器 {connector} 没有选项 {key}，是不是 {meant}',
    en: 'The connector {connector} has no option {key}; is {meant} meant?',
  },
  'missing-option': { zh: '{connector} 还缺必填选项 {keys}', en: '{connector} lacks what it requires: {keys}' },
  'column-count': {
    zh: '{table} 要 {expected} 列，查询给了 {given} 列',
    en: '{table} takes {expected} columns, the query gives {given}',
  },
} as const;

export type SoftText = keyof typeof texts;

export function softText(code: SoftText, language: Language, values: Readonly<Record<string, string>>): string {
  return texts[code][language].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

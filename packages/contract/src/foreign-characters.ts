/**
 * Characters of a Chinese keyboard, and double quotes, where SQL takes others: found in code, never in strings, names or comments.
 * Shared by Flink's check on the platform and the instant one in the editor. Pure.
 */
import type { Language } from './error-code.ts';

/** True for a script that sets another dialect, such as Hive's, in which these characters may have a use. */
export function speaksAnotherDialect(script: string): boolean {
  return /sql-dialect'\s*=\s*'(?!default)/i.test(script);
}

export interface ForeignMark {
  /** Offsets in the text; the end is exclusive. */
  start: number;
  end: number;
  /** What it is, in a few words: the full-width comma. */
  what: Record<Language, string>;
  /** What to write instead, the likeliest first; empty text where it is to go. */
  instead: readonly string[];
}

/** A token of a statement. Symbols are characters that are no word, number, string or quoted name. */
export interface PlainToken {
  start: number;
  end: number;
  isSymbol: boolean;
}

const single: Readonly<Record<string, readonly [plain: string, zh: string, en: string]>> = {
  '，': [',', '全角逗号', 'full-width comma'],
  '、': [',', '顿号', 'Chinese enumeration comma'],
  '；': [';', '全角分号', 'full-width semicolon'],
  '。': ['.', '中文句号', 'Chinese full stop'],
  '．': ['.', '全角句点', 'full-width full stop'],
  '：': [':', '全角冒号', 'full-width colon'],
  '（': ['(', '全角左括号', 'full-width opening bracket'],
  '）': [')', '全角右括号', 'full-width closing bracket'],
  '【': ['[', '中文左方括号', 'Chinese opening square bracket'],
  '】': [']', '中文右方括号', 'Chinese closing square bracket'],
  '《': ['<', '左书名号', 'Chinese opening title mark'],
  '》': ['>', '右书名号', 'Chinese closing title mark'],
  '＜': ['<', '全角小于号', 'full-width less-than sign'],
  '＞': ['>', '全角大于号', 'full-width greater-than sign'],
  '＝': ['=', '全角等号', 'full-width equals sign'],
  '！': ['!', '全角叹号', 'full-width exclamation mark'],
  '＋': ['+', '全角加号', 'full-width plus sign'],
  '－': ['-', '全角减号', 'full-width minus sign'],
  '＊': ['*', '全角星号', 'full-width asterisk'],
  '／': ['/', '全角斜杠', 'full-width slash'],
  '％': ['%', '全角百分号', 'full-width percent sign'],
  '｜': ['|', '全角竖线', 'full-width bar'],
  '＿': ['_', '全角下划线', 'full-width underscore'],
  '｀': ['`', '全角反引号', 'full-width backquote'],
  '＇': ["'", '全角单引号', 'full-width single quote'],
  '‘': ["'", '中文单引号', 'Chinese single quote'],
  '’': ["'", '中文单引号', 'Chinese single quote'],
  '“': ["'", '中文双引号', 'Chinese double quote'],
  '”': ["'", '中文双引号', 'Chinese double quote'],
  '＂': ["'", '全角双引号', 'full-width double quote'],
  '"': ["'", '双引号', 'double quote'],
  '　': [' ', '全角空格', 'full-width space'],
  '\u00a0': [' ', '不换行空格', 'no-break space'],
  '\u200b': ['', '零宽空格', 'zero-width space'],
};

const quotes: Readonly<Record<string, { closing: string; isDouble: boolean; zh: string; en: string }>> = {
  '‘': { closing: '’‘', isDouble: false, zh: '中文单引号', en: 'Chinese single quotes' },
  '’': { closing: '’‘', isDouble: false, zh: '中文单引号', en: 'Chinese single quotes' },
  '“': { closing: '”“', isDouble: true, zh: '中文双引号', en: 'Chinese double quotes' },
  '”': { closing: '”“', isDouble: true, zh: '中文双引号', en: 'Chinese double quotes' },
  '＂': { closing: '＂', isDouble: true, zh: '全角双引号', en: 'full-width double quotes' },
  '＇': { closing: '＇', isDouble: false, zh: '全角单引号', en: 'full-width single quotes' },
  '"': { closing: '"', isDouble: true, zh: '双引号', en: 'double quotes' },
};

const spaces = /[　\u00a0]/g;

/** All of one statement, in the order of the text. `tokens` are those of the statement, without comments. */
export function foreignMarks(text: string, tokens: readonly PlainToken[]): ForeignMark[] {
  const marks: ForeignMark[] = [];
  let behind = 0;
  for (const [i, token] of tokens.entries()) {
    const before = tokens[i - 1];
    if (before !== undefined && before.end >= behind) marks.push(...spacesIn(text, before.end, token.start));
    if (!token.isSymbol || token.start < behind) continue;
    const char = text.slice(token.start, token.end);
    const pair = quotedFrom(text, tokens, i);
    const found = pair ?? singleAt(char, token.start);
    if (found === undefined) continue;
    marks.push(found);
    behind = found.end;
  }
  return marks;
}

function singleAt(char: string, start: number): ForeignMark | undefined {
  const entry = Object.hasOwn(single, char) ? single[char] : undefined;
  if (entry === undefined) return undefined;
  const [plain, zh, en] = entry;
  return {
    start,
    end: start + char.length,
    what: { zh: `${zh} ${char}`.trim(), en: `the ${en} ${char}`.trim() },
    instead: [plain],
  };
}

/** Between two tokens stand white space and comments alone. */
function spacesIn(text: string, start: number, end: number): ForeignMark[] {
  const gap = text.slice(start, end).replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, (comment) => ' '.repeat(comment.length));
  return [...gap.matchAll(spaces)].flatMap((match) => singleAt(match[0], start + match.index) ?? []);
}

/** What stands between two such quotes on one line. */
function quotedFrom(text: string, tokens: readonly PlainToken[], index: number): ForeignMark | undefined {
  const open = tokens[index];
  const char = open === undefined ? '' : text.slice(open.start, open.end);
  const kind = Object.hasOwn(quotes, char) ? quotes[char] : undefined;
  if (open === undefined || kind === undefined) return undefined;
  const close = tokens.slice(index + 1).find(({ start, end }) => kind.closing.includes(text.slice(start, end)));
  if (close === undefined || text.slice(open.end, close.start).includes('\n')) return undefined;
  const inner = text.slice(open.end, close.start);
  const literal = `'${inner.replaceAll("'", "''")}'`;
  const name = `\`${inner.replaceAll('`', '``')}\``;
  const isName = standsAsName(text, open.start, close.end);
  return {
    start: open.start,
    end: close.end,
    what: { zh: `${kind.zh}里的 ${inner}`, en: `${inner} in ${kind.en}` },
    instead: !kind.isDouble ? [literal] : isName ? [name, literal] : [literal, name],
  };
}

function standsAsName(text: string, start: number, end: number): boolean {
  const [before, after] = [text.slice(0, start), text.slice(end)];
  if (/(?:\.|\b(?:FROM|JOIN|INTO|TABLE|VIEW|EXISTS|AS|UPDATE|DATABASE|CATALOG|DESCRIBE)\s)\s*$/i.test(before))
    return true;
  // A column and its type.
  return /^\s*\./.test(after) || (/[(,]\s*$/.test(before) && /^\s+(?!FROM\b|AS\b)[A-Za-z]/i.test(after));
}

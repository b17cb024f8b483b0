/**
 * Groups of a script that the formatter's dialect does not know and would tear apart: types with arguments, literals with a prefix, keys of
 * SET without quotes, and others below. Each is laid out here, on one line, and held in place by a value of the same length meanwhile. Pure.
 */
import { endOfBareSetting } from './bare-settings.ts';
import { keywordOf, scanSql, type SqlToken } from './sql-scanner.ts';

const typesWithArguments = new Set(['ARRAY', 'MAP', 'MULTISET', 'ROW', 'STRUCTURED']);

export interface HeldScript {
  /** The script with a value in the place of each group. */
  text: string;
  /** Puts the groups back. */
  release(formatted: string): string;
}

export function holdGroups(script: string): HeldScript {
  const tokens = scanSql(script);
  const groups: string[] = [];
  let text = '';
  for (let at = 0; at < tokens.length; at += 1) {
    const end = endOfGroup(tokens, at);
    const group = tokens.slice(at, end);
    if (end === undefined || group.some(({ kind }) => kind === 'comment' || kind === 'hint')) {
      text += tokens[at]?.text ?? '';
      continue;
    }
    const laid = onOneLine(group);
    text += holderOf(groups.push(laid) - 1, laid.length);
    at = end - 1;
  }
  return {
    text,
    release: (formatted) =>
      formatted.replaceAll(/\$\{held:(\d+)_*\}/g, (holder, index) => groups[Number(index)] ?? holder),
  };
}

/** Not the name of a variable, which has no colon. */
function holderOf(index: number, length: number): string {
  const start = `\${held:${index}`;
  return `${start}${'_'.repeat(Math.max(0, length - start.length - 1))}}`;
}

/** Index behind the last token of the group that begins here; undefined where none begins, or it is not closed. */
function endOfGroup(tokens: readonly SqlToken[], at: number): number | undefined {
  const word = keywordOf(tokens[at]);
  if (word === '') {
    const isPattern = tokens[at]?.text === '(' && keywordOf(lastBefore(tokens, at)) === 'PATTERN';
    return isPattern ? closeOf(tokens, at, '(', ')') : endOfBareSetting(tokens, at);
  }
  if (tokens[at + 1]?.kind === 'string') return at + 2;
  if (word === 'U' && tokens[at + 1]?.text === '&' && tokens[at + 2]?.kind === 'string') return at + 3;
  const next = behindSpace(tokens, at);
  if (typesWithArguments.has(word) && tokens[next]?.text === '<') return closeOf(tokens, next, '<', '>');
  switch (`${word} ${keywordOf(tokens[next])}`) {
    case 'METADATA FROM': {
      const key = behindSpace(tokens, next);
      return tokens[key]?.kind === 'string' ? key + 1 : undefined;
    }
    case 'DISTINCT FROM':
      return keywordOf(lastBefore(tokens, at)) === 'SELECT' ? undefined : next + 1;
    case 'ROWS BETWEEN':
    case 'RANGE BETWEEN':
      return endOfFrame(tokens, next);
    default:
      return endOfBareSetting(tokens, at);
  }
}

/** A window's frame ends with the bracket around it. */
function endOfFrame(tokens: readonly SqlToken[], at: number): number | undefined {
  const close = tokens.findIndex(({ text }, i) => i > at && (text === ')' || text === ';'));
  if (close < 0 || tokens[close]?.text === ';') return undefined;
  return tokens[close - 1]?.kind === 'space' ? close - 1 : close;
}

function behindSpace(tokens: readonly SqlToken[], at: number): number {
  return tokens[at + 1]?.kind === 'space' ? at + 2 : at + 1;
}

function lastBefore(tokens: readonly SqlToken[], at: number): SqlToken | undefined {
  return tokens[tokens[at - 1]?.kind === 'space' ? at - 2 : at - 1];
}

function closeOf(tokens: readonly SqlToken[], open: number, opening: string, closing: string): number | undefined {
  let depth = 0;
  for (let at = open; at < tokens.length && tokens[at]?.text !== ';'; at += 1) {
    if (tokens[at]?.text === opening) depth += 1;
    else if (tokens[at]?.text === closing) depth -= 1;
    // `<>` stands for a row without fields.
    if (depth === 0 && tokens[at]?.kind === 'punctuation') return at + 1;
  }
  return undefined;
}

/** One space where there was some, or behind a comma of types; none inside of brackets or before a comma. */
function onOneLine(group: readonly SqlToken[]): string {
  const isPattern = group[0]?.text === '(';
  let line = '';
  for (const [i, token] of group.entries()) {
    const [before, after] = [group[i - 1]?.text ?? '', group[i + 1]];
    if (token.kind !== 'space') {
      line += token.text;
      if (token.text === ',' && !isPattern && after?.kind !== 'space') line += ' ';
    } else if (!isOpening(before, isPattern) && !isClosing(after?.text ?? '', isPattern)) line += ' ';
  }
  return line;
}

/** A bracket within a pattern begins a group, before which a space stays. */
function isOpening(text: string, isPattern: boolean): boolean {
  return text === '(' || (text === '<' && !isPattern);
}

function isClosing(text: string, isPattern: boolean): boolean {
  return text === ')' || (!isPattern && ['<', '>', '(', ','].includes(text));
}

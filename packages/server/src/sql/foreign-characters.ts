/** Characters in a statement that SQL has no use for, told all at once: Flink stumbles over the first alone. Pure. */
import { type ForeignMark, foreignMarks, speaksAnotherDialect } from '@liusu/contract/foreign-characters';

import { LiusuError } from '../lib/errors.ts';
import type { LineIndex } from './positions.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { type Words, words } from './words.ts';

/** SQL_SYNTAX with a position for each of them; undefined when there is none, and in a script of another dialect. */
export function foreignError(statement: PreparedStatement, lines: LineIndex): LiusuError | undefined {
  if (speaksAnotherDialect(lines.text)) return undefined;
  const { text } = statement;
  const tokens = statement.tokens.map(({ kind, start, end }) => ({ start, end, isSymbol: kind === 'symbol' }));
  const marks = foreignMarks(text.text, tokens);
  const [first] = marks;
  if (first === undefined) return undefined;
  const positions = marks.map((mark) => {
    const origin = text.originOf(mark.start, mark.end);
    const { message, remedy } = told(mark);
    return { ...lines.rangeOf(statement.index, origin.start, origin.end), message: message.en, zh: message.zh, remedy };
  });
  return new LiusuError('SQL_SYNTAX', told(first).message, { positions });
}

function told({ what, instead }: ForeignMark): { message: Words; remedy: Words } {
  const [likeliest = '', other] = instead;
  const message = words(`这里写的是${what.zh}，SQL 不认。`, `This is ${what.en}, which SQL does not take here.`);
  if (other !== undefined) {
    const [text, name] = likeliest.startsWith("'") ? [likeliest, other] : [other, likeliest];
    return {
      message,
      remedy: words(
        `文本用单引号：${text}；名称用反引号：${name}。`,
        `Text stands in single quotes: ${text}. A name stands in backquotes: ${name}.`,
      ),
    };
  }
  if (likeliest.trim() === '') {
    return likeliest === ''
      ? {
          message,
          remedy: words('删掉它：看不见，但占一个字符。', 'Remove it: it cannot be seen, but it is a character.'),
        }
      : { message, remedy: words('换成普通空格。', 'Write a plain space instead.') };
  }
  return { message, remedy: words(`改成半角的 ${likeliest}。`, `Write ${likeliest} instead.`) };
}

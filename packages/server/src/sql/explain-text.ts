/** What has Flink plan a query or an INSERT, and run nothing. Pure. */
import { MappedText } from './mapped-text.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { isWord } from './tokens.ts';

/** `text`: of the statement, as it is to be planned; it begins as the statement does, or is a part of it. */
export function explainText({ tokens }: Pick<PreparedStatement, 'tokens'>, text: MappedText): MappedText {
  // EXECUTE INSERT is INSERT, and older engines explain the latter alone.
  const skip = isWord(tokens[0], 'EXECUTE') ? (tokens[1]?.start ?? 0) : 0;
  const planned = text.slice(skip, text.text.length);
  return MappedText.join([MappedText.inserted('EXPLAIN\n', planned.originOf(0, 1).start), planned]);
}

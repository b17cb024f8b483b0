/**
 * Lays a script out anew. Only white space may change: the result is compared token by token with what it was made from, and a
 * layout that changed anything else, a comment included, is not given.
 */
import { type DialectOptions, formatDialect, spark } from 'sql-formatter';

import { scanSql } from './sql-scanner.ts';

/** Spark's dialect is the nearest to Flink's; strings are quoted as in the standard, and `${name}` is a value. */
const flink: DialectOptions = {
  ...spark,
  name: 'flink',
  tokenizerOptions: {
    ...spark.tokenizerOptions,
    stringTypes: ["''-qq"],
    // Named arguments, and the quantifiers of MATCH_RECOGNIZE, as `{2,3}` below.
    operators: [...(spark.tokenizerOptions.operators ?? []), '=>', '?'],
    variableTypes: [{ regex: String.raw`\$\{[^}\n]*\}` }, { regex: String.raw`\{[\d, ]*\}` }],
  },
};

/** The script in its new layout; undefined where it cannot be laid out without changing it, such as with an open quote. */
export function formatSql(script: string): string | undefined {
  let formatted: string;
  try {
    formatted = formatDialect(script, {
      dialect: flink,
      tabWidth: 2,
      keywordCase: 'upper',
      expressionWidth: 80,
      linesBetweenQueries: 1,
    });
  } catch {
    // It does not say which errors it throws; a script it cannot read stays as it is.
    return undefined;
  }
  const result = script.endsWith('\n') ? `${formatted}\n` : formatted;
  return sameTokens(script, result) ? result : undefined;
}

function sameTokens(before: string, after: string): boolean {
  const [left, right] = [meaningOf(before), meaningOf(after)];
  return left.length === right.length && left.every((text, index) => text === right[index]);
}

/** What stays the same: every token and comment, words without regard to their case. */
function meaningOf(script: string): string[] {
  return scanSql(script)
    .filter((token) => token.kind !== 'space')
    .map((token) => {
      if (token.kind === 'word') return token.text.toUpperCase();
      // A comment is moved as a whole; the white space at its line ends is no part of it.
      return token.kind === 'comment' ? token.text.replace(/\s+/g, ' ').trim() : token.text;
    });
}

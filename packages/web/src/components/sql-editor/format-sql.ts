/**
 * Lays a script out anew. Only white space may change: the result is compared token by token with what it was made from, and a
 * layout that changed anything else, a comment included, is not given.
 */
import { type DialectOptions, formatDialect, spark } from 'sql-formatter';

import { endOfBareSetting } from './bare-settings.ts';
import { flinkFunctions } from './flink-words.ts';
import { holdGroups } from './held-groups.ts';
import { keywordOf, scanSql, type SqlToken } from './sql-scanner.ts';
import { raisedWords } from './word-case.ts';

/** Spark's dialect is the nearest to Flink's; strings are quoted as in the standard, and `${name}` is a value. */
const flink: DialectOptions = {
  ...spark,
  name: 'flink',
  tokenizerOptions: {
    ...spark.tokenizerOptions,
    reservedFunctionNames: [...new Set([...spark.tokenizerOptions.reservedFunctionNames, ...flinkFunctions])].filter(
      (name) => /^\w+$/.test(name),
    ),
    stringTypes: ["''-qq"],
    // Named arguments, and the quantifiers of MATCH_RECOGNIZE, as `{2,3}` below.
    operators: [...(spark.tokenizerOptions.operators ?? []), '=>', '?'],
    variableTypes: [{ regex: String.raw`\$\{[^}\n]*\}` }, { regex: String.raw`\{[\d, ]*\}` }],
  },
};

/** With the clauses of MATCH_RECOGNIZE, some of which are names elsewhere. */
const withPatterns: DialectOptions = {
  ...flink,
  tokenizerOptions: {
    ...flink.tokenizerOptions,
    reservedClauses: [
      ...flink.tokenizerOptions.reservedClauses,
      'MEASURES',
      'ONE ROW PER MATCH',
      'ALL ROWS PER MATCH',
      'AFTER MATCH SKIP PAST LAST ROW',
      'AFTER MATCH SKIP TO NEXT ROW',
      'AFTER MATCH SKIP TO FIRST',
      'AFTER MATCH SKIP TO LAST',
      'PATTERN',
      'DEFINE',
    ],
  },
};

/** The script in its new layout; undefined where it cannot be laid out without changing it, such as with an open quote. */
export function formatSql(script: string): string | undefined {
  const held = holdGroups(script);
  let formatted: string;
  try {
    formatted = formatDialect(held.text, {
      dialect: /\bMATCH_RECOGNIZE\b/i.test(script) ? withPatterns : flink,
      tabWidth: 2,
      // Names keep their case: which words are none is known better here.
      keywordCase: 'preserve',
      functionCase: 'preserve',
      dataTypeCase: 'preserve',
      expressionWidth: 80,
      linesBetweenQueries: 1,
    });
  } catch {
    // It does not say which errors it throws; a script it cannot read stays as it is.
    return undefined;
  }
  const laid = withWordsRaised(withOptionsBeside(held.release(formatted)));
  const result = script.endsWith('\n') ? `${laid}\n` : laid;
  return sameTokens(script, result) ? result : undefined;
}

/** WITH of a table's options stands behind its columns: the formatter takes it for the WITH of a query, on a line of its own. */
function withOptionsBeside(text: string): string {
  const tokens = scanSql(text);
  const next = (index: number) => tokens.findIndex(({ kind }, i) => i > index && kind !== 'space');
  for (const [at, token] of tokens.entries()) {
    const open = next(at);
    if (keywordOf(token) !== 'WITH' || tokens[open]?.text !== '(' || tokens[next(open)]?.kind !== 'string') continue;
    const [before, gap] = [tokens[at - 2], tokens[at - 1]];
    // Behind a comment of one line nothing else can stand on it.
    if (gap?.kind === 'space' && before?.kind !== 'comment') gap.text = ' ';
    const close = tokens.findIndex(({ text: one }, i) => i > open && one === ')');
    for (const inside of tokens.slice(at + 1, close)) {
      if (inside.kind === 'space') inside.text = inside.text.replace(/\n {2}/, '\n');
    }
    const behind = tokens[at + 1];
    if (behind?.kind === 'space') behind.text = ' ';
  }
  return textOf(tokens);
}

function textOf(tokens: readonly SqlToken[]): string {
  return tokens.map(({ text }) => text).join('');
}

function withWordsRaised(text: string): string {
  const tokens = scanSql(text);
  const raised = raisedWords(tokens);
  return tokens.map((token) => (raised.has(token.start) ? token.text.toUpperCase() : token.text)).join('');
}

function sameTokens(before: string, after: string): boolean {
  const [left, right] = [meaningOf(before), meaningOf(after)];
  return left.length === right.length && left.every((text, index) => text === right[index]);
}

/** What stays the same: every token and comment, words without regard to their case but in settings without quotes. */
function meaningOf(script: string): string[] {
  const tokens = scanSql(script);
  const meaning: string[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined || token.kind === 'space') continue;
    const end = endOfBareSetting(tokens, at);
    if (end !== undefined) {
      meaning.push(textOf(tokens.slice(at, end)));
      at = end - 1;
    } else if (token.kind === 'word') meaning.push(token.text.toUpperCase());
    // A comment is moved as a whole; the white space at its line ends is no part of it.
    else if (token.kind === 'comment') meaning.push(token.text.replace(/\s+/g, ' ').trim());
    // The prefix of a literal stands right before it.
    else
      meaning.push(token.kind === 'string' && tokens[at - 1]?.kind === 'word' ? `prefixed ${token.text}` : token.text);
  }
  return meaning;
}

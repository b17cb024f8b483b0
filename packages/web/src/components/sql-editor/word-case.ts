/**
 * Which words of a script are Flink's own, and stand in upper case. Names keep theirs: to Flink `data` and `DATA` are two columns,
 * so a word that may be a name is raised only where its neighbours leave no doubt. Pure.
 */
import { endOfBareSetting } from './bare-settings.ts';
import { flinkFunctions, flinkKeywords, flinkTypes } from './flink-words.ts';
import { keywordOf, meaningfulTokens, type SqlToken } from './sql-scanner.ts';

type Place = (before: string, after: string, token: { before: SqlToken | undefined }) => boolean;

const objectVerbs = new Set(
  'CREATE DROP ALTER SHOW USE ADD REMOVE DESCRIBE DESC TEMPORARY REPLACE SYSTEM CURRENT'.split(' '),
);
const afterObject: Place = (before) => objectVerbs.has(before);
const behindName: Place = (_before, after, { before }) =>
  (before?.kind === 'word' || before?.kind === 'quoted' || before?.text === ')' || before?.kind === 'number') &&
  (['', ',', ';', ')'].includes(after) || ['NULLS', 'LIMIT', 'ROWS', 'RANGE', 'FETCH', 'OFFSET'].includes(after));
const behindType: Place = (_before, after, { before }) =>
  (before?.kind === 'word' || before?.text === ')' || before?.kind === 'string') &&
  ['', ',', ')', 'FROM', 'VIRTUAL', 'COMMENT'].includes(after);
const behindString: Place = (_before, _after, { before }) => before?.kind === 'string';
const ofFrame: Place = (before) =>
  ['UNBOUNDED', 'BETWEEN', 'AND', 'ROWS', 'RANGE', 'DAY', 'HOUR', 'MINUTE', 'SECOND'].includes(before) ||
  /^\d/.test(before);
const ofLike: Place = (_before, after) =>
  ['ALL', 'OPTIONS', 'CONSTRAINTS', 'GENERATED', 'METADATA', 'PARTITIONS', 'WATERMARKS'].includes(after);

/** Words that Flink takes as names too, with where they are none. */
const soft: Readonly<Record<string, Place>> = {
  ADD: () => false,
  ASC: behindName,
  DESC: behindName,
  KEY: (before) => before === 'PRIMARY',
  ENFORCED: (before) => before === 'NOT',
  IF: (_before, after) => after === 'EXISTS' || after === 'NOT',
  OVERWRITE: (before) => before === 'INSERT',
  TEMPORARY: afterObject,
  CATALOG: afterObject,
  DATABASE: afterObject,
  VIEW: afterObject,
  MODEL: afterObject,
  JAR: afterObject,
  PARTITIONED: (_before, after) => after === 'BY',
  METADATA: behindType,
  VIRTUAL: behindType,
  DESCRIPTOR: (_before, after) => after === '(',
  MAP: (_before, after) => after === '<' || after === '[',
  NULLS: (_before, after) => after === 'FIRST' || after === 'LAST',
  FIRST: (before) => before === 'NULLS' || before === 'FETCH',
  SETS: (before) => before === 'GROUPING',
  ONLY: (before) => before === 'ROWS' || before === 'ROW',
  LAST: (before) => before === 'NULLS' || before === 'PAST',
  OF: (before, after) => before === 'AS' && after !== '',
  AFTER: (_before, after) => after === 'MATCH',
  MATCH: (before) => before === 'PER' || before === 'AFTER',
  PAST: (before) => before === 'SKIP',
  UNBOUNDED: (_before, after) => after === 'PRECEDING' || after === 'FOLLOWING',
  PRECEDING: ofFrame,
  FOLLOWING: ofFrame,
  INCLUDING: ofLike,
  EXCLUDING: ofLike,
  OVERWRITING: ofLike,
  OPTIONS: (before) => ['INCLUDING', 'EXCLUDING', 'OVERWRITING'].includes(before),
  DAYS: behindString,
  HOURS: behindString,
  MINUTES: behindString,
  SECONDS: behindString,
};

const softWords = new Set(
  `ADD AFTER ANALYZE ANTI ASC BEFORE BERNOULLI CASCADE CATALOG CHANGELOG_MODE COLUMNS COMPILE COMPUTE CONNECTION CONNECTIONS DATABASE DAYS
  DESC DESCRIPTOR ENFORCED ESTIMATED_COST EXCLUDING FINAL FIRST FOLLOWING GENERATED HOURS IF IMMEDIATE INCLUDING INPUT JAR JARS JOB JOBS
  JSON_EXECUTION_PLAN JSON_ROW KEY LAST LOAD METADATA MINUTES MODEL MONTHS NULLS OPTIONS ORDINALITY OUTPUT OVERWRITE OVERWRITING
  PARTITIONED PARTITIONS PAST PLAN PLAN_ADVICE PRECEDING PYTHON QUARTER REMOVE REPLACE SECONDS SEMI SETS STATISTICS STOP STRUCTURED
  TEMPORARY UNBOUNDED UNLOAD VIEW VIRTUAL WEEK YEARS JAVA DRAIN EVALUATE PREDICT ROW_SEMANTIC_TABLE SET_SEMANTIC_TABLE MAP VARIANT ZONE`.split(
    /\s+/,
  ),
);
/** Words that are never a name without quotes, on any engine. */
const hard = new Set([...flinkKeywords, ...flinkTypes].filter((word) => !softWords.has(word)));
const functions = new Set(flinkFunctions);
/** Behind these a word with a bracket is a table and its columns. */
const beforeNames = new Set(
  'TABLE VIEW INTO OVERWRITE EXISTS JOIN UPDATE AS WITH FROM FUNCTION DATABASE CATALOG'.split(' '),
);

/** Offsets of the words that stand in upper case. */
export function raisedWords(tokens: readonly SqlToken[]): Set<number> {
  const raised = new Set<number>();
  const all = meaningfulTokens(tokens);
  const settings = settingsOf(tokens);
  for (const [i, token] of all.entries()) {
    if (token.kind !== 'word' || settings.has(token.start)) continue;
    const [before, next] = [all[i - 1], all[i + 1]];
    const word = keywordOf(token);
    const isFirst = before === undefined || before.text === ';';
    const isPart = before?.text === '.';
    if (isPart) continue;
    const place = Object.hasOwn(soft, word) ? soft[word] : undefined;
    const own = keywordOf(before) || (before?.text ?? '');
    const isKeyword =
      hard.has(word) ||
      (isFirst && flinkKeywords.includes(word)) ||
      place?.(own, keywordOf(next) || (next?.text ?? ''), { before }) === true;
    if (isKeyword || (functions.has(word) && next?.text === '(' && callsBehind(before))) raised.add(token.start);
  }
  return raised;
}

/** Offsets of the tokens of settings without quotes. */
function settingsOf(tokens: readonly SqlToken[]): Set<number> {
  const offsets = new Set<number>();
  for (const at of tokens.keys()) {
    for (const { start } of tokens.slice(at, endOfBareSetting(tokens, at) ?? at)) offsets.add(start);
  }
  return offsets;
}

/** True where a word with a bracket behind this token is a call. */
function callsBehind(before: SqlToken | undefined): boolean {
  if (before === undefined || before.text === ')' || before.kind === 'quoted') return false;
  const word = keywordOf(before);
  return word === '' || (hard.has(word) && !beforeNames.has(word));
}

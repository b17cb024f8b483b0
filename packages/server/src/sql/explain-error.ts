/**
 * Turns what Flink says about a statement into a code, plain words, a remedy, and where to look. Pure.
 * The rules are in error-rules/; what no rule knows is told in Flink's own words.
 */
import type { ErrorCode } from '@liusu/contract/error-code';
import type { UnknownName } from '@liusu/contract/sql';

import { type GatewayFault, rootMessageOf } from '../flink/gateway-fault.ts';
import { redactText } from '../lib/redact.ts';
import { errorRules } from './error-rules.ts';
import type { ExplainContext, RuleResult } from './error-rules/rule.ts';
import { type Words, words } from './words.ts';

/** A place as Flink counts: lines and columns from 1 in the text it was sent; the end is inclusive. */
export interface FlinkPlace {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

export interface Explanation {
  code: ErrorCode;
  /** What is wrong, in one or two plain sentences. */
  message: Words;
  remedy: Words | null;
  place: FlinkPlace | undefined;
  /** Texts to look for in the statement, best first, where Flink names no place. */
  marks: readonly string[];
  /** A name that stands twice: the later one is meant. */
  pickLast: boolean;
  /** The mark inside of `place` is meant. */
  isNarrow: boolean;
  /** Place (from 0) of the column of the query that is meant. */
  item: number | undefined;
  /** The column of a table that is its other side. */
  target: { table: string; column: string } | undefined;
  /** Path of the table whose definition is at fault. */
  table: string | undefined;
  /** The name that is not there. */
  unknown: UnknownName | undefined;
}

/** What Flink throws of a job, or of its own processes, once the statement was taken: nothing in the SQL is at fault. */
const ofRunning = /\.(?:JobExecutionException|JobInitializationException|JobSubmissionException|ConnectException)$/;

export function explainFault(fault: GatewayFault, context: ExplainContext = { tables: [] }): Explanation {
  const place = placeOf(fault);
  const table = brokenTable(fault);
  for (const cause of fault.causes.toReversed()) {
    for (const rule of errorRules) {
      const match = rule.pattern.exec(cause.message);
      if (match === null) continue;
      return { ...asExplanation(rule.explain(match, context)), place, table };
    }
  }
  const said = redactText(withoutPlace(firstParagraphs(rootMessageOf(fault))));
  if (fault.causes.some(({ type }) => ofRunning.test(type))) {
    const told = words(`查询在运行时失败：${said}`, said);
    return { ...asExplanation({ code: 'SQL_QUERY_FAILED', message: told }), place, table };
  }
  return {
    ...asExplanation({
      code: 'SQL_INVALID',
      message: words(`Flink 不接受这条语句：${said}`, said),
      marks: quotedNames(rootMessageOf(fault)),
    }),
    place,
    table,
  };
}

/** A rule's words as an explanation without a place. Nothing secret is in its texts. */
export function asExplanation(found: RuleResult): Explanation {
  return {
    code: found.code,
    message: redactWords(found.message),
    remedy: found.remedy === undefined ? null : redactWords(found.remedy),
    place: undefined,
    marks: found.marks ?? [],
    pickLast: found.pick === 'last',
    isNarrow: found.narrow ?? false,
    item: found.item,
    target: found.target,
    table: undefined,
    unknown: found.unknown,
  };
}

function redactWords({ zh, en }: Words): Words {
  return words(redactText(zh), redactText(en));
}

/** The table that could not be made into a source or sink: its definition is wrong, not the statement that uses it. */
function brokenTable(fault: GatewayFault): string | undefined {
  for (const { message } of fault.causes) {
    const found = /Unable to create a (?:source for reading|sink for writing) table '(.+?)'\.(?:\s|$)/.exec(message);
    if (found !== null) return found[1];
  }
  return undefined;
}

const range = /From line (\d+), column (\d+) to line (\d+), column (\d+)/;
const point = /\bat line (\d+),? column (\d+)/i;

/** The innermost place any of the causes names. */
function placeOf(fault: GatewayFault): FlinkPlace | undefined {
  for (const cause of fault.causes.toReversed()) {
    const from = range.exec(cause.message);
    if (from !== null) {
      const [line, column, endLine, endColumn] = from.slice(1).map(Number);
      return { line: line ?? 1, column: column ?? 1, endLine: endLine ?? 1, endColumn: endColumn ?? 1 };
    }
    const at = point.exec(cause.message);
    if (at !== null) {
      const [line, column] = at.slice(1).map(Number);
      const length = Math.max(1, encounteredLength(cause.message));
      return { line: line ?? 1, column: column ?? 1, endLine: line ?? 1, endColumn: (column ?? 1) + length - 1 };
    }
  }
  return undefined;
}

/** Length of what the parser stumbled over, when it says so. */
function encounteredLength(message: string): number {
  const keyword = /near the keyword '([^']+)'/.exec(message);
  if (keyword !== null) return keyword[1]?.length ?? 1;
  const encountered = /Encountered "([^"\s]+)/.exec(message);
  return encountered === null || encountered[1] === '<EOF>' ? 1 : (encountered[1]?.length ?? 1);
}

function withoutPlace(message: string): string {
  return message
    .replace(range, '')
    .replace(/^\s*(?:At line \d+, column \d+)?:\s*/, '')
    .trim();
}

/** Long lists (expected tokens, table options) are cut off. */
function firstParagraphs(message: string): string {
  const text = message.split(/\n\s*Was expecting/)[0] ?? message;
  return text.length > 800 ? `${text.slice(0, 800)}…` : text.trim();
}

function quotedNames(message: string): string[] {
  return [...message.matchAll(/'([^'\n]{1,120})'/g)].map((match) => match[1] ?? '').filter((name) => name !== '');
}

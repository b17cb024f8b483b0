/** What a rule on one of Flink's messages says, and the words rules share. Pure. */
import type { ErrorCode } from '@liusu/contract/error-code';
import type { UnknownName } from '@liusu/contract/sql';

import { nearestNames } from '../nearest.ts';
import { type Words, words } from '../words.ts';

/** The part of a path that is not there, and the names that are there in its place. */
export interface MissingPart {
  kind: 'catalog' | 'database' | 'table';
  name: string;
  /** Path of what it should be in; empty for a catalog. */
  within: string;
  candidates: readonly string[];
}

/** What is known beside the message: names that exist, for "did you mean". */
export interface ExplainContext {
  /** Tables and views in reach. */
  tables: readonly string[];
  /** Columns of the tables the statement names. */
  columns?: readonly string[];
  functions?: readonly string[];
  /** Of a table that was not found: which part of its path is not there. */
  missing?: MissingPart | undefined;
  catalogs?: readonly string[];
  /** Connectors of the engine that may not be on the class path yet. */
  connectors?: readonly string[];
  /** The column a window function of the statement goes by. */
  timeColumn?: string | undefined;
  /** Columns that an INSERT names behind its table, in their order. */
  insertColumns?: readonly string[] | undefined;
  /** True for a name that stands as a type. */
  isTypeName?: (name: string) => boolean;
  /** Text of the comparison of two types, where it is clear which one is meant. */
  comparisonOf?: (types: readonly [string, string]) => string | undefined;
}

export interface RuleResult {
  code: ErrorCode;
  message: Words;
  remedy?: Words | undefined;
  /** Texts to look for in the statement, best first. */
  marks?: string[];
  /** A name that stands twice: the later one is meant. */
  pick?: 'last';
  /** Flink's own range is wider than need be: the mark inside of it is meant. */
  narrow?: boolean;
  /** Place (from 0) of the column of the query that is meant. */
  item?: number;
  /** The column of a table that is its other side. */
  target?: { table: string; column: string };
  /** Where it is about a name that is not there. */
  unknown?: UnknownName;
}

export interface ErrorRule {
  pattern: RegExp;
  explain(match: RegExpExecArray, context: ExplainContext): RuleResult;
}

export function rule(pattern: RegExp, explain: ErrorRule['explain']): ErrorRule {
  return { pattern, explain };
}

/** What to do about a name that is not there: one of the candidates that come near, else what `otherwise` says. */
export function notThere(
  kind: UnknownName['kind'],
  name: string,
  candidates: readonly string[] | undefined,
  otherwise: Words,
): Pick<RuleResult, 'remedy' | 'unknown'> {
  return meant(kind, name, nearestNames(name, [...new Set(candidates)]), otherwise);
}

/** As `notThere`, of names that are known to be near. */
export function meant(
  kind: UnknownName['kind'],
  name: string,
  near: string[],
  otherwise: Words,
): Pick<RuleResult, 'remedy' | 'unknown'> {
  return { remedy: askBack(near) ?? otherwise, unknown: { kind, name, near, engines: [] } };
}

/** Asks back with the names that come near; undefined when none does. */
function askBack(near: readonly string[]): Words | undefined {
  return near.length === 0 ? undefined : words(`是不是想写 ${near.join('、')}？`, `Did you mean ${near.join(', ')}?`);
}

/** Lines of a list in Flink's words, without the empty ones. */
export function linesOf(block: string | undefined): string[] {
  return (block ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export function lastPart(path: string): string {
  return path.replaceAll('`', '').split('.').at(-1) ?? path;
}

/** A table's path without quotes, and without the catalog everybody starts in. */
export function plainPath(path: string): string {
  return path.replaceAll('`', '').replace(/^default_catalog\.default_database\./, '');
}

/** A path as it may stand in a script: as Flink tells it, without the default catalog, and its last part alone. */
export function pathMarks(path: string): string[] {
  return [plainPath(path), lastPart(path)];
}

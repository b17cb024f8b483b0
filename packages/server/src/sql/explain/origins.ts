/** Finds the part of a script that an operator of the plan comes from. Pure; undefined where it cannot be told. */
import type { SqlPosition } from '@liusu/contract/problem';

import type { LineIndex } from '../positions.ts';
import type { PreparedStatement } from '../prepared-script.ts';
import { isWord, readName, startsWithWords, type Token } from '../tokens.ts';
import type { PlanGraph } from './plan-graph.ts';

export interface OriginScript {
  lines: LineIndex;
  /** The statement of each result of the plan, in order. */
  results: readonly PreparedStatement[];
  /** Views of the script: their words are in the plan of who uses them. */
  views: readonly PreparedStatement[];
}

type Node = PlanGraph['nodes'][number];
interface Range {
  start: number;
  end: number;
}
type Finder = (statement: PreparedStatement, node: Node, graph: PlanGraph) => Range | undefined;

/** The same graph with the places of its nodes. */
export function withOrigins(graph: PlanGraph, script: OriginScript): PlanGraph {
  return { ...graph, nodes: graph.nodes.map((node) => ({ ...node, origin: originOf(node, graph, script) })) };
}

function originOf(node: Node, graph: PlanGraph, { lines, results, views }: OriginScript): SqlPosition | null {
  const own = results[node.result];
  const find = finderOf(node);
  if (own === undefined || find === undefined) return null;
  for (const statement of [own, ...views]) {
    const range = find(statement, node, graph);
    if (range === undefined) continue;
    const { start, end } = statement.text.originOf(range.start, range.end);
    return lines.rangeOf(statement.index, start, end);
  }
  return null;
}

function finderOf(node: Node): Finder | undefined {
  if (node.operator === 'LookupJoin') return tableAfter(['JOIN']);
  switch (node.kind) {
    case 'sink':
      return tableAfter(['INTO', 'OVERWRITE']);
    case 'source':
      return node.table === null ? words(['VALUES']) : tableAfter(['FROM', 'JOIN', 'TABLE']);
    case 'join':
      return joinOf;
    case 'aggregate':
      return groupingOf;
    case 'window':
      return firstOf(words(['TUMBLE'], ['HOP'], ['CUMULATE'], ['SESSION'], ['MATCH_RECOGNIZE'], ['OVER']), joinOf);
    case 'rank':
      return words(['ROW_NUMBER'], ['RANK'], ['DENSE_RANK'], ['ORDER', 'BY'], ['LIMIT'], ['DISTINCT']);
    case 'calc':
      return node.attributes.some(({ name }) => name === 'where')
        ? words(['WHERE'], ['ON'], ['HAVING'])
        : words(['SELECT']);
    case 'other':
      return node.operator === 'Union' ? words(['UNION']) : undefined;
    default:
      return undefined;
  }
}

function firstOf(...finders: Finder[]): Finder {
  return (statement, node, graph) => {
    for (const find of finders) {
      const found = find(statement, node, graph);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function words(...runs: readonly (readonly string[])[]): Finder {
  return ({ tokens }) => {
    for (const run of runs) {
      const at = tokens.findIndex((_, i) => startsWithWords(tokens, run, i));
      if (at >= 0) return rangeOf(tokens, at, run.length);
    }
    return undefined;
  };
}

function rangeOf(tokens: readonly Token[], at: number, count: number): Range | undefined {
  const [first, last] = [tokens[at], tokens[at + count - 1]];
  return first === undefined || last === undefined ? undefined : { start: first.start, end: last.end };
}

/** The name of the node's table where it stands behind one of the words. */
function tableAfter(openers: readonly string[]): Finder {
  return ({ tokens, text }, node) => {
    for (const [i, token] of tokens.entries()) {
      if (!isWord(token, ...openers) && token.value !== ',') continue;
      const name = readName(tokens, text.text, isWord(tokens[i + 1], 'TABLE') ? i + 2 : i + 1);
      if (name !== undefined && isSameTable(name.parts, node.table)) return { start: name.start, end: name.end };
    }
    return undefined;
  };
}

/** True when a name as written may be the table's full name. */
function isSameTable(parts: readonly string[], table: string | null): boolean {
  const full = (table ?? '').toLowerCase();
  const written = parts.join('.').toLowerCase();
  return full === written || full.endsWith(`.${written}`);
}

/** The JOIN whose right side reads what the right input of the node reads; else the first one. */
function joinOf(statement: PreparedStatement, node: Node, graph: PlanGraph): Range | undefined {
  const { tokens, text } = statement;
  const joins = tokens.flatMap((token, i) => (isWord(token, 'JOIN') ? [i] : []));
  const inputs = graph.edges.filter(({ to }) => to === node.id);
  const right = inputs.length > 1 ? tablesBelow(inputs.at(-1)?.from ?? '', graph) : [];
  const at =
    joins.find((i) => {
      const name = readName(tokens, text.text, i + 1);
      return name !== undefined && right.some((table) => isSameTable(name.parts, table));
    }) ?? joins[0];
  if (at !== undefined) return rangeOf(tokens, at, 1);
  return words(['IN'], ['EXISTS'], ['UNNEST'], ['FROM'])(statement, node, graph);
}

function tablesBelow(id: string, graph: PlanGraph): string[] {
  const node = graph.nodes.find((one) => one.id === id);
  if (node === undefined) return [];
  const below = graph.edges.filter(({ to }) => to === id).flatMap(({ from }) => tablesBelow(from, graph));
  return node.table === null ? below : [node.table, ...below];
}

/** GROUP BY with the columns the node groups by; DISTINCT or UNION where that is what groups; else the first aggregate. */
function groupingOf(statement: PreparedStatement, node: Node, graph: PlanGraph): Range | undefined {
  const { tokens } = statement;
  const by = (node.attributes.find(({ name }) => name === 'groupBy')?.value ?? '')
    .split(', ')
    .filter((one) => /^\w+$/.test(one))
    .map((one) => one.toUpperCase());
  const groups = tokens.flatMap((_, i) => (startsWithWords(tokens, ['GROUP', 'BY'], i) ? [i] : []));
  const matching = groups.find((i) => {
    const rest = tokens.slice(i + 2, i + 2 + by.length * 4).map(({ value }) => value.toUpperCase());
    return by.length > 0 && by.every((one) => rest.includes(one));
  });
  const at = matching ?? groups[0];
  if (at !== undefined) return rangeOf(tokens, at, 2);
  return words(['DISTINCT'], ['UNION'], ['COUNT'], ['SUM'], ['AVG'], ['MIN'], ['MAX'])(statement, node, graph);
}

/** Reads the words of EXPLAIN: trees of operators, and Flink's JSON of what would run. Pure. */
import { z } from 'zod';

export interface PlanTree {
  operator: string;
  attributes: readonly { name: string; value: string }[];
  /** The line as Flink wrote it, without its place in the tree. */
  line: string;
  inputs: PlanTree[];
}

export interface PlanText {
  /** With the kinds of changes of each operator. */
  physical: PlanTree[];
  execution: PlanTree[];
  /** Parallelism by the operator's line in `execution`. */
  parallelism: ReadonlyMap<string, number>;
  /** Flink's own advice and warnings, by their number. */
  notes: ReadonlyMap<string, string>;
}

const heading = /^== (.+?) ==$/;

/** Reads what `EXPLAIN PLAN_ADVICE, CHANGELOG_MODE, JSON_EXECUTION_PLAN` gave. Sections that are not there are empty. */
export function readPlanText(text: string): PlanText {
  const sections = sectionsOf(text);
  const physical = [...sections].find(([name]) => name.startsWith('Optimized Physical Plan'))?.[1] ?? '';
  const execution = readTrees(sections.get('Optimized Execution Plan') ?? '');
  return {
    physical: readTrees(physical),
    execution: withoutReuse(execution),
    parallelism: parallelismOf(sections.get('Physical Execution Plan') ?? ''),
    notes: notesOf(physical),
  };
}

function sectionsOf(text: string): Map<string, string> {
  const sections = new Map<string, string>();
  let name = '';
  let lines: string[] = [];
  const flush = () => {
    if (name !== '') sections.set(name, lines.join('\n'));
  };
  for (const line of text.split('\n')) {
    const match = heading.exec(line);
    if (match === null) {
      lines.push(line);
      continue;
    }
    flush();
    name = match[1] ?? '';
    lines = [];
  }
  flush();
  return sections;
}

const treeLine = /^([ :]*)([+:]- )?([A-Z]\w*)\((.*?)\)(?:\(reuse_id=\[(\d+)\]\))?$/;

/** Trees of a section; an empty line stands between two of them. Lines that are no operators end a tree. */
export function readTrees(section: string): PlanTree[] {
  const roots: PlanTree[] = [];
  let open: PlanTree[] = [];
  for (const line of section.split('\n')) {
    const match = treeLine.exec(line);
    if (match === null) {
      open = [];
      // Flink's warnings hold a tree of their own, which is not part of the plan.
      if (line.startsWith('advice[')) break;
      continue;
    }
    const [, indent = '', branch, operator = '', inside = '', reuse] = match;
    const depth = branch === undefined ? 0 : Math.round(indent.length / 3) + 1;
    const tree: PlanTree = {
      operator,
      attributes: [...attributesOf(inside), ...(reuse === undefined ? [] : [{ name: 'reuse_id', value: reuse }])],
      line: `${operator}(${inside})`,
      inputs: [],
    };
    if (depth === 0) roots.push(tree);
    else open[depth - 1]?.inputs.push(tree);
    open = [...open.slice(0, depth), tree];
  }
  return roots;
}

/** `a=[x], b=[y, z]` as pairs, through nested brackets and over strings. */
function attributesOf(text: string): { name: string; value: string }[] {
  const pairs: { name: string; value: string }[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i <= text.length; i++) {
    // Only a string with its character set is one: a lone quote is part of a name, as in start('w$).
    if (text.startsWith("_UTF-16LE'", i)) i = endOfString(text, i + 10);
    const char = text.charAt(i);
    if (char === '(' || char === '[' || char === '{') depth += 1;
    else if (char === ')' || char === ']' || char === '}') depth -= 1;
    if ((char !== ',' || depth !== 0) && i < text.length) continue;
    const pair = /^\s*([\w ]+?)=(?:\[([\s\S]*)\]|([\s\S]*?))\s*$/.exec(text.slice(from, i));
    if (pair !== null) pairs.push({ name: pair[1] ?? '', value: pair[2] ?? pair[3] ?? '' });
    from = i + 1;
  }
  return pairs;
}

/** Offset after the closing quote of a string whose text begins at `from`. */
function endOfString(text: string, from: number): number {
  let at = from;
  for (;;) {
    const close = text.indexOf("'", at);
    if (close < 0) return text.length;
    if (text.charAt(close + 1) !== "'") return close + 1;
    at = close + 2;
  }
}

/** Puts what is used again where it is used. */
function withoutReuse(trees: PlanTree[]): PlanTree[] {
  const known = new Map<string, PlanTree>();
  const collect = (tree: PlanTree): void => {
    const id = attributeOf(tree, 'reuse_id');
    if (id !== undefined) known.set(id, tree);
    tree.inputs.forEach(collect);
  };
  trees.forEach(collect);
  const resolve = (tree: PlanTree, depth: number): PlanTree => {
    const id = tree.operator === 'Reused' ? attributeOf(tree, 'reference_id') : undefined;
    const found = id === undefined ? tree : (known.get(id) ?? tree);
    return depth > 200 ? found : { ...found, inputs: found.inputs.map((input) => resolve(input, depth + 1)) };
  };
  return trees.map((tree) => resolve(tree, 0));
}

/** A tree that only stands there to be used by others is no result. */
export function isResult(tree: PlanTree): boolean {
  return attributeOf(tree, 'reuse_id') === undefined;
}

export function attributeOf(tree: Pick<PlanTree, 'attributes'>, name: string): string | undefined {
  return tree.attributes.find((attribute) => attribute.name === name)?.value;
}

const StreamGraph = z.object({
  nodes: z.array(z.object({ contents: z.string(), parallelism: z.number().int() })),
});

function parallelismOf(section: string): Map<string, number> {
  const byLine = new Map<string, number>();
  let json: unknown;
  try {
    json = JSON.parse(section);
  } catch {
    // No JSON of what would run: parallelism is not known.
    return byLine;
  }
  const parsed = StreamGraph.safeParse(json);
  for (const { contents, parallelism } of parsed.data?.nodes ?? []) {
    byLine.set(contents.replace(/^\[\d+\]:/, ''), parallelism);
  }
  return byLine;
}

function notesOf(section: string): Map<string, string> {
  const notes = new Map<string, string>();
  for (const match of section.matchAll(/^advice\[(\d+)\]: (.*)$/gm)) notes.set(match[1] ?? '', match[2] ?? '');
  return notes;
}

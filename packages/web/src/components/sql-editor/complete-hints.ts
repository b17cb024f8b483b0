// Inside a table hint: `FROM t /*+ OPTIONS('key' = 'value') */` takes options of the connector of t.
import type { CatalogView } from './catalog-view.ts';
import { optionItem, valueItems } from './complete-strings.ts';
import { type Completion, type CompletionSource, isClosed, plainItem } from './completion-item.ts';
import type { Declaration } from './declarations.ts';
import { type OptionContext, optionsFor } from './knowledge.ts';
import { type ScriptModel, statementIndexAt } from './script-model.ts';
import { Scope } from './scope.ts';
import { keywordOf, meaningfulTokens, nameOf, scanSql, type SqlToken } from './sql-scanner.ts';
import { textOf } from './token-lists.ts';

const opening = '/*+';
const closing = '*/';
/** Tables that are LIKE each other are followed this far. */
const deepestChain = 8;

/** What fits at an offset inside of a hint. */
export function completeHint(
  model: ScriptModel,
  hint: SqlToken,
  offset: number,
  source: CompletionSource,
): Completion[] {
  const tokens = innerTokens(hint);
  const at = tokens.find((token) => offset > token.start && offset <= token.end);
  const before = tokens.filter((token) => token.end <= (at?.start ?? offset));
  if (at?.kind !== 'string' || (offset === at.end && isClosed(at.text))) {
    const isStart = before.length === 0 || before.at(-1)?.text === ',' || before.at(-1)?.text === ')';
    const range = { start: at?.kind === 'word' ? at.start : offset, end: at?.kind === 'word' ? at.end : offset };
    const name = { ...plainItem('snippet', "OPTIONS('$1' = '$2')", range, 'OPTIONS'), isSnippet: true };
    return isStart && openBracket(before) === undefined ? [name] : [];
  }
  const bracket = openBracket(before);
  if (bracket === undefined || keywordOf(before[bracket - 1]) !== 'OPTIONS') return [];
  const path = pathBefore(model, hint.start);
  const scope = new Scope(model, source.view, statementIndexAt(model, hint.start));
  const context = path.length === 0 ? undefined : contextOf(scope, path, hint.start);
  if (context === undefined) return [];
  const range = { start: at.start + 1, end: isClosed(at.text) ? at.end - 1 : offset };
  if (before.at(-1)?.text === '=') return valueItems(source, context, textOf(before.at(-2)), range);
  const written = new Set(tokens.filter((token, index) => token !== at && tokens[index + 1]?.text === '=').map(textOf));
  // What a table is, and with which connector, a hint cannot change.
  return optionsFor(source.knowledge, context)
    .filter(({ key }) => key !== 'connector' && !written.has(key))
    .map((option) => optionItem(option, source.language, range));
}

/** Tokens of the hint's own text, at their place in the script. */
function innerTokens(hint: SqlToken): SqlToken[] {
  const end = hint.text.endsWith(closing) && hint.text.length > opening.length ? -closing.length : undefined;
  const start = hint.start + opening.length;
  return meaningfulTokens(scanSql(hint.text.slice(opening.length, end))).map((token) => ({
    ...token,
    start: token.start + start,
    end: token.end + start,
  }));
}

/** Index of the bracket that is not closed. */
function openBracket(tokens: readonly SqlToken[]): number | undefined {
  const open: number[] = [];
  for (const [index, { text }] of tokens.entries()) {
    if (text === '(') open.push(index);
    if (text === ')') open.pop();
  }
  return open.at(-1);
}

/** The dotted name that ends where the hint begins. */
function pathBefore(model: ScriptModel, offset: number): string[] {
  const tokens = meaningfulTokens(model.tokens).filter((token) => token.end <= offset);
  const path: string[] = [];
  for (let at = tokens.length - 1; at >= 0; at -= 2) {
    const name = nameOf(tokens[at]);
    if (name === undefined) break;
    path.unshift(name);
    if (tokens[at - 1]?.text !== '.') break;
  }
  return path;
}

/** Undefined where nothing is known of the table, or not yet. */
function contextOf(scope: Scope, path: readonly string[], offset: number): OptionContext | undefined {
  const meaning = scope.meaningOf(path, offset);
  if (meaning.kind === 'catalog') {
    const { connector } = meaning.table;
    return connector === undefined ? undefined : { kind: 'connector', name: connector, formats: {} };
  }
  if (meaning.kind !== 'declared' || meaning.declaration.kind !== 'table') return undefined;
  const written = optionsOf(scope.model, scope.view, meaning.declaration, 0);
  const formats = [...written].filter(([key]) => key === 'format' || key.endsWith('.format'));
  return { kind: 'connector', name: written.get('connector'), formats: Object.fromEntries(formats) };
}

/** Options of a table, with those of the table it is LIKE. */
function optionsOf(
  model: ScriptModel,
  view: CatalogView,
  declaration: Declaration,
  depth: number,
): Map<string, string> {
  const there = new Scope(model, view, declaration.statement);
  const base = declaration.like === undefined ? undefined : there.declarationOf(declaration.like);
  const inherited = base === undefined || depth > deepestChain ? [] : optionsOf(model, view, base, depth + 1);
  return new Map([...inherited, ...declaration.options.map(({ key, value }) => [key, value] as const)]);
}

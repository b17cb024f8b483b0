/** What to offer at a place in a script. Pure: a script, an offset and what is known give a list. */
import { columnItems, completeDot, completeTables, scopeColumns } from './complete-names.ts';
import { completeHint } from './complete-hints.ts';
import { completeString, completeVariable, openVariable } from './complete-strings.ts';
import {
  type Completion,
  type CompletionPlace,
  type CompletionSource,
  isClosed,
  plainItem,
  quoteIfNeeded,
} from './completion-item.ts';
import { flinkKeywords, flinkTypes } from './flink-words.ts';
import { readScript, type ScriptModel, statementIndexAt } from './script-model.ts';
import { Scope } from './scope.ts';
import { type SqlSnippet, sqlSnippets } from './snippets.ts';
import { keywordOf, nameOf, type SqlToken } from './sql-scanner.ts';
import { continuations } from './statement-phrases.ts';

const tableStarts = new Set([
  'FROM',
  'JOIN',
  'INTO',
  'OVERWRITE',
  'TABLE',
  'VIEW',
  'LIKE',
  'DESCRIBE',
  'DESC',
  'UPDATE',
]);
const clauseWords = new Set(
  'SELECT FROM WHERE GROUP ORDER HAVING ON SET BY VALUES PARTITION MEASURES DEFINE USING INTO'.split(' '),
);

/** Completions at an offset, the likeliest kinds first. */
export function completionsAt(script: string, offset: number, source: CompletionSource): Completion[] {
  const model = readScript(script);
  const index = model.tokens.findIndex((token) => offset > token.start && offset <= token.end);
  const at = index < 0 ? undefined : model.tokens[index];
  if (isInComment(at, offset)) return [];
  const variable = openVariable(script, offset);
  if (variable !== undefined) return completeVariable(variable, source);
  if (at?.kind === 'hint' && (offset < at.end || !at.text.endsWith('*/')))
    return completeHint(model, at, offset, source);
  const typed = at !== undefined && (at.kind === 'word' || at.kind === 'quoted') ? at : undefined;
  const isInString = at?.kind === 'string' && (offset < at.end || !isClosed(at.text));
  const place: CompletionPlace = {
    ...source,
    model,
    offset,
    scope: new Scope(model, source.view, statementIndexAt(model, offset)),
    before: tokensBefore(model, isInString ? at.start : (typed?.start ?? offset)),
    range: { start: typed?.start ?? offset, end: wordEnd(script, offset, typed) },
  };
  if (isInString) return completeString(place, at);
  return completeWord(place);
}

function completeWord(place: CompletionPlace): Completion[] {
  const { before } = place;
  const previous = before.at(-1);
  if (previous?.text === '.') return completeDot(place);
  if (before.length === 0) return [...snippetItems('statement', place), ...phraseItems(place, [])];
  const words = before.map(keywordOf);
  if (words.every((word) => word !== '') && !words.includes('SELECT')) {
    const next = phraseItems(place, words);
    if (next.length > 0) return tableStarts.has(words.at(-1) ?? '') ? [...completeTables(place), ...next] : next;
  }
  const word = keywordOf(previous);
  if (tableStarts.has(word) || isNextRelation(before)) {
    const isQuery = word === 'FROM' || word === 'JOIN' || word === '';
    return [...completeTables(place), ...(isQuery ? [...snippetItems('from', place), ...keywordItems(place)] : [])];
  }
  if (word === 'MODEL') return modelItems(place);
  if (isColumnType(place)) return flinkTypes.map((name) => plainItem('type', name, place.range));
  const columns = scopeColumns(place);
  if (previous?.text === '(' && keywordOf(before.at(-2)) === 'DESCRIPTOR') return columnItems(columns, place);
  return [
    ...columnItems(columns, place),
    ...aliasItems(place),
    ...functionItems(place),
    ...(words.includes('CAST') || words.includes('TRY_CAST') ? flinkTypes : []).map((name) =>
      plainItem('type', name, place.range),
    ),
    ...keywordItems(place),
  ];
}

/** A comma in FROM: another relation follows. */
function isNextRelation(before: readonly SqlToken[]): boolean {
  if (before.at(-1)?.text !== ',') return false;
  let depth = 0;
  for (const token of before.toReversed()) {
    if (token.text === ')') depth += 1;
    else if (token.text === '(') depth -= 1;
    if (depth < 0) return false;
    if (depth === 0 && clauseWords.has(keywordOf(token))) return keywordOf(token) === 'FROM';
  }
  return false;
}

/** After the name of a column in CREATE TABLE (…). */
function isColumnType({ before }: CompletionPlace): boolean {
  if (keywordOf(before[0]) !== 'CREATE' || nameOf(before.at(-1)) === undefined) return false;
  const opener = before.at(-2)?.text;
  if (opener !== '(' && opener !== ',') return false;
  const depth = before.reduce(
    (sum, { text }) => sum + (text === '(' || text === '<' ? 1 : text === ')' || text === '>' ? -1 : 0),
    0,
  );
  const words = before.map(keywordOf);
  return depth === 1 && words.includes('TABLE') && !words.includes('WITH') && !words.includes('KEY');
}

function phraseItems({ range }: CompletionPlace, words: readonly string[]): Completion[] {
  return continuations(words).map((phrase) => plainItem('keyword', phrase, range));
}

function keywordItems({ range }: CompletionPlace): Completion[] {
  return flinkKeywords.map((word) => plainItem('keyword', word, range));
}

function snippetItems(place: SqlSnippet['place'], { language, range }: CompletionPlace): Completion[] {
  return sqlSnippets
    .filter((snippet) => snippet.place === place)
    .map((snippet) => ({
      ...plainItem('snippet', snippet.body, range),
      label: snippet.label,
      isSnippet: true,
      detail: snippet.detail[language],
      doc: `\`\`\`flink-sql\n${snippet.body.replace(/\$\{\d+:([^}]*)\}/g, '$1').replace(/\$\d/g, '')}\n\`\`\``,
    }));
}

function aliasItems(place: CompletionPlace): Completion[] {
  const aliases = place.scope.relationsAt(place.offset).map(({ alias }) => alias);
  return [...new Set(aliases)]
    .filter((alias) => alias !== '')
    .map((alias) => plainItem('alias', quoteIfNeeded(alias, place.knowledge), place.range, alias));
}

function functionItems({ knowledge, language, range, view }: CompletionPlace): Completion[] {
  const builtIn = [...knowledge.functions.values()].map(({ name, calls, ...doc }) => {
    const [call = name] = calls;
    const isBare = call === name;
    const isEmpty = call.startsWith(`${name}()`);
    return {
      ...plainItem('function', isBare ? name : isEmpty ? `${name}()` : `${name}($0)`, range, name),
      isSnippet: !isBare && !isEmpty,
      detail: call.slice(name.length),
      doc: `${doc[language]}\n\n${calls.map((each) => `\`${each}\``).join('  \n')}`,
    };
  });
  const own = (view.userFunctions() ?? []).map((name) => ({
    ...plainItem('function', `${name}($0)`, range, name),
    isSnippet: true,
    detail: '(…)',
  }));
  return [...builtIn, ...own];
}

function modelItems({ model, view, scope, range, knowledge }: CompletionPlace): Completion[] {
  const declared = model.declarations.filter((each) => each.kind === 'model').map((each) => each.path.join('.'));
  const stored = view.models(scope.place.catalog, scope.place.database) ?? [];
  return [...new Set([...declared, ...stored])].map((name) =>
    plainItem(
      'model',
      name
        .split('.')
        .map((part) => quoteIfNeeded(part, knowledge))
        .join('.'),
      range,
      name,
    ),
  );
}

function tokensBefore(model: ScriptModel, offset: number): SqlToken[] {
  const tokens = model.statements.findLast((each) => each.start <= offset)?.tokens ?? [];
  const found = tokens.filter((token) => token.end <= offset);
  const last = found.at(-1);
  // Behind a semicolon the next statement begins.
  return last !== undefined &&
    model.text
      .slice(last.end, offset)
      .replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '')
      .includes(';')
    ? []
    : found;
}

function isInComment(token: SqlToken | undefined, offset: number): boolean {
  if (token?.kind !== 'comment') return false;
  return token.text.startsWith('--') || !token.text.endsWith('*/') || offset < token.end;
}

function wordEnd(script: string, offset: number, typed: SqlToken | undefined): number {
  if (typed?.kind === 'quoted') return typed.end;
  const rest = /^[\p{L}\p{N}_$]*/u.exec(script.slice(offset, offset + 200))?.[0] ?? '';
  return offset + rest.length;
}

/**
 * What can be said of a script at once, before Flink is asked. Pure, and shy: nothing is said of what Flink might accept, so
 * every finding is one that Flink would make too, or an option that has no effect.
 */
import { foreignMarks, speaksAnotherDialect } from '@liusu/contract/foreign-characters';

import { emptyView } from './catalog-view.ts';
import type { Knowledge, Language } from './knowledge.ts';
import { nearestName } from './nearest-name.ts';
import type { Query, Source } from './query.ts';
import { readScript, type ScriptModel } from './script-model.ts';
import { same, Scope } from './scope.ts';
import { checkOptions } from './soft-options.ts';
import { type SoftText, softText } from './soft-texts.ts';
import { keywordOf, nameOf, type SqlToken } from './sql-scanner.ts';
import { continuations, firstWords } from './statement-phrases.ts';
import { closingOf, readPath, splitByComma } from './token-lists.ts';

export interface SoftFinding {
  code: SoftText;
  /** Offsets. */
  start: number;
  end: number;
  message: string;
  /** What to write instead of the marked text, where that is certain enough to offer. */
  fix: string | undefined;
}

export interface SoftSource {
  knowledge: Knowledge;
  language: Language;
}

type Report = (
  code: SoftText,
  place: { start: number; end: number },
  values?: Record<string, string>,
  fix?: string,
) => void;

/** Findings in the order of the text. */
export function softFindings(script: string, source: SoftSource): SoftFinding[] {
  const model = readScript(script);
  const findings: SoftFinding[] = [];
  const report: Report = (code, { start, end }, values = {}, fix) => {
    findings.push({ code, start, end, message: softText(code, source.language, values), fix });
  };
  checkQuotes(model, report);
  // Behind an open quote nothing is what it seems.
  if (findings.length > 0 || speaksAnotherDialect(script)) return findings;
  checkCharacters(model, report);
  // Brackets and names are not where they seem to be.
  if (findings.length > 0) return findings;
  // A variable outside of strings may stand for anything: names, columns, brackets.
  const isPlain = model.tokens.every(({ kind }) => kind !== 'variable');
  for (const [index, { tokens }] of model.statements.entries()) {
    const isWhole = isPlain && checkBrackets(tokens, report);
    checkFirstWords(tokens, report);
    checkSemicolon(tokens, script, report);
    if (isWhole) checkInsert(model, index, report);
  }
  if (isPlain) checkTables(model, report);
  for (const declaration of model.declarations) checkOptions(declaration, source.knowledge, report);
  return findings.sort((left, right) => left.start - right.start);
}

function checkQuotes({ tokens, text }: ScriptModel, report: Report): void {
  for (const token of tokens) {
    const { kind, start } = token;
    const lineEnd = text.indexOf('\n', start);
    const place = { start, end: lineEnd < 0 ? token.end : Math.min(lineEnd, token.end) };
    if (kind === 'string' && !/^'(?:[^']|'')*'$/.test(token.text)) report('open-string', place);
    else if (kind === 'quoted' && !/^`(?:[^`]|``)+`$/.test(token.text)) report('open-name', place);
    else if (
      (kind === 'comment' || kind === 'hint') &&
      token.text.startsWith('/*') &&
      !/\*\/$/.test(token.text.slice(2))
    ) {
      report('open-comment', place);
    }
  }
}

/** Full-width punctuation and double quotes, where SQL takes others. */
function checkCharacters({ statements, text }: ScriptModel, report: Report): void {
  for (const { tokens } of statements) {
    const plain = tokens.map(({ kind, start, end }) => ({ start, end, isSymbol: kind === 'punctuation' }));
    for (const { start, end, what, instead } of foreignMarks(text, plain)) {
      const [first = '', second] = instead;
      const values = { zh: what.zh, en: what.en, meant: second === undefined ? first : `${first} / ${second}` };
      const code = first.trim() === '' ? 'foreign-space' : 'foreign-character';
      report(code, { start, end }, values, first);
    }
  }
}

/** True when every bracket has its partner. */
function checkBrackets(tokens: readonly SqlToken[], report: Report): boolean {
  const open: SqlToken[] = [];
  for (const token of tokens) {
    if (token.text === '(' || token.text === '[') open.push(token);
    if (token.text !== ')' && token.text !== ']') continue;
    const partner = open.pop();
    if (partner === undefined || (partner.text === '(') !== (token.text === ')')) {
      report('stray-bracket', token, { bracket: token.text });
      return false;
    }
  }
  const [first] = open;
  if (first !== undefined) report('open-bracket', first, { bracket: first.text });
  return first === undefined;
}

function checkFirstWords(tokens: readonly SqlToken[], report: Report): void {
  const [first, second] = tokens;
  if (first?.kind !== 'word' || first.text.length < 3) return;
  const word = keywordOf(first);
  if (!firstWords.has(word)) {
    const meant = nearestName(word, firstWords, word.length < 5 ? 1 : 2);
    if (meant !== undefined) report('misspelt', first, { word: first.text, meant }, meant);
    return;
  }
  if (!['CREATE', 'DROP', 'ALTER'].includes(word) || second?.kind !== 'word') return;
  const next = new Set(continuations([word]).map((phrase) => phrase.split(' ')[0] ?? ''));
  if (next.has(keywordOf(second))) return;
  const meant = nearestName(second.text, next, 2);
  if (meant !== undefined) report('misspelt', second, { word: second.text, meant }, meant);
}

const objectWords = new Set('TABLE VIEW DATABASE CATALOG FUNCTION TEMPORARY MATERIALIZED MODEL'.split(' '));
/** Words before INSERT or CREATE inside one statement. */
const leadWords = new Set(
  'EXECUTE EXPLAIN FOR AND OR SHOW BEGIN SET ESTIMATED_COST CHANGELOG_MODE PLAN_ADVICE JSON_EXECUTION_PLAN'.split(' '),
);

/** A statement that begins on a new line in the middle of another. */
function checkSemicolon(tokens: readonly SqlToken[], script: string, report: Report): void {
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    const before = tokens[index - 1];
    if (depth !== 0 || before === undefined) continue;
    const word = keywordOf(token);
    const next = keywordOf(tokens[index + 1]);
    const begins =
      (word === 'INSERT' && (next === 'INTO' || next === 'OVERWRITE')) ||
      ((word === 'CREATE' || word === 'DROP') && objectWords.has(next));
    if (!begins || leadWords.has(keywordOf(before)) || before.text === ',') continue;
    if (script.slice(before.end, token.start).includes('\n')) {
      report('no-semicolon', before, { word: `${word} ${next}` }, `${before.text};`);
    }
  }
}

/** Names of one part that the script does not declare, where it declares its tables itself. */
function checkTables(model: ScriptModel, report: Report): void {
  const declared = model.declarations.filter(
    ({ kind, path }) => path.length === 1 && (kind === 'table' || kind === 'view' || kind === 'materialized-table'),
  );
  const hasTables = declared.some(({ kind, queryAt }) => kind === 'table' && queryAt === undefined);
  const isSelfContained =
    hasTables && model.statements.every(({ tokens }) => !['USE', 'CALL'].includes(keywordOf(tokens[0])));
  if (!isSelfContained) return;
  const names = declared.map(({ path }) => path[0] ?? '');
  const known = (name: string) => names.some((each) => same(each, name));
  for (const [index, { tokens }] of model.statements.entries()) {
    const scope = new Scope(model, emptyView, index);
    const check = (path: readonly string[], place: { start: number; end: number }): void => {
      const [name = ''] = path;
      if (path.length !== 1 || known(name) || scope.ctesAt(place.start).some((cte) => same(cte.name, name))) return;
      const meant = nearestName(name, names, Math.max(1, Math.min(3, Math.floor(name.length / 3))));
      if (meant === undefined) report('unknown-table', place, { name });
      else report('unknown-table-near', place, { name, meant }, meant);
    };
    const into = tokens.findIndex((token) => keywordOf(token) === 'INTO' || keywordOf(token) === 'OVERWRITE');
    if (into > 0 && keywordOf(tokens[into - 1]) === 'INSERT') {
      const { path, next } = readPath(tokens, into + 1);
      const [first, last] = [tokens[into + 1], tokens[next - 1]];
      if (first !== undefined && last !== undefined && path.length > 0)
        check(path, { start: first.start, end: last.end });
    }
    if (scope.root !== undefined)
      eachSource(scope.root, (source) => source.kind === 'name' && check(source.path, source));
  }
}

function eachSource(query: Query, visit: (source: Source) => void): void {
  const into = (source: Source): void => {
    if (source.kind === 'window' || source.kind === 'model') into(source.input);
    else visit(source);
  };
  for (const block of query.blocks) for (const { source } of block.relations) into(source);
  for (const inner of [...query.inner, ...query.ctes.map((cte) => cte.query)]) eachSource(inner, visit);
}

/** INSERT with another number of columns than its table takes, where both numbers are certain. */
function checkInsert(model: ScriptModel, index: number, report: Report): void {
  const tokens = model.statements[index]?.tokens ?? [];
  const at = tokens.findIndex((token) => keywordOf(token) === 'INSERT');
  if (at < 0) return;
  const { path, next } = readPath(tokens, at + 2);
  const scope = new Scope(model, emptyView, index);
  const declaration = scope.declarationOf(path);
  if (scope.root === undefined || path.length === 0) return;
  const found = scope.columnsOfQuery(scope.root);
  if (!found.isComplete) return;
  let position = next;
  let given = 0;
  if (keywordOf(tokens[position]) === 'PARTITION' && tokens[position + 1]?.text === '(') {
    const end = closingOf(tokens, position + 1);
    const parts = splitByComma(tokens.slice(position + 2, end), false);
    given = parts.filter((part) => part.some(({ text }) => text === '=')).length;
    position = end + 1;
  }
  let expected: number | undefined;
  if (tokens[position]?.text === '(' && nameOf(tokens[position + 1]) !== undefined) {
    if (['SELECT', 'WITH', 'VALUES'].includes(keywordOf(tokens[position + 1]))) return;
    expected = splitByComma(tokens.slice(position + 1, closingOf(tokens, position)), false).length;
  } else if (declaration?.hasAllColumns === true && declaration.kind === 'table' && declaration.queryAt === undefined) {
    const { columns } = declaration;
    expected = columns.filter(({ kind }) => kind === 'physical' || kind === 'metadata').length - given;
    // Metadata columns may be left out on engines that allow it: only a plain table is counted.
    if (columns.length === 0 || columns.some(({ kind }) => kind === 'metadata')) return;
  }
  if (expected === undefined || expected === found.columns.length) return;
  const [first, last] = [tokens[at + 2], tokens[next - 1]];
  if (first === undefined || last === undefined) return;
  const place = { start: first.start, end: last.end };
  report('column-count', place, {
    table: path.join('.'),
    expected: String(expected),
    given: String(found.columns.length),
  });
}

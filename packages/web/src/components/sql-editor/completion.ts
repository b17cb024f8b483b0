/** What to offer at a place in a script. Pure: a script and an offset give a list. */
import { optionKeys, optionValues } from './connector-options.ts';
import { flinkFunctionSignatures, flinkKeywords, flinkTypes } from './flink-words.ts';
import { type ScriptTable, readName, scriptTables } from './script-tables.ts';
import { type SqlSnippet, sqlSnippets } from './snippets.ts';
import { keywordOf, meaningfulTokens, nameOf, scanSql, type SqlToken } from './sql-scanner.ts';
import { splitStatements } from './statements.ts';

export type CompletionKind = 'column' | 'table' | 'function' | 'type' | 'keyword' | 'snippet' | 'option' | 'value';

export interface Completion {
  label: string;
  kind: CompletionKind;
  insert: string;
  /** True when `insert` has places to fill in. */
  isSnippet: boolean;
  detail: string;
  /** Offsets of the text it replaces. */
  start: number;
  end: number;
}

const tableStarts = new Set(['FROM', 'JOIN', 'INTO', 'TABLE', 'VIEW', 'DESCRIBE', 'LIKE', 'OVERWRITE']);

/** Completions at an offset, the likeliest kinds first. `known` are tables from outside the script. */
export function completionsAt(
  script: string,
  offset: number,
  language: 'zh' | 'en',
  known: readonly ScriptTable[] = [],
): Completion[] {
  const before = scanSql(script.slice(0, offset));
  const last = before.at(-1);
  if (last?.kind === 'comment' && !last.text.endsWith('*/')) return [];
  const tables = [...scriptTables(script), ...known];
  const meaningful = currentStatement(meaningfulTokens(before));
  if (last?.kind === 'string' && isOpenString(last.text)) return optionsIn(meaningful, last, script, offset);

  const typed = last !== undefined && (last.kind === 'word' || last.kind === 'quoted') ? last : undefined;
  const range = { start: typed?.start ?? offset, end: wordEnd(script, offset) };
  const context = typed === undefined ? meaningful : meaningful.slice(0, -1);
  const previous = context.at(-1);
  if (previous?.text === '.') return afterDot(script, offset, context, tables, range);
  const tableItems = tables.map((table) => tableItem(table, range));
  const word = keywordOf(previous);
  if (tableStarts.has(word)) {
    const names = word === 'FROM' || word === 'JOIN' || word === 'TABLE' ? snippetItems('from', language, range) : [];
    return [...tableItems, ...names];
  }
  if (context.length === 0) {
    return [...snippetItems('statement', language, range), ...keywordItems(range)];
  }
  return [
    ...columnsInScope(script, offset, tables).map(({ table, column }) => ({
      ...plain('column', quoteIfNeeded(column.name), range),
      label: column.name,
      detail: [column.type, table.name].filter((part) => part !== '').join(' · '),
    })),
    ...tableItems,
    ...functionItems(range),
    ...flinkTypes.map((name) => plain('type', name, range)),
    ...keywordItems(range),
  ];
}

interface Range {
  start: number;
  end: number;
}

function plain(kind: CompletionKind, text: string, range: Range): Completion {
  return { label: text, kind, insert: text, isSnippet: false, detail: '', ...range };
}

function tableItem(table: ScriptTable, range: Range): Completion {
  const insert = table.name.split('.').map(quoteIfNeeded).join('.');
  return { ...plain('table', insert, range), label: table.name, detail: `${table.kind} · ${table.columns.length}` };
}

function snippetItems(place: SqlSnippet['place'], language: 'zh' | 'en', range: Range): Completion[] {
  return sqlSnippets
    .filter((snippet) => snippet.place === place)
    .map((snippet) => ({
      label: snippet.label,
      kind: 'snippet' as const,
      insert: snippet.body,
      isSnippet: true,
      detail: snippet.detail[language],
      ...range,
    }));
}

const signatureOf = flinkFunctionSignatures.map((signature) => ({
  signature,
  name: /^\w+/.exec(signature)?.[0] ?? '',
}));

function functionItems(range: Range): Completion[] {
  return signatureOf.map(({ signature, name }) => ({
    label: name,
    kind: 'function' as const,
    insert: signature.endsWith('()') ? `${name}()` : signature === name ? name : `${name}($0)`,
    isSnippet: signature.includes('(') && !signature.endsWith('()'),
    detail: signature,
    ...range,
  }));
}

function keywordItems(range: Range): Completion[] {
  return flinkKeywords.map((word) => plain('keyword', word, range));
}

/** Columns of the alias, table or database path before the dot. */
function afterDot(
  script: string,
  offset: number,
  context: readonly SqlToken[],
  tables: readonly ScriptTable[],
  range: Range,
): Completion[] {
  const path: string[] = [];
  for (let at = context.length - 1; at > 0 && context[at]?.text === '.'; at -= 2) {
    const part = nameOf(context[at - 1]);
    if (part === undefined) break;
    path.unshift(part);
  }
  const prefix = path.join('.');
  const named = aliasesAt(script, offset, tables).get(prefix) ?? tables.find((table) => table.name === prefix);
  const columns = (named?.columns ?? []).map((column) => ({
    ...plain('column', quoteIfNeeded(column.name), range),
    label: column.name,
    detail: column.type,
  }));
  const parts = tables
    .filter((table) => table.name.startsWith(`${prefix}.`))
    .map((table) => table.name.slice(prefix.length + 1).split('.')[0] ?? '');
  return [...columns, ...[...new Set(parts)].map((part) => plain('table', quoteIfNeeded(part), range))];
}

/** Tables named after FROM and JOIN in the statement around the offset, by alias and by name. */
function aliasesAt(script: string, offset: number, tables: readonly ScriptTable[]): Map<string, ScriptTable> {
  const tokens = statementAround(script, offset);
  const found = new Map<string, ScriptTable>();
  for (const [index, token] of tokens.entries()) {
    const word = keywordOf(token);
    if (word !== 'FROM' && word !== 'JOIN' && word !== 'TABLE' && token.text !== ',') continue;
    const { name, next } = readName(tokens, index + 1);
    const table = tables.find((each) => each.name === name || each.name.endsWith(`.${name}`));
    if (table === undefined) continue;
    found.set(name, table);
    let at = next;
    // FOR SYSTEM_TIME AS OF x.y AS alias
    if (keywordOf(tokens[at]) === 'FOR') at = readName(tokens, at + 4).next;
    if (keywordOf(tokens[at]) === 'AS') at += 1;
    const alias = nameOf(tokens[at]);
    if (alias !== undefined && !reserved.has(alias.toUpperCase())) found.set(alias, table);
  }
  return found;
}

const reserved = new Set(flinkKeywords);

function columnsInScope(script: string, offset: number, tables: readonly ScriptTable[]) {
  const seen = new Set<string>();
  return [...new Set(aliasesAt(script, offset, tables).values())].flatMap((table) =>
    table.columns.flatMap((column) => {
      if (seen.has(column.name)) return [];
      seen.add(column.name);
      return [{ table, column }];
    }),
  );
}

function statementAround(script: string, offset: number): SqlToken[] {
  const statements = splitStatements(script);
  return (
    (
      statements.find((each) => offset >= each.start && offset <= each.end + 1) ??
      statements.findLast((each) => each.end <= offset)
    )?.tokens ?? []
  );
}

function currentStatement(tokens: readonly SqlToken[]): SqlToken[] {
  const end = tokens.findLastIndex((token) => token.text === ';' || keywordOf(token) === 'BEGIN');
  return tokens.slice(end + 1);
}

function isOpenString(text: string): boolean {
  return text === "'" || !/^'(?:[^']|'')*'$/.test(text);
}

/** Inside a string of WITH (…): keys on the left of `=`, values on the right. */
function optionsIn(tokens: readonly SqlToken[], open: SqlToken, script: string, offset: number): Completion[] {
  if (!tokens.some((token) => keywordOf(token) === 'WITH' || keywordOf(token) === 'OPTIONS')) return [];
  const tail = /^[^'\n]*/.exec(script.slice(offset))?.[0] ?? '';
  const closed = script.charAt(offset + tail.length) === "'";
  const range = { start: open.start + 1, end: closed ? offset + tail.length : offset };
  const before = tokens.slice(0, -1);
  if (before.at(-1)?.text === '=') {
    const key = before.at(-2)?.text.replaceAll("'", '') ?? '';
    return (optionValues[key] ?? []).map((value) => plain('value', value, range));
  }
  const at = before.findIndex((token) => token.text === "'connector'");
  const connector = at < 0 ? undefined : before[at + 2]?.text.replaceAll("'", '');
  return optionKeys(connector).map((key) => plain('option', key, range));
}

function wordEnd(script: string, offset: number): number {
  const rest = /^[\p{L}\p{N}_$]*/u.exec(script.slice(offset))?.[0] ?? '';
  return offset + rest.length;
}

/** A name as SQL: in backquotes where it is a keyword or has other characters than a bare name may have. */
export function quoteIfNeeded(name: string): string {
  const isBare = /^[\p{L}_][\p{L}\p{N}_$]*$/u.test(name) && !bareRefused.has(name.toUpperCase());
  return isBare ? name : `\`${name.replaceAll('`', '``')}\``;
}

const bareRefused = new Set([
  ...'YEAR MONTH DAY HOUR MINUTE SECOND QUARTER WEEK DATE TIME TIMESTAMP ORDER GROUP VALUE USER TABLE SELECT FROM WHERE'.split(
    ' ',
  ),
  ...'END START ROW ROWS RANGE INTERVAL DEFAULT LEFT RIGHT JOIN ON CASE WHEN THEN LANGUAGE MODEL METADATA COUNT'.split(
    ' ',
  ),
]);

/** Gathers the names that exist in a session, for "did you mean": only when something was not found. */
import { type GatewayFault } from '../flink/gateway-fault.ts';
import { quotedPath } from '../lib/quoted-name.ts';
import type { ExplainContext } from './error-rules/rule.ts';
import { firstColumn } from './first-column.ts';
import type { GatewaySession, RunOptions } from './gateway-session.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { comparisonOf } from './comparisons.ts';
import { missingPart, missingPathOf } from './missing-path.ts';
import { isSymbol, isWord, readName, type Token } from './tokens.ts';

/** Tables asked for their columns at most: a statement that names more is explained without the others. */
const mostTables = 12;

/** What is known about names that a fault may be about. Asks the session no more than the fault calls for. */
export async function contextOf(
  fault: GatewayFault,
  statement: PreparedStatement,
  session: GatewaySession,
  options: RunOptions,
): Promise<ExplainContext> {
  const { text } = fault;
  const context: ExplainContext = {
    tables: [],
    timeColumn: timeColumnOf(statement),
    isTypeName: (name) => isTypeOfColumn(statement, name) || isTargetOfCast(statement, name),
    comparisonOf: (types) => comparisonOf({ tokens: statement.tokens, text: statement.text.text }, types),
  };
  if (/Column '.+?' not found|Unknown target column|Unknown identifier/.test(text)) {
    return { ...context, columns: await columnsOf(statement, session, options) };
  }
  if (/No match found for function signature/.test(text)) {
    return { ...context, functions: await firstColumn('SHOW FUNCTIONS', session, options) };
  }
  if (/Function \S+ does not exist/.test(text)) {
    return { ...context, functions: await firstColumn('SHOW USER FUNCTIONS', session, options) };
  }
  if (/not found|Cannot find table|n't exist|not exist/.test(text)) {
    const path = missingPathOf(text) ?? leadingPath(text, statement);
    const missing = path === undefined ? undefined : await missingPart(path, session, options);
    return {
      ...context,
      tables: await firstColumn('SHOW TABLES', session, options),
      catalogs: await firstColumn('SHOW CATALOGS', session, options),
      missing,
    };
  }
  return context;
}

/** Where Flink misses the first part of a path, it is a catalog; of a short path it may be the table itself. */
function leadingPath(text: string, { tokens, text: { text: sql } }: PreparedStatement): string[] | undefined {
  const name = /Object '(.+?)' not found/.exec(text)?.[1];
  return tableNames(tokens, sql).find((parts) => parts.length === 3 && parts[0] === name);
}

async function columnsOf(
  statement: PreparedStatement,
  session: GatewaySession,
  options: RunOptions,
): Promise<string[]> {
  const paths = tableNames(statement.tokens, statement.text.text).slice(0, mostTables);
  const lists = [];
  for (const name of paths) lists.push(await firstColumn(`DESCRIBE ${quotedPath(name)}`, session, options));
  return [...new Set(lists.flat()), ...ownColumns(statement)];
}

/** Names of the tables a statement reads or writes, as far as its words tell. */
export function tableNames(tokens: readonly Token[], text: string): string[][] {
  const found = new Map<string, string[]>();
  for (const [i, token] of tokens.entries()) {
    if (!isWord(token, 'FROM', 'JOIN', 'INTO', 'TABLE', 'OVERWRITE', 'DESCRIBE')) continue;
    const at = isWord(tokens[i + 1], 'TABLE') ? i + 2 : i + 1;
    const name = readName(tokens, text, at);
    if (name !== undefined) found.set(name.parts.join('.'), name.parts);
  }
  return [...found.values()];
}

/** Columns that a CREATE TABLE declares: the first word after each comma of its list. */
function ownColumns({ kind, tokens, text }: PreparedStatement): string[] {
  if (!kind.startsWith('CREATE')) return [];
  const columns: string[] = [];
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    if (isSymbol(token, ')')) depth -= 1;
    if (isSymbol(token, '(')) depth += 1;
    else if (depth !== 1 || !(isSymbol(tokens[i - 1], '(') || isSymbol(tokens[i - 1], ','))) continue;
    else if (token.kind === 'word' || token.kind === 'identifier') {
      columns.push(token.kind === 'word' ? text.text.slice(token.start, token.end) : token.value);
    }
  }
  return columns;
}

/** The column a window function is told to go by. */
function timeColumnOf({ tokens, text }: PreparedStatement): string | undefined {
  const at = tokens.findIndex((token) => isWord(token, 'DESCRIPTOR'));
  return at < 0 ? undefined : readName(tokens, text.text, at + 2)?.parts.at(-1);
}

/** True for a word that stands as the type of a column: right after the column's name. */
function isTypeOfColumn({ kind, tokens }: PreparedStatement, name: string): boolean {
  if (!kind.startsWith('CREATE')) return false;
  return tokens.some((token, i) => {
    const [opener, column] = [tokens[i - 2], tokens[i - 1]];
    const followsColumn =
      (column?.kind === 'word' || column?.kind === 'identifier') && (isSymbol(opener, '(') || isSymbol(opener, ','));
    return followsColumn && token.kind === 'word' && token.value === name.toUpperCase();
  });
}

/** True for a word that stands as the type in CAST(… AS type). */
function isTargetOfCast({ tokens }: PreparedStatement, name: string): boolean {
  return tokens.some((token, i) => {
    if (token.kind !== 'word' || token.value !== name.toUpperCase() || !isWord(tokens[i - 1], 'AS')) return false;
    let depth = 0;
    for (let at = i - 1; at > 0; at--) {
      if (isSymbol(tokens[at], ')')) depth += 1;
      else if (isSymbol(tokens[at], '(')) depth -= 1;
      if (depth < 0) return isWord(tokens[at - 1], 'CAST', 'TRY_CAST', 'SAFE_CAST');
    }
    return false;
  });
}

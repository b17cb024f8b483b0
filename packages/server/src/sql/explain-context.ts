/** Gathers the names that exist in a session, for "did you mean": only when something was not found. */
import { type GatewayFault } from '../flink/gateway-fault.ts';
import { StatementFailed } from '../flink/sql-gateway-client.ts';
import type { ExplainContext } from './error-rules/rule.ts';
import type { GatewaySession, RunOptions } from './gateway-session.ts';
import type { PreparedStatement } from './prepared-script.ts';
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
    isTypeName: (name) => isTypeOfColumn(statement, name),
  };
  if (/Column '.+?' not found|Unknown target column|Unknown identifier/.test(text)) {
    return { ...context, columns: await columnsOf(statement, session, options) };
  }
  if (/No match found for function signature/.test(text)) {
    return { ...context, functions: await firstColumn('SHOW FUNCTIONS', session, options) };
  }
  if (/not found|Cannot find table|n't exist|not exist/.test(text)) {
    return { ...context, tables: await firstColumn('SHOW TABLES', session, options) };
  }
  return context;
}

async function firstColumn(sql: string, session: GatewaySession, options: RunOptions): Promise<string[]> {
  try {
    return (await session.rowsOf(sql, options)).map((row) => String(row[0]));
  } catch (error) {
    if (error instanceof StatementFailed) return [];
    throw error;
  }
}

async function columnsOf(
  statement: PreparedStatement,
  session: GatewaySession,
  options: RunOptions,
): Promise<string[]> {
  const names = tableNames(statement.tokens, statement.text.text).slice(0, mostTables);
  const lists = [];
  for (const name of names) lists.push(await firstColumn(`DESCRIBE ${quoted(name)}`, session, options));
  return [...new Set(lists.flat()), ...ownColumns(statement)];
}

function quoted(parts: readonly string[]): string {
  return parts.map((part) => `\`${part.replaceAll('`', '``')}\``).join('.');
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

/**
 * Rewrites a statement that would create something lasting into one that creates it for a throwaway session only. Pure.
 * A TEMPORARY table hides a table of the same name and needs no database of that name, so later statements find it.
 */
import { MappedText } from './mapped-text.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { editedText, pairsText, type TextEdit, withText } from './statement-edits.ts';
import { isSymbol, isWord, readName, startsWithWords, type Token } from './tokens.ts';

/** What a CREATE statement creates. */
export interface CreatedName {
  parts: string[];
  ifNotExists: boolean;
}

/** The name a CREATE TABLE, VIEW or FUNCTION gives, and whether it says IF NOT EXISTS; undefined when it cannot be read. */
export function createdNameOf(statement: PreparedStatement): CreatedName | undefined {
  const at = nameIndexOf(statement);
  const name = at === undefined ? undefined : readName(statement.tokens, statement.text.text, at);
  return name === undefined
    ? undefined
    : { parts: name.parts, ifNotExists: isWord(statement.tokens[(at ?? 0) - 1], 'EXISTS') };
}

/** Index of the token a CREATE statement's name begins with. */
export function nameIndexOf({ tokens }: PreparedStatement): number | undefined {
  const at = tokens.findIndex((token) => isWord(token, 'TABLE', 'VIEW', 'FUNCTION', 'DATABASE', 'CATALOG', 'MODEL'));
  if (at < 0) return undefined;
  return startsWithWords(tokens, ['IF', 'NOT', 'EXISTS'], at + 1) ? at + 4 : at + 1;
}

/** A CREATE statement without the tokens up to the end of the name it gives. */
export function withoutCreatedName(statement: PreparedStatement): PreparedStatement {
  const { tokens, text } = statement;
  const at = nameIndexOf(statement);
  const name = at === undefined ? undefined : readName(tokens, text.text, at);
  return name === undefined ? statement : { ...statement, tokens: tokens.slice(name.next) };
}

/** `CREATE …` as `CREATE TEMPORARY …`; undefined for CREATE OR REPLACE, which has no temporary form. */
export function asTemporary(statement: PreparedStatement): MappedText | undefined {
  const [create, next] = statement.tokens;
  if (create === undefined || isWord(next, 'OR')) return undefined;
  const { text } = statement;
  return MappedText.join([
    text.slice(0, create.end),
    MappedText.inserted(' TEMPORARY', text.originOf(0, create.end).end),
    text.slice(create.end, text.text.length),
  ]);
}

/**
 * A CREATE TABLE of a lake's catalog as a TEMPORARY table of the lake's connector over a scratch folder, so that its own
 * options are checked too. Undefined when the statement has a form this cannot be done for (LIKE, OR REPLACE).
 */
export function asScratchTable(
  statement: PreparedStatement,
  options: Readonly<Record<string, string>>,
): MappedText | undefined {
  const temporary = asTemporary(statement);
  if (temporary === undefined || topLevel(statement.tokens, 'LIKE') !== undefined) return undefined;
  const added = pairsText(options);
  const shift = ' TEMPORARY'.length;
  const withAt = topLevel(statement.tokens, 'WITH');
  const end = temporary.originOf(temporary.text.length - 1, temporary.text.length).end;
  if (withAt === undefined) return MappedText.join([temporary, MappedText.inserted(` WITH (${added})`, end)]);
  const open = statement.tokens[withAt + 1];
  if (!isSymbol(open, '(') || open === undefined) return undefined;
  const isEmpty = isSymbol(statement.tokens[withAt + 2], ')');
  const cut = open.end + shift;
  return MappedText.join([
    temporary.slice(0, cut),
    MappedText.inserted(isEmpty ? added : `${added}, `, temporary.originOf(cut - 1, cut).end),
    temporary.slice(cut, temporary.text.length),
  ]);
}

/**
 * A CREATE TABLE as a TEMPORARY table of the same columns with these options and none of its own: where no connector takes what its catalog
 * does. Undefined for OR REPLACE.
 */
export function asTableOfColumns(
  statement: PreparedStatement,
  options: Readonly<Record<string, string>>,
): MappedText | undefined {
  const { tokens, text } = statement;
  const withAt = topLevel(tokens, 'WITH');
  const likeAt = topLevel(tokens, 'LIKE');
  const closed = withAt === undefined ? undefined : closingOf(tokens, withAt + 1);
  const edits = [];
  const clause = `WITH (${pairsText(options)})`;
  if (withAt !== undefined && closed !== undefined) {
    edits.push({ start: tokens[withAt]?.start ?? 0, end: tokens[closed]?.end ?? 0, by: clause });
  } else {
    const end = likeAt === undefined ? text.text.length : (tokens[likeAt]?.start ?? 0);
    edits.push({ start: end, end, by: likeAt === undefined ? ` ${clause}` : `${clause} ` });
  }
  if (likeAt !== undefined) edits.push(...withoutOptionsOf(statement, likeAt));
  return asTemporary(withText(statement, editedText(text, edits)));
}

/** What keeps LIKE from taking over the options of the other table: they are those of its catalog. */
function withoutOptionsOf({ tokens, text }: PreparedStatement, likeAt: number): TextEdit[] {
  const name = readName(tokens, text.text, likeAt + 1);
  if (name === undefined) return [];
  const closed = isSymbol(tokens[name.next], '(') ? closingOf(tokens, name.next) : undefined;
  if (closed === undefined) return [{ start: name.end, end: name.end, by: ' (EXCLUDING OPTIONS)' }];
  const own = tokens.findIndex((token, i) => i > name.next && i < closed && isWord(token, 'OPTIONS'));
  const [verb, word] = [tokens[own - 1], tokens[own]];
  const { start } = tokens[closed] ?? { start: name.end };
  return own > 0 && verb !== undefined && word !== undefined
    ? [{ start: verb.start, end: word.end, by: 'EXCLUDING OPTIONS' }]
    : [{ start, end: start, by: ' EXCLUDING OPTIONS' }];
}

/** Index of the parenthesis that closes the one at `open`. */
function closingOf(tokens: readonly Token[], open: number): number | undefined {
  let depth = 0;
  for (let i = open; i < tokens.length; i += 1) {
    if (isSymbol(tokens[i], '(')) depth += 1;
    else if (isSymbol(tokens[i], ')')) depth -= 1;
    if (depth === 0) return i;
  }
  return undefined;
}

/** The query of a CREATE TABLE … AS or CREATE MATERIALIZED TABLE … AS. */
export function queryOfTableAs(statement: PreparedStatement): MappedText | undefined {
  const at = topLevel(statement.tokens, 'AS');
  const first = at === undefined ? undefined : statement.tokens[at + 1];
  return first === undefined ? undefined : statement.text.slice(first.start, statement.text.text.length);
}

/** Index of a word outside of every parenthesis. */
function topLevel(tokens: readonly Token[], word: string): number | undefined {
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    if (isSymbol(token, '(')) depth += 1;
    else if (isSymbol(token, ')')) depth -= 1;
    else if (depth === 0 && isWord(token, word)) return i;
  }
  return undefined;
}

/** Finds the columns of an INSERT's query, so that a mismatch can be shown at the column that is wrong. Pure. */
import { isSymbol, isWord, type Token } from './tokens.ts';

/**
 * The range of column `index` of the first SELECT of a statement: from its first to its last token. Undefined when there is no
 * list to count in: no SELECT, a star before it, or too few columns.
 */
export function selectItem(tokens: readonly Token[], index: number): { start: number; end: number } | undefined {
  const select = firstSelect(tokens);
  if (select === undefined) return undefined;
  let from = select + 1;
  if (isWord(tokens[from], 'DISTINCT', 'ALL')) from += 1;
  let depth = 0;
  let seen = 0;
  for (let i = from; i <= tokens.length; i++) {
    const token = tokens[i];
    if (isSymbol(token, '(') || isSymbol(token, '[')) depth += 1;
    else if (isSymbol(token, ')') || isSymbol(token, ']')) depth -= 1;
    const isEnd =
      token === undefined ||
      depth < 0 ||
      (depth === 0 && isWord(token, 'FROM', 'UNION', 'EXCEPT', 'INTERSECT', 'WHERE'));
    if (!isEnd && !(depth === 0 && isSymbol(token, ','))) continue;
    const item = tokens.slice(from, i).filter(({ kind }) => kind !== 'hint');
    if (isStar(item)) return undefined;
    if (seen === index) return rangeOf(item);
    if (isEnd) return undefined;
    seen += 1;
    from = i + 1;
  }
  return undefined;
}

/** The first SELECT outside of brackets; after WITH … the one that follows the common tables. */
function firstSelect(tokens: readonly Token[]): number | undefined {
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    if (isSymbol(token, '(')) depth += 1;
    else if (isSymbol(token, ')')) depth -= 1;
    else if (depth === 0 && isWord(token, 'SELECT')) return i;
  }
  return undefined;
}

function isStar(item: readonly Token[]): boolean {
  return isSymbol(item.at(-1), '*') && (item.length === 1 || isSymbol(item.at(-2), '.'));
}

/** Without its alias: what is wrong is the expression. */
function rangeOf(item: readonly Token[]): { start: number; end: number } | undefined {
  const alias = item.findLastIndex((token) => isWord(token, 'AS'));
  const expression = alias > 0 && alias === item.length - 2 ? item.slice(0, alias) : item;
  const [first, last] = [expression[0], expression.at(-1)];
  return first === undefined || last === undefined ? undefined : { start: first.start, end: last.end };
}

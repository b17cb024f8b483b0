/** Finds the comparison that Flink means, where it tells two types and no place. Pure. */
import { isSymbol, type Token } from './tokens.ts';

interface Comparison {
  from: number;
  to: number;
  sides: readonly [Token | undefined, Token | undefined];
}

const operators: ReadonlySet<string> = new Set(['=', '<', '>', '<>', '<=', '>=', '!=']);

/**
 * The text of the one comparison that can be meant, as marks.ts looks for it. Undefined where there is none, or more than one that
 * may be of these types.
 */
export function comparisonOf(
  { tokens, text }: { tokens: readonly Token[]; text: string },
  types: readonly [string, string],
): string | undefined {
  const fitting = comparisons(tokens).filter(({ sides }) => fits(sides, types) || fits(sides, [types[1], types[0]]));
  const [only, other] = fitting;
  if (only === undefined || other !== undefined) return undefined;
  return tokens
    .slice(only.from, only.to)
    .map((token, i, all) => {
      const isApart = i > 0 && (all[i - 1]?.end ?? 0) < token.start;
      return (isApart ? ' ' : '') + (token.kind === 'identifier' ? token.value : text.slice(token.start, token.end));
    })
    .join('');
}

function comparisons(tokens: readonly Token[]): Comparison[] {
  const found: Comparison[] = [];
  for (let i = 1; i < tokens.length; i++) {
    const symbols = symbolsAt(tokens, i);
    if (symbols === undefined) continue;
    const { length } = symbols;
    i += length - 1;
    // `=>` gives an argument its name.
    if (!operators.has(symbols)) continue;
    const first = i - length + 1;
    const [before, after] = [tokens[first - 1], tokens[i + 1]];
    // 'key' = 'value' is an option.
    if (!(before?.kind === 'string' && after?.kind === 'string')) {
      found.push({ from: operandStart(tokens, first - 1), to: operandEnd(tokens, i + 1), sides: [before, after] });
    }
  }
  return found;
}

/** The symbol at an index of which operators are made, with the one that follows it without a gap. */
function symbolsAt(tokens: readonly Token[], index: number): string | undefined {
  const [first, second] = [tokens[index], tokens[index + 1]];
  if (first?.kind !== 'symbol' || !'<>=!'.includes(first.value)) return undefined;
  const isDouble = second?.kind === 'symbol' && second.start === first.end && '<>='.includes(second.value);
  return isDouble ? first.value + second.value : first.value;
}

function operandStart(tokens: readonly Token[], last: number): number {
  let at = last;
  if (isSymbol(tokens[at], ')')) {
    let depth = 0;
    for (; at >= 0; at--) {
      if (isSymbol(tokens[at], ')')) depth += 1;
      else if (isSymbol(tokens[at], '(')) depth -= 1;
      if (depth === 0) break;
    }
    if (tokens[at - 1]?.kind === 'word') at -= 1;
  }
  while (isSymbol(tokens[at - 1], '.') && at >= 2) at -= 2;
  return Math.max(0, at);
}

function operandEnd(tokens: readonly Token[], first: number): number {
  let at = first + 1;
  while (isSymbol(tokens[at], '.')) at += 2;
  if (!isSymbol(tokens[at], '(')) return Math.min(at, tokens.length);
  let depth = 0;
  for (; at < tokens.length; at++) {
    if (isSymbol(tokens[at], '(')) depth += 1;
    else if (isSymbol(tokens[at], ')')) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return tokens.length;
}

/** False only where a literal cannot be of the type that is told. */
function fits(sides: Comparison['sides'], types: readonly [string, string]): boolean {
  return sides.every((side, i) => {
    const type = types[i] ?? '';
    // CHAR is the type of literals: columns are VARCHAR.
    if (side?.kind === 'string' || type === 'CHAR') return side?.kind === 'string' && type === 'CHAR';
    if (side?.kind === 'number') return /INT|DECIMAL|DOUBLE|FLOAT/.test(type);
    return true;
  });
}

/** Reads `'key' = 'value'` pairs out of a statement's tokens. Pure. */
import { isSymbol, type Token } from './tokens.ts';

export interface OptionPair {
  key: string;
  value: string;
  /** Token of the value. */
  token: Token;
}

/** Every `'key' = 'value'` of a statement, in WITH clauses and OPTIONS hints alike. */
export function optionsOf(tokens: readonly Token[]): OptionPair[] {
  const pairs: OptionPair[] = [];
  for (let i = 0; i + 2 < tokens.length; i++) {
    const [key, equals, value] = [tokens[i], tokens[i + 1], tokens[i + 2]];
    if (key?.kind === 'string' && isSymbol(equals, '=') && value?.kind === 'string') {
      pairs.push({ key: key.value, value: value.value, token: value });
    }
  }
  return pairs;
}

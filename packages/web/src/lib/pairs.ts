/** Pairs as lines of text, `key=value` or `key: value`. Pure. */
export interface ParsedPairs {
  pairs: Record<string, string>;
  /** The first line, from 1, that is no pair; undefined when all are. */
  badLine: number | undefined;
}

export function parsePairs(text: string, separator: '=' | ':'): ParsedPairs {
  const pairs: Record<string, string> = {};
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const at = line.indexOf(separator);
    const key = line.slice(0, Math.max(0, at)).trim();
    if (key === '') return { pairs, badLine: index + 1 };
    pairs[key] = line.slice(at + 1).trim();
  }
  return { pairs, badLine: undefined };
}

export function printPairs(pairs: Readonly<Record<string, string>>, separator: '=' | ':'): string {
  const glue = separator === ':' ? ': ' : '=';
  return Object.entries(pairs)
    .map(([key, value]) => `${key}${glue}${value}`)
    .join('\n');
}

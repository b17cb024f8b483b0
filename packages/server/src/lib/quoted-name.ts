/** Names in Flink SQL, in backquotes: so written, any name is taken. Pure. */

export function quoteIdentifier(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** A path with each of its parts quoted. */
export function quotedPath(parts: readonly string[]): string {
  return parts.map(quoteIdentifier).join('.');
}

/** A path with each of its parts in backquotes, as SQL takes any name. */
export function quotedPath(parts: readonly string[]): string {
  return parts.map((part) => `\`${part.replaceAll('`', '``')}\``).join('.');
}

/** How the command palette finds entries: by parts of words, best match first. Pure. */
export interface RankedEntry {
  label: string;
  /** Further words it answers to, in any language. */
  keywords: string;
}

function score(entry: RankedEntry, word: string): number {
  const label = entry.label.toLowerCase();
  if (label.startsWith(word)) return 4;
  if (label.split(/[\s:·-]+/).some((part) => part.startsWith(word))) return 3;
  if (label.includes(word)) return 2;
  return entry.keywords.toLowerCase().includes(word) ? 1 : 0;
}

/** Entries that match every word of `search`, best first, in their own order among equals; all of them for an empty search. */
export function rankEntries<T extends RankedEntry>(entries: readonly T[], search: string): T[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return entries
    .map((entry) => ({ entry, scores: words.map((word) => score(entry, word)) }))
    .filter(({ scores }) => scores.every((value) => value > 0))
    .map(({ entry, scores }) => ({ entry, total: scores.reduce((sum, value) => sum + value, 0) }))
    .toSorted((a, b) => b.total - a.total)
    .map(({ entry }) => entry);
}

/** Finds the names people probably meant. Pure. */

/** Up to `limit` candidates that differ little from `name`, by `mostEdits` letters at most, nearest first. Case does not count. */
export function nearestNames(
  name: string,
  candidates: readonly string[],
  limit = 3,
  mostEdits = Number.POSITIVE_INFINITY,
): string[] {
  const wanted = name.toLowerCase();
  // Of very short names nearly all are near.
  if (wanted.length < 3) return [];
  const allowed = Math.min(mostEdits, Math.max(1, Math.floor(wanted.length / 3)));
  return candidates
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate))
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** Letters put in, left out, changed, or two in a row that changed places: each counts one. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? (before[j - 2] ?? 0) + 1 : Infinity;
      current.push(Math.min(change, swap, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}

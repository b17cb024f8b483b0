/** Which of a corpus each engine takes where time is short. */

/**
 * The first of every kind on every engine, and each of the others on one engine, in turns. Together the engines take all of it.
 * `kindOf` tells what is alike.
 */
export function shareOf<T>(
  all: readonly T[],
  kindOf: (one: T) => string,
  engines: readonly string[],
  engine: string,
): T[] {
  const seen = new Map<string, number>();
  const turn = engines.indexOf(engine);
  return all.filter((one) => {
    const kind = kindOf(one);
    const before = seen.get(kind) ?? 0;
    seen.set(kind, before + 1);
    return before === 0 || before % engines.length === turn;
  });
}

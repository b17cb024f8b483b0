/** Finds for each stateful operator of a new plan the one of the old plan whose state it can take over. Pure. */
import type { Operator } from './operators.ts';

export interface Matching {
  /** New node id to old operator. */
  pairs: Map<number, Operator>;
  /** New operators that equal several old ones, with nothing that tells which is theirs. */
  ambiguous: Set<number>;
}

/** What tells equal operators apart, the surest first. */
const marks: readonly ((operator: Operator, partners: (id: number) => string) => string)[] = [
  ({ digest, sinks }) => `${digest} ${sinks.join()}`,
  ({ sinks, above }, partners) => `${sinks.join()} ${above.map(partners).toSorted().join()}`,
  ({ digest }) => digest,
  ({ sinks }) => sinks.join(),
  ({ above }, partners) => above.map(partners).toSorted().join(),
  () => '',
];

/**
 * Operators are equal by their signature. Where several are, those with an equal past and equal sinks belong together, then
 * those that agree in less. What remains equal is not guessed.
 */
export function matchOperators(before: readonly Operator[], after: readonly Operator[]): Matching {
  const pairs = new Map<number, Operator>();
  const taken = new Set<number>();
  const partnerOfNew = (id: number) => String(pairs.get(id)?.id ?? `new ${id}`);
  for (const markOf of marks) {
    // Inputs stand before their readers: what is paired above helps below.
    const open = after.filter(({ id }) => !pairs.has(id));
    for (const one of open) {
      if (pairs.has(one.id)) continue;
      const isLike = (mark: string) => (other: Operator) => markOf(other, String) === mark;
      const mark = markOf(one, partnerOfNew);
      const olds = before.filter((old) => old.signature === one.signature && !taken.has(old.id)).filter(isLike(mark));
      const news = after
        .filter((other) => other.signature === one.signature && !pairs.has(other.id))
        .filter((other) => markOf(other, partnerOfNew) === mark);
      const [old] = olds;
      if (old === undefined || olds.length !== 1 || news.length !== 1) continue;
      pairs.set(one.id, old);
      taken.add(old.id);
    }
  }
  const leftOver = (one: Operator) =>
    !pairs.has(one.id) && before.some((old) => old.signature === one.signature && !taken.has(old.id));
  return { pairs, ambiguous: new Set(after.filter(leftOver).map(({ id }) => id)) };
}

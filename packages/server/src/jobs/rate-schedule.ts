/**
 * Which jobs are sampled in a round. Asking costs Flink and us a few requests per job, so a round has a fixed number of places:
 * jobs somebody looks at have theirs in every round, the others take turns.
 */

export interface Turn<R> {
  run: R;
  /** How often a job like this one has its turn. */
  everyMs: number;
}

export class RateSchedule {
  readonly #places: number;
  readonly #roundMs: number;
  #next = 0;

  constructor(options: { places: number; roundMs: number }) {
    this.#places = options.places;
    this.#roundMs = options.roundMs;
  }

  /** The runs to sample now. At most half of the places go to those looked at when there are too many. */
  next<R>(runs: readonly R[], isLookedAt: (run: R) => boolean): Turn<R>[] {
    if (runs.length <= this.#places) return runs.map((run) => ({ run, everyMs: this.#roundMs }));
    const watched: R[] = [];
    const others: R[] = [];
    for (const run of runs) (watched.length < this.#places / 2 && isLookedAt(run) ? watched : others).push(run);
    const left = this.#places - watched.length;
    const everyMs = Math.ceil(others.length / left) * this.#roundMs;
    const turns = watched.map((run) => ({ run, everyMs: this.#roundMs }));
    for (let taken = 0; taken < left; taken += 1) {
      const run = others[(this.#next + taken) % others.length];
      if (run !== undefined) turns.push({ run, everyMs });
    }
    this.#next = (this.#next + left) % others.length;
    return turns;
  }
}

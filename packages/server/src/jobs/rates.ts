/**
 * Records per second of running jobs, from Flink's ever-growing counters: a point every 5 s, one hour long. A counter that went
 * down was reset by a restart: no rate then, never a negative one. Where a sample is missing there is a gap, never a guess.
 */

/** Read and written so far by one job, with the run and attempt they belong to. */
export interface CounterSample {
  atMs: number;
  /** Counters of different keys are never compared: the Flink JobID. */
  key: string;
  in: number | null;
  out: number | null;
}

export interface RatePoint {
  atMs: number;
  in: number | null;
  out: number | null;
}

const keptMs = 3_600_000;
/** Samples farther apart than this are not joined by a rate. */
const maxGapMs = 20_000;
/** A latest rate older than this is no longer told. */
const freshMs = 15_000;

/** Rate between two counters in records per second; null when it can't be told. */
export function rateOf(before: CounterSample, now: CounterSample, side: 'in' | 'out'): number | null {
  const from = before[side];
  const to = now[side];
  const spanMs = now.atMs - before.atMs;
  if (from === null || to === null || before.key !== now.key) return null;
  if (spanMs <= 0 || spanMs > maxGapMs || to < from) return null;
  return ((to - from) * 1000) / spanMs;
}

/** The last hour of each job. */
export class RateBook {
  readonly #jobs = new Map<string, { last: CounterSample; points: RatePoint[] }>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Takes a sample; the point it makes. */
  add(jobId: string, sample: CounterSample): RatePoint {
    const book = this.#jobs.get(jobId);
    const point: RatePoint = {
      atMs: sample.atMs,
      in: book === undefined ? null : rateOf(book.last, sample, 'in'),
      out: book === undefined ? null : rateOf(book.last, sample, 'out'),
    };
    const points = (book?.points ?? []).filter((old) => old.atMs > sample.atMs - keptMs);
    points.push(point);
    this.#jobs.set(jobId, { last: sample, points });
    return point;
  }

  points(jobId: string): RatePoint[] {
    const oldestMs = this.#nowMs() - keptMs;
    return (this.#jobs.get(jobId)?.points ?? []).filter((point) => point.atMs > oldestMs);
  }

  /** The newest point, if it is recent. */
  latest(jobId: string): RatePoint | undefined {
    const point = this.#jobs.get(jobId)?.points.at(-1);
    return point !== undefined && this.#nowMs() - point.atMs <= freshMs ? point : undefined;
  }

  forget(jobId: string): void {
    this.#jobs.delete(jobId);
  }

  /** Sum of several jobs on a common grid of `stepMs`: for a project's throughput. A slot without any point is a gap. */
  sum(jobIds: string[], stepMs = 5_000): RatePoint[] {
    const slots = new Map<number, { in: number | null; out: number | null }>();
    for (const jobId of jobIds) {
      // A job that is sampled twice within a slot counts once, with its newer point.
      const own = new Map<number, RatePoint>();
      for (const point of this.points(jobId)) own.set(Math.floor(point.atMs / stepMs), point);
      for (const [slot, point] of own) {
        const sum = slots.get(slot) ?? { in: null, out: null };
        slots.set(slot, { in: plus(sum.in, point.in), out: plus(sum.out, point.out) });
      }
    }
    return [...slots]
      .sort(([a], [b]) => a - b)
      .map(([slot, sum]) => ({ atMs: slot * stepMs, in: sum.in, out: sum.out }));
  }
}

function plus(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : a + b;
}

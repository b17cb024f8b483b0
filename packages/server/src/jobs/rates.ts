/**
 * Records per second of running jobs, from Flink's ever-growing counters: a point every 5 s, one hour long. A counter that went
 * down was reset by a restart: no rate then, never a negative one. Where a sample is missing there is a gap, never a guess.
 *
 * Flink's REST endpoint answers with figures it fetched from the TaskManagers up to some seconds before, and does not say when.
 * So a rate spans several samples, and a sample equal to the one before is passed over once: it may be the same reading.
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
/** A rate is the mean of about this long. */
const windowMs = 15_000;
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

/** The samples that the next rate may be taken over, oldest first. */
export class CounterWindow {
  #samples: CounterSample[] = [];
  #passedOver = false;

  /** Takes a sample; the rates up to it. Undefined when it may be the reading before once more. */
  add(sample: CounterSample): { in: number | null; out: number | null } | undefined {
    const last = this.#samples.at(-1);
    const isSame = last !== undefined && last.key === sample.key && last.in === sample.in && last.out === sample.out;
    if (isSame && !this.#passedOver && sample.atMs - last.atMs <= maxGapMs) {
      this.#passedOver = true;
      return undefined;
    }
    this.#passedOver = false;
    // After a reset or a gap nothing before it counts.
    const isJoined = last !== undefined && goesOn(last, sample);
    this.#samples = isJoined ? this.#samples.filter((old) => sample.atMs - old.atMs <= windowMs + 1_000) : [];
    // At least one step, however late the sample came.
    if (isJoined && this.#samples.length === 0) this.#samples.push(last);
    this.#samples.push(sample);
    const rate = (side: 'in' | 'out') => {
      const from = this.#samples.find((old) => old[side] !== null);
      return from === undefined || from === sample ? null : rateOf(from, sample, side);
    };
    return { in: rate('in'), out: rate('out') };
  }
}

function goesOn(last: CounterSample, now: CounterSample): boolean {
  const isReset = (['in', 'out'] as const).some((side) => (now[side] ?? Number.POSITIVE_INFINITY) < (last[side] ?? 0));
  return last.key === now.key && !isReset && now.atMs > last.atMs && now.atMs - last.atMs <= maxGapMs;
}

/** The last hour of each job. */
export class RateBook {
  readonly #jobs = new Map<string, { window: CounterWindow; points: RatePoint[] }>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Takes a sample; the point it makes. */
  add(jobId: string, sample: CounterSample): RatePoint {
    const book = this.#jobs.get(jobId) ?? { window: new CounterWindow(), points: [] };
    this.#jobs.set(jobId, book);
    const last = book.points.at(-1);
    // A reading told twice says nothing new: the mean before it stands, so that sums over jobs have no dents.
    const rates = book.window.add(sample) ?? { in: last?.in ?? null, out: last?.out ?? null };
    const point: RatePoint = { atMs: sample.atMs, ...rates };
    book.points = book.points.filter((old) => old.atMs > sample.atMs - keptMs);
    book.points.push(point);
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

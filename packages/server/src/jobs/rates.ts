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
  /** How often the job is sampled. Default 5,000; one of very many jobs has its turn less often. */
  everyMs?: number;
}

export interface RatePoint {
  atMs: number;
  in: number | null;
  out: number | null;
}

const keptMs = 3_600_000;
/** Samples farther apart than this are not joined by a rate … */
const maxGapMs = 20_000;
/** … or, of a job that is sampled seldom, than this many of its turns. */
const maxGapTurns = 2.5;
/** A rate is the mean of about this long. */
const windowMs = 15_000;
/** A latest rate older than this, or than two turns of its job, is no longer told. */
const freshMs = 15_000;
/** Somebody looks at a job when they asked for it within this time. */
const lookMs = 60_000;

function gapMsOf({ everyMs = 0 }: CounterSample): number {
  return Math.max(maxGapMs, everyMs * maxGapTurns);
}

/** Rate between two counters in records per second; null when it can't be told. */
export function rateOf(before: CounterSample, now: CounterSample, side: 'in' | 'out'): number | null {
  const from = before[side];
  const to = now[side];
  const spanMs = now.atMs - before.atMs;
  if (from === null || to === null || before.key !== now.key) return null;
  if (spanMs <= 0 || spanMs > gapMsOf(now) || to < from) return null;
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
  return last.key === now.key && !isReset && now.atMs > last.atMs && now.atMs - last.atMs <= gapMsOf(now);
}

interface JobRates {
  window: CounterWindow;
  points: RatePoint[];
  everyMs: number;
  /** When somebody last asked for it. */
  lookedAtMs: number;
}

/** The last hour of each job. */
export class RateBook {
  readonly #jobs = new Map<string, JobRates>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Takes a sample; the point it makes. */
  add(jobId: string, sample: CounterSample): RatePoint {
    const book = this.#of(jobId);
    book.everyMs = sample.everyMs ?? 0;
    const last = book.points.at(-1);
    // A reading told twice says nothing new: the mean before it stands, so that sums over jobs have no dents.
    const rates = book.window.add(sample) ?? { in: last?.in ?? null, out: last?.out ?? null };
    const point: RatePoint = { atMs: sample.atMs, ...rates };
    forgetOld(book.points, sample.atMs);
    book.points.push(point);
    return point;
  }

  points(jobId: string): RatePoint[] {
    const oldestMs = this.#nowMs() - keptMs;
    return (this.#jobs.get(jobId)?.points ?? []).filter((point) => point.atMs > oldestMs);
  }

  /** The newest point, if it is recent. */
  latest(jobId: string): RatePoint | undefined {
    const book = this.#jobs.get(jobId);
    const point = book?.points.at(-1);
    if (book === undefined || point === undefined) return undefined;
    return this.#nowMs() - point.atMs <= Math.max(freshMs, book.everyMs * 2) ? point : undefined;
  }

  /** Remembers that somebody looks at the job: it is then sampled before those nobody looks at. */
  look(jobId: string): void {
    this.#of(jobId).lookedAtMs = this.#nowMs();
  }

  isLookedAt(jobId: string): boolean {
    return this.#nowMs() - (this.#jobs.get(jobId)?.lookedAtMs ?? Number.NEGATIVE_INFINITY) <= lookMs;
  }

  forget(jobId: string): void {
    this.#jobs.delete(jobId);
  }

  #of(jobId: string): JobRates {
    const known = this.#jobs.get(jobId);
    if (known !== undefined) return known;
    const book = { window: new CounterWindow(), points: [], everyMs: 0, lookedAtMs: Number.NEGATIVE_INFINITY };
    this.#jobs.set(jobId, book);
    return book;
  }
}

/** Throughput of each project in the last hour: the latest rates of its jobs, summed up once in each round of samples. */
export class ThroughputBook {
  readonly #projects = new Map<string, RatePoint[]>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Takes the latest rates of a project's jobs; the point their sum makes. */
  add(projectId: string, rates: Iterable<{ in: number | null; out: number | null }>): RatePoint {
    const point: RatePoint = { atMs: this.#nowMs(), in: null, out: null };
    for (const rate of rates) {
      point.in = plus(point.in, rate.in);
      point.out = plus(point.out, rate.out);
    }
    const points = this.#projects.get(projectId) ?? [];
    this.#projects.set(projectId, points);
    forgetOld(points, point.atMs);
    points.push(point);
    return point;
  }

  points(projectId: string): RatePoint[] {
    const oldestMs = this.#nowMs() - keptMs;
    return (this.#projects.get(projectId) ?? []).filter((point) => point.atMs > oldestMs);
  }
}

/** Points are in order of time. */
function forgetOld(points: RatePoint[], nowMs: number): void {
  let old = 0;
  while ((points[old]?.atMs ?? nowMs) <= nowMs - keptMs) old += 1;
  if (old > 0) points.splice(0, old);
}

function plus(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : a + b;
}

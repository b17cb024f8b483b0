/** Durations in configurations of Flink. */
const unitMs: Record<string, number> = { ms: 1, s: 1000, min: 60_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration as Flink writes it: `50 s`, `50000 ms`, or bare milliseconds. */
export function parseDurationMs(text: string | undefined): number | undefined {
  const match = /^\s*(\d+)\s*([a-z]*)\s*$/.exec(text ?? '');
  const factor = unitMs[match?.[2] === '' ? 'ms' : (match?.[2] ?? '')];
  return match === null || factor === undefined ? undefined : Number(match[1]) * factor;
}

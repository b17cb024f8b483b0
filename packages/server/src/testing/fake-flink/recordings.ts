/** Answers of a real Flink 2.2, kept by `tools/record-flink.ts`: the fake fills its own ids, states and counters into them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Json = Record<string, unknown>;

export interface RecordedMetric {
  id: string;
  min: number;
  max: number;
  avg: number;
  sum: number;
}

interface Recordings {
  overview: Json;
  'jobs-overview': { jobs: (Json & { tasks: Record<string, number> })[] };
  'jobmanager-config': { key: string; value: string }[];
  taskmanagers: { taskmanagers: Json[] };
  job: Json & {
    timestamps: Record<string, number>;
    vertices: (Json & { id: string; tasks: Record<string, number>; metrics: Json })[];
    plan: Json;
  };
  checkpoints: Json & {
    counts: Record<string, number>;
    latest: Json & { completed: Json };
    history: Json[];
  };
  exceptions: { exceptionHistory: Json & { entries: (Json & { timestamp: number })[] } };
  'no-exceptions': { exceptionHistory: Json & { entries: Json[] } };
  'no-job': { status: number; body: { errors: string[] } };
  'metric-names': Record<string, { id: string }[]>;
  'metric-values': Record<string, RecordedMetric[]>;
  watermarks: Record<string, { id: string; value: string }[]>;
}

/** One recording, read anew: the caller may change it. */
export function readRecording<K extends keyof Recordings>(name: K): Recordings[K] {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'recordings', `${name}.json`), 'utf8')) as Recordings[K];
}

/** The marks every run carries in Flink, among its global job parameters: whose it is, and which run of which job. */
import type { RunRow } from './run-repository.ts';

export interface Marks {
  install: string;
  job: string | null;
  run: string | null;
  version: number | null;
  step: number;
}

/** Marks of a run, as global job parameters. */
export function marksOf(installId: string, run: RunRow): Record<string, string> {
  return {
    'liusu.install': installId,
    'liusu.job': run.job_id,
    'liusu.run': run.id,
    'liusu.version': String(run.version),
    'liusu.step': String(run.step),
  };
}

/** Reads them back; undefined for a Flink job that carries none. */
export function readMarks(parameters: Record<string, string>): Marks | undefined {
  const install = parameters['liusu.install'];
  if (install === undefined || install === '') return undefined;
  const version = Number(parameters['liusu.version']);
  const step = Number(parameters['liusu.step'] ?? 0);
  return {
    install,
    job: parameters['liusu.job'] ?? null,
    run: parameters['liusu.run'] ?? null,
    version: Number.isInteger(version) && version > 0 ? version : null,
    step: Number.isInteger(step) && step >= 0 ? step : 0,
  };
}

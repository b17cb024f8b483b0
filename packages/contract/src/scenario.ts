/** Scenarios: importable packages of an industry solution. */
import { z } from 'zod';

import { JobMode, JobSettings } from './job.ts';

export const LocalText = z.object({ zh: z.string(), en: z.string() });
export type LocalText = z.infer<typeof LocalText>;

export const FeederSpeed = z.union([z.literal('max'), z.number().min(0.1).max(86_400)]);
export type FeederSpeed = z.infer<typeof FeederSpeed>;

export const FeederStatus = z.object({
  state: z.enum(['idle', 'preparing', 'running', 'finished', 'stopped', 'failed']),
  slicesDone: z.number().int(),
  slicesTotal: z.number().int(),
  /** Time in the data that was reached. */
  simulatedTime: z.string().nullable(),
  recordsEmitted: z.number().int(),
  recordsTotal: z.number().int(),
  /** Seconds per simulated day, or `max`. */
  speed: FeederSpeed,
  error: z.string().nullable(),
});
export type FeederStatus = z.infer<typeof FeederStatus>;

export const DashboardPanel = z.object({
  key: z.string(),
  title: LocalText,
  kind: z.enum(['line', 'bar', 'table', 'number']),
  /** Columns of the live query, by role. */
  x: z.string().optional(),
  y: z.array(z.object({ column: z.string(), title: LocalText, unit: LocalText.optional() })).default([]),
  series: z.string().optional(),
  columns: z.array(z.object({ column: z.string(), title: LocalText })).default([]),
  limit: z.number().int().optional(),
  /** Quotients of two columns, drawn as further values; the unit `%` shows them as a share. Absent while the denominator is 0. */
  ratios: z
    .array(z.object({ title: LocalText, numerator: z.string(), denominator: z.string(), unit: z.string().optional() }))
    .default([]),
  /** Order of the values of `x`, for categories that have one. */
  order: z.array(z.string()).optional(),
  /** Column by which rows are sorted, largest first. */
  sortBy: z.string().optional(),
});
export type DashboardPanel = z.infer<typeof DashboardPanel>;

export const Scenario = z.object({
  id: z.string(),
  name: LocalText,
  description: LocalText,
  imported: z.boolean(),
  jobs: z.array(z.object({ key: z.string(), name: LocalText, jobId: z.string().nullable() })),
  feeder: FeederStatus.nullable(),
  dashboard: z
    .object({
      liveSql: z.string(),
      panelColumn: z.string(),
      keyColumns: z.array(z.string()),
      panels: z.array(DashboardPanel),
    })
    .nullable(),
  queries: z.array(z.object({ name: LocalText, sql: z.string(), mode: JobMode.optional() })),
});
export type Scenario = z.infer<typeof Scenario>;

export const ScenarioImport = z.object({
  start: z.boolean().default(true),
  speed: FeederSpeed.optional(),
  /** Only the first days of the data; all of it when absent. */
  days: z.number().int().min(1).max(366).optional(),
  settings: JobSettings.partial().optional(),
});
export type ScenarioImport = z.input<typeof ScenarioImport>;
export const FeederControl = z.object({ action: z.enum(['start', 'stop']), speed: FeederSpeed.optional() });
export type FeederControl = z.infer<typeof FeederControl>;

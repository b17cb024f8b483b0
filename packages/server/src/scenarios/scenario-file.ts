/** The descriptor of a scenario, `scenarios/<id>/scenario.json`, and the texts it names. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type DashboardPanel, LocalText, type Scenario } from '@liusu/contract/scenario';
import { JobMode, JobSettings } from '@liusu/contract/job';
import { Phase } from '@liusu/contract/lifecycle';
import { z } from 'zod';

const Key = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);
/** A file below the scenario's folder; never a way out of it. */
const InnerPath = z.string().regex(/^(?!\/)(?!.*\.\.)[\w./-]+$/);

const PanelColumn = z.object({
  column: z.string(),
  role: z.enum(['x', 'series', 'value', 'dimension']),
  title: LocalText,
  unit: z.string().optional(),
});

const Panel = z.object({
  panel: z.string(),
  title: LocalText,
  chart: z.enum(['line', 'bar', 'table', 'statistics']),
  columns: z.array(PanelColumn),
  ratios: z
    .array(z.object({ title: LocalText, numerator: z.string(), denominator: z.string(), unit: z.string().optional() }))
    .default([]),
  order: z.array(z.string()).optional(),
  sortBy: z.string().optional(),
  /** How many of the newest values of x a line shows. */
  lastPoints: z.number().int().optional(),
  /** How many rows a table shows. */
  top: z.number().int().optional(),
});

export const ScenarioFile = z.object({
  id: Key,
  name: LocalText,
  description: LocalText,
  dataset: z.object({
    version: z.string().regex(/^[\w.-]+$/),
    /** Path below the host of PyPI's files. */
    path: InnerPath,
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    sizeBytes: z.number().int(),
  }),
  jobs: z.array(
    z.object({
      key: Key,
      name: LocalText,
      file: InnerPath,
      mode: JobMode,
      dependsOn: z.array(z.object({ job: Key, phase: Phase })),
      settings: JobSettings.partial().default({}),
    }),
  ),
  viewsFile: InnerPath.optional(),
  feeder: z.object({
    kind: z.literal('flights'),
    inputFolder: Key,
    dimsFolder: Key,
    secondsPerDay: z.number().positive(),
  }),
  dashboard: z.object({
    sqlFile: InnerPath,
    panelColumn: z.string(),
    keyColumns: z.array(z.string()),
    panels: z.array(Panel),
  }),
  queries: z.array(z.object({ key: Key, name: LocalText, mode: JobMode, sql: z.string() })),
});
export type ScenarioFile = z.infer<typeof ScenarioFile>;

/** A scenario as it lies in the repository, with its texts read. */
export interface ScenarioPackage {
  file: ScenarioFile;
  /** Script of each job, by its key. */
  scripts: Map<string, string>;
  dashboard: NonNullable<Scenario['dashboard']>;
  queries: Scenario['queries'];
}

/** Reads every scenario below `folder`. Throws Error naming the file that is not valid: it is part of the program. */
export function readScenarios(folder: string): Map<string, ScenarioPackage> {
  const packages = new Map<string, ScenarioPackage>();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name, 'scenario.json');
    if (!entry.isDirectory() || !existsSync(path)) continue;
    const parsed = ScenarioFile.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (!parsed.success) throw new Error(`${path} is not a valid scenario`, { cause: parsed.error });
    packages.set(parsed.data.id, readPackage(parsed.data, join(folder, entry.name)));
  }
  return packages;
}

function readPackage(file: ScenarioFile, folder: string): ScenarioPackage {
  // `${scenario.dir}` means another folder in each scenario, but scripts see the variables of their whole project.
  const read = (inner: string) =>
    readFileSync(join(folder, inner), 'utf8').replaceAll('${scenario.dir}', `\${${scenarioVariable(file.id)}}`);
  const views = file.viewsFile === undefined ? [] : splitViews(read(file.viewsFile));
  return {
    file,
    scripts: new Map(file.jobs.map((job) => [job.key, read(job.file)])),
    dashboard: {
      liveSql: read(file.dashboard.sqlFile),
      panelColumn: file.dashboard.panelColumn,
      keyColumns: file.dashboard.keyColumns,
      panels: file.dashboard.panels.map(toPanel),
    },
    queries: file.queries.map(({ name, mode, sql }) => ({ name, mode, sql: withViews(sql, views) })),
  };
}

/** Name of the variable that holds the folder of a scenario's input. */
export function scenarioVariable(scenarioId: string): string {
  return `scenario.${scenarioId}.dir`;
}

interface View {
  name: string;
  statement: string;
}

function splitViews(text: string): View[] {
  return [...text.matchAll(/CREATE TEMPORARY VIEW (\w+)[^;]*;/g)].map((match) => ({
    name: match[1] ?? '',
    statement: match[0],
  }));
}

/** The query with the views it uses before it. */
function withViews(sql: string, views: View[]): string {
  const used = views.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(sql));
  return [...used.map(({ statement }) => statement), sql].join('\n\n');
}

const panelKinds = { line: 'line', bar: 'bar', table: 'table', statistics: 'number' } as const;

function toPanel(panel: z.infer<typeof Panel>): DashboardPanel {
  const of = (role: string) => panel.columns.find((column) => column.role === role);
  const values = panel.columns.filter((column) => column.role === 'value');
  const x = of('x');
  const series = of('series');
  const limit = panel.top ?? panel.lastPoints;
  return {
    key: panel.panel,
    title: panel.title,
    kind: panelKinds[panel.chart],
    ...(x === undefined ? {} : { x: x.column }),
    ...(series === undefined ? {} : { series: series.column }),
    y: values.map(({ column, title, unit }) => ({
      column,
      title,
      ...(unit === undefined ? {} : { unit: { zh: unit, en: unit } }),
    })),
    columns: panel.columns.map(({ column, title }) => ({ column, title })),
    ...(limit === undefined ? {} : { limit }),
    ratios: panel.ratios.map(({ title, numerator, denominator, unit }) => ({
      title,
      numerator,
      denominator,
      ...(unit === undefined ? {} : { unit }),
    })),
    ...(panel.order === undefined ? {} : { order: panel.order }),
    ...(panel.sortBy === undefined ? {} : { sortBy: panel.sortBy }),
  };
}

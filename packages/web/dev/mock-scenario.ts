/** The flights scenario as the API gives it, made from the scenario's own file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { DashboardPanel, type LocalText, type Scenario } from '@liusu/contract/scenario';

const folder = join(import.meta.dirname, '../../../scenarios/flights');

interface FilePanel {
  panel: string;
  title: LocalText;
  chart: 'line' | 'bar' | 'table' | 'statistics';
  columns: { column: string; role: string; title: LocalText; unit?: string }[];
  top?: number;
  lastPoints?: number;
}

interface ScenarioFile {
  id: string;
  name: LocalText;
  description: LocalText;
  jobs: { key: string; name: LocalText }[];
  dashboard: { panelColumn: string; keyColumns: string[]; panels: FilePanel[] };
  queries: { name: LocalText; mode: 'batch' | 'streaming'; sql: string }[];
}

function toPanel(panel: FilePanel): DashboardPanel {
  const of = (role: string): string | undefined => panel.columns.find((column) => column.role === role)?.column;
  return DashboardPanel.parse({
    ...panel,
    key: panel.panel,
    kind: panel.chart === 'statistics' ? 'number' : panel.chart,
    x: of('x'),
    series: of('series'),
    y: panel.columns.filter((column) => column.role === 'value').map(({ column, title }) => ({ column, title })),
    limit: panel.top ?? panel.lastPoints,
  });
}

export function flightsScenario(imported: boolean): Scenario {
  const file = JSON.parse(readFileSync(join(folder, 'scenario.json'), 'utf8')) as ScenarioFile;
  const { panelColumn, keyColumns, panels } = file.dashboard;
  return {
    id: file.id,
    name: file.name,
    description: file.description,
    imported,
    jobs: file.jobs.map(({ key, name }) => ({ key, name, jobId: null })),
    feeder: null,
    dashboard: {
      liveSql: readFileSync(join(folder, 'sql/dashboard.sql'), 'utf8'),
      panelColumn,
      keyColumns,
      panels: panels.map(toPanel),
    },
    queries: file.queries.map(({ name, mode, sql }) => ({ name, mode, sql })),
  };
}

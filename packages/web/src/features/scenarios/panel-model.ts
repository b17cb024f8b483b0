/** From the rows of the live query to what each panel draws. Pure. */
import type { DashboardPanel, LocalText } from '@liusu/contract/scenario';
import type { Cell, Column } from '@liusu/contract/sql';

export type PanelRow = Readonly<Record<string, Cell>>;

/** Rows by panel, each row by column name. */
export function rowsByPanel(
  columns: readonly Column[],
  rows: readonly { cells: readonly Cell[] }[],
  panelColumn: string,
): Map<string, PanelRow[]> {
  const names = columns.map((column) => column.name);
  const panelAt = names.indexOf(panelColumn);
  const panels = new Map<string, PanelRow[]>();
  for (const { cells } of rows) {
    const panel = String(cells[panelAt] ?? '');
    const row = Object.fromEntries(names.map((name, index) => [name, cells[index] ?? null]));
    const known = panels.get(panel);
    if (known === undefined) panels.set(panel, [row]);
    else known.push(row);
  }
  return panels;
}

/** A cell as a number; null for what is none. Decimals come as text. */
export function numberOf(cell: Cell | undefined): number | null {
  if (typeof cell === 'number') return cell;
  if (typeof cell !== 'string' || cell.trim() === '') return null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}

type Ratio = DashboardPanel['ratios'][number];

/** A quotient, as a share of 100 for the unit `%`; null where it has no meaning. */
export function ratioOf(row: PanelRow | undefined, ratio: Ratio): number | null {
  const numerator = numberOf(row?.[ratio.numerator]);
  const denominator = numberOf(row?.[ratio.denominator]);
  if (numerator === null || denominator === null || denominator === 0) return null;
  return (numerator / denominator) * (ratio.unit === '%' ? 100 : 1);
}

function textOf(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? '' : String(cell);
}

export interface SeriesData {
  name: string;
  values: (number | null)[];
}

export interface ChartData {
  /** Categories of the x axis, in order. */
  categories: string[];
  series: SeriesData[];
}

const seriesLimit = 6;

/**
 * Categories and series of a line or bar panel. Lines are ordered by x and keep the newest `limit` categories; bars follow
 * the panel's own order, else the first value, largest first. More than six series become `others`.
 */
export function chartData(
  panel: DashboardPanel,
  rows: readonly PanelRow[],
  language: 'zh' | 'en',
  others: string,
): ChartData {
  const { x = '', series } = panel;
  const first = panel.y[0]?.column ?? '';
  let categories = [...new Set(rows.map((row) => textOf(row[x])))];
  if (panel.kind === 'line') {
    categories.sort();
    if (panel.limit !== undefined) categories = categories.slice(-panel.limit);
  } else {
    const sums = new Map<string, number>();
    for (const row of rows) sums.set(textOf(row[x]), (sums.get(textOf(row[x])) ?? 0) + (numberOf(row[first]) ?? 0));
    const place = (name: string): number => {
      const at = panel.order?.indexOf(name) ?? -1;
      return at < 0 ? Number.MAX_SAFE_INTEGER : at;
    };
    categories.sort(
      (left, right) =>
        place(left) - place(right) || (sums.get(right) ?? 0) - (sums.get(left) ?? 0) || left.localeCompare(right),
    );
    if (panel.limit !== undefined) categories = categories.slice(0, panel.limit);
  }
  const at = new Map(categories.map((name, index) => [name, index]));
  const names = series === undefined ? [] : [...new Set(rows.map((row) => textOf(row[series])))].sort();
  const found =
    series === undefined
      ? panel.y.map((each) => ({ name: each.title[language], rows, column: each.column }))
      : names.map((name) => ({ name, rows: rows.filter((row) => textOf(row[series]) === name), column: first }));
  const all = found.map((each): SeriesData => {
    const values = categories.map((): number | null => null);
    for (const row of each.rows) {
      const index = at.get(textOf(row[x]));
      if (index !== undefined) values[index] = numberOf(row[each.column]);
    }
    return { name: each.name, values };
  });
  return { categories, series: all.length <= seriesLimit ? all : withOthers(all, others) };
}

function withOthers(all: readonly SeriesData[], name: string): SeriesData[] {
  const total = (data: SeriesData): number => data.values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  const ranked = [...all].sort((left, right) => total(right) - total(left));
  const kept = ranked.slice(0, seriesLimit - 1);
  const rest = ranked.slice(seriesLimit - 1);
  const values = (all[0]?.values ?? []).map((_, index) =>
    rest.reduce<number>((sum, data) => sum + (data.values[index] ?? 0), 0),
  );
  return [...kept, { name, values }];
}

/** Rows of a table panel: sorted by `sortBy`, largest first, at most `limit`. */
export function tableRows(panel: DashboardPanel, rows: readonly PanelRow[]): PanelRow[] {
  const { sortBy } = panel;
  const sorted =
    sortBy === undefined
      ? [...rows]
      : [...rows].sort((left, right) => (numberOf(right[sortBy]) ?? 0) - (numberOf(left[sortBy]) ?? 0));
  return panel.limit === undefined ? sorted : sorted.slice(0, panel.limit);
}

export interface Tile {
  key: string;
  title: LocalText;
  value: number | null;
  unit: string;
}

/** Numbers of a number panel: its values, then its quotients, of the one row it has. */
export function tilesOf(panel: DashboardPanel, rows: readonly PanelRow[], language: 'zh' | 'en'): Tile[] {
  const row = rows[0];
  const values = panel.y.map((each) => ({
    key: each.column,
    title: each.title,
    value: numberOf(row?.[each.column]),
    unit: each.unit?.[language] ?? '',
  }));
  const ratios = panel.ratios.map((each) => ({
    key: `${each.numerator}/${each.denominator}`,
    title: each.title,
    value: ratioOf(row, each),
    unit: each.unit ?? '',
  }));
  return [...values, ...ratios];
}

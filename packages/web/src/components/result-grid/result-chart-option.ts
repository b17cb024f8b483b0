/** A result as a simple chart: the first column that is no measure along the bottom, numbers upwards. Pure. */
import type { Cell, Column } from '@liusu/contract/sql';
import type { EChartsCoreOption } from 'echarts/core';

import type { Palette } from '../../lib/tokens.ts';
import { cellPlain, isNumeric } from './cell-text.ts';

/** Rows and series drawn at most: more cannot be told apart. */
const mostRows = 200;
const mostSeries = 4;

export interface ChartPlan {
  /** Column along the bottom; undefined: the number of the row. */
  label: number | undefined;
  measures: number[];
  /** Points in time or of a sequence are joined by a line; names stand as bars. */
  kind: 'line' | 'bar';
}

/** Undefined when no column holds numbers. */
export function chartPlan(columns: readonly Column[]): ChartPlan | undefined {
  const numbers = columns.flatMap((column, index) => (isNumeric(column) ? [index] : []));
  const names = columns.flatMap((column, index) => (isNumeric(column) ? [] : [index]));
  const time = names.find((index) => /^(?:TIMESTAMP|DATE|TIME)/i.test(columns[index]?.type ?? ''));
  const label = time ?? names[0];
  if (numbers.length === 0) return undefined;
  if (label !== undefined)
    return { label, measures: numbers.slice(0, mostSeries), kind: time === undefined ? 'bar' : 'line' };
  // Numbers alone: the first is what the others are drawn over, where there are others.
  const [first, ...others] = numbers;
  return others.length === 0
    ? { label: undefined, measures: numbers, kind: 'line' }
    : { label: first, measures: others.slice(0, mostSeries), kind: 'bar' };
}

export function resultChartOption(
  columns: readonly Column[],
  rows: readonly { cells: readonly Cell[] }[],
  plan: ChartPlan,
  palette: Palette,
): EChartsCoreOption {
  const shown = rows.slice(0, mostRows);
  const { label } = plan;
  const sorted =
    plan.kind === 'line' && label !== undefined
      ? shown.toSorted((a, b) => compare(a.cells[label], b.cells[label]))
      : shown;
  const colors = [palette.chart1, palette.chart2, palette.warnDot, palette.quiet];
  return {
    animation: false,
    color: colors,
    grid: { left: 12, right: 20, top: 36, bottom: 8, containLabel: true },
    legend: { top: 6, right: 16, textStyle: { color: palette.text2 }, itemWidth: 12, itemHeight: 8 },
    tooltip: {
      trigger: 'axis',
      backgroundColor: palette.raised,
      borderColor: palette.line,
      textStyle: { color: palette.text, fontSize: 12 },
    },
    xAxis: {
      type: 'category',
      data: sorted.map((row, index) => (label === undefined ? String(index + 1) : cellPlain(row.cells[label]))),
      axisLine: { lineStyle: { color: palette.lineStrong } },
      axisTick: { show: false },
      axisLabel: { color: palette.text3, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      axisLabel: { color: palette.text3 },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: plan.measures.map((measure) => ({
      name: columns[measure]?.name ?? '',
      type: plan.kind,
      showSymbol: shown.length <= 60,
      barMaxWidth: 32,
      data: sorted.map((row) => numberOf(row.cells[measure])),
    })),
  };
}

function compare(a: Cell | undefined, b: Cell | undefined): number {
  return cellPlain(a).localeCompare(cellPlain(b));
}

function numberOf(value: Cell | undefined): number | null {
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}

/** A result as a simple chart: the first column that is no measure along the bottom, numbers upwards. Pure. */
import type { Cell, Column } from '@liusu/contract/sql';
import type { EChartsCoreOption } from 'echarts/core';

import type { Palette } from '../../lib/tokens.ts';
import { cellPlain, isNumeric } from './cell-text.ts';

/** Rows and series drawn at most: more cannot be told apart. */
const mostRows = 200;
const mostSeries = 4;
/** Between the largest values of measures on one axis. */
const mostRatio = 20;

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
  const groups = scaleGroups(plan.measures, shown);
  const groupOf = (measure: number) => groups.findIndex((group) => group.includes(measure));
  const labels = sorted.map((row, index) => (label === undefined ? String(index + 1) : cellPlain(row.cells[label])));
  const xAxisOf = (index: number) => ({
    type: 'category',
    gridIndex: index,
    data: labels,
    axisLine: { lineStyle: { color: palette.lineStrong } },
    axisTick: { show: false },
    // All stand over the same points: the lowest says which.
    axisLabel: { show: index === groups.length - 1, color: palette.text3, hideOverlap: true },
  });
  const yAxisOf = (index: number) => ({
    type: 'value',
    gridIndex: index,
    splitNumber: groups.length === 1 ? 5 : 2,
    axisLabel: { color: palette.text3, hideOverlap: true },
    splitLine: { lineStyle: { color: palette.line } },
  });
  return {
    animation: false,
    color: colors,
    grid: groups.map((_, index) => gridAt(index, groups.length, scaleWidthPx(plan.measures, shown))),
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    legend: { top: 6, right: 16, textStyle: { color: palette.text2 }, itemWidth: 12, itemHeight: 8 },
    tooltip: {
      trigger: 'axis',
      backgroundColor: palette.raised,
      borderColor: palette.line,
      textStyle: { color: palette.text, fontSize: 12 },
    },
    xAxis: groups.map((_, index) => xAxisOf(index)),
    yAxis: groups.map((_, index) => yAxisOf(index)),
    series: plan.measures.map((measure) => ({
      name: columns[measure]?.name ?? '',
      type: plan.kind,
      xAxisIndex: groupOf(measure),
      yAxisIndex: groupOf(measure),
      showSymbol: shown.length <= 60,
      barMaxWidth: 32,
      data: sorted.map((row) => numberOf(row.cells[measure])),
    })),
  };
}

/**
 * Measures that can share an axis: a column of hundreds beside one of millions would be a flat line. Each axis has its own field,
 * one below the other, as two axes at one field are read wrongly.
 */
export function scaleGroups(measures: readonly number[], rows: readonly { cells: readonly Cell[] }[]): number[][] {
  const largest = (measure: number) =>
    rows.reduce((most, row) => Math.max(most, Math.abs(numberOf(row.cells[measure]) ?? 0)), 0);
  const groups: { measures: number[]; low: number; high: number }[] = [];
  for (const measure of measures) {
    const size = largest(measure);
    const fits = groups.find(
      ({ low, high }) => size === 0 || high === 0 || Math.max(high, size) / Math.min(low, size) <= mostRatio,
    );
    if (fits === undefined) groups.push({ measures: [measure], low: size, high: size });
    else {
      fits.measures.push(measure);
      if (size > 0) fits.low = fits.low === 0 ? size : Math.min(fits.low, size);
      fits.high = Math.max(fits.high, size);
    }
  }
  return groups.map((group) => group.measures);
}

/**
 * The field of a group, in equal parts of what is below the legend. Several begin at the same place, whatever their numbers are, so
 * that what belongs together stands in one line.
 */
function gridAt(index: number, count: number, scalePx: number) {
  if (count === 1) return { left: 12, right: 20, containLabel: true, top: 36, bottom: 8 };
  // Between two there is room for the ends of their scales, below the last one for the labels.
  const share = 82 / count;
  return { left: scalePx, right: 20, top: `${16 + index * share}%`, height: `${share - 7}%` };
}

/** Room for the longest number at a scale, of figures 7 pixels wide: a scale goes up to twice the largest value at most. */
function scaleWidthPx(measures: readonly number[], rows: readonly { cells: readonly Cell[] }[]): number {
  const lengths = measures.flatMap((measure) => {
    const values = rows.map((row) => numberOf(row.cells[measure]) ?? 0);
    const largest = Math.max(0, ...values.map(Math.abs));
    // Steps of a scale below 10 have decimals.
    const decimals = largest === 0 || largest >= 10 ? 0 : 2 - Math.floor(Math.log10(largest));
    const sign = values.some((value) => value < 0) ? 1 : 0;
    return Math.round(largest * 2).toLocaleString('en-US').length + decimals + sign;
  });
  return 24 + 7 * Math.max(...lengths);
}

function compare(a: Cell | undefined, b: Cell | undefined): number {
  return cellPlain(a).localeCompare(cellPlain(b));
}

function numberOf(value: Cell | undefined): number | null {
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}

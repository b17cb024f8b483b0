/** The option of a chart of two rates over time. Pure. */
import type { EChartsCoreOption } from 'echarts/core';

import type { Language } from '@liusu/contract/error-code';

import { formatClock, formatCount, formatRate } from '../lib/format.ts';
import { fontSans, type Palette } from '../lib/tokens.ts';

export interface RatePoint {
  at: string;
  in: number | null;
  out: number | null;
}

/** An event that matters to the reader of the chart: a mark on the time axis. */
export interface RateMark {
  at: string;
  label: string;
  severity: 'info' | 'warning' | 'error';
}

/** Two points further apart than this have a gap between them: no line is drawn over missing data. */
const gapMs = 15_000;

type Sample = [number, number | null];

/** Points as ECharts wants them, with a hole wherever there was no data. */
export function withGaps(points: readonly RatePoint[], key: 'in' | 'out'): Sample[] {
  const samples: Sample[] = [];
  let previous: number | undefined;
  for (const point of points) {
    const at = Date.parse(point.at);
    if (previous !== undefined && at - previous > gapMs) samples.push([previous + 1, null]);
    samples.push([at, point[key]]);
    previous = at;
  }
  return samples;
}

/** Below this span whole minutes would repeat along the axis. */
const secondsBelowMs = 600_000;

/** Labels of the time axis: to the second over a short span, else to the minute. */
export function timeLabelFormat(points: readonly RatePoint[]): string {
  const spanMs = Date.parse(points.at(-1)?.at ?? '') - Date.parse(points[0]?.at ?? '');
  return spanMs < secondsBelowMs ? '{HH}:{mm}:{ss}' : '{HH}:{mm}';
}

export interface RateChartInput {
  points: readonly RatePoint[];
  marks: readonly RateMark[];
  names: { in: string; out: string };
  palette: Palette;
  language: Language;
}

export function rateChartOption({ points, marks, names, palette, language }: RateChartInput): EChartsCoreOption {
  const first = points[0];
  const from = first === undefined ? undefined : Date.parse(first.at);
  const colorOf = { info: palette.quiet, warning: palette.warnDot, error: palette.bad };
  const line = (name: string, key: 'in' | 'out', color: string, filled: boolean) => ({
    name,
    type: 'line',
    data: withGaps(points, key),
    showSymbol: false,
    connectNulls: false,
    lineStyle: { width: 1.5, color },
    itemStyle: { color },
    emphasis: { disabled: true },
    ...(filled ? { areaStyle: { color, opacity: 0.08 } } : {}),
  });
  return {
    animation: false,
    textStyle: { fontFamily: fontSans, fontSize: 12 },
    grid: { left: 56, right: 32, top: 32, bottom: 26 },
    legend: {
      top: 0,
      right: 12,
      itemWidth: 14,
      itemHeight: 2,
      icon: 'rect',
      textStyle: { color: palette.text2 },
      data: [names.in, names.out],
    },
    tooltip: {
      trigger: 'axis',
      backgroundColor: palette.raised,
      borderColor: palette.line,
      textStyle: { color: palette.text, fontSize: 12 },
      axisPointer: { lineStyle: { color: palette.lineStrong } },
      formatter: (rows: { axisValue: number; marker: string; seriesName: string; value: Sample }[]) => {
        const at = rows[0]?.axisValue;
        if (at === undefined) return '';
        const lines = rows.map((row) => `${row.marker}${row.seriesName}  <b>${formatRate(row.value[1], language)}</b>`);
        return [formatClock(at), ...lines].join('<br>');
      },
    },
    toolbox: { show: false, feature: { dataZoom: { yAxisIndex: 'none' } } },
    dataZoom: [{ type: 'inside', zoomOnMouseWheel: false, moveOnMouseMove: false, filterMode: 'none' }],
    xAxis: {
      type: 'time',
      axisLine: { lineStyle: { color: palette.lineStrong } },
      axisTick: { show: false },
      axisLabel: { color: palette.text3, hideOverlap: true, formatter: timeLabelFormat(points) },
      // Room for one label of hours, minutes and seconds beside the next.
      splitNumber: 6,
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      min: 0,
      splitNumber: 3,
      axisLabel: { color: palette.text3, formatter: (value: number) => formatCount(value, language) },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: [
      {
        ...line(names.in, 'in', palette.chart1, true),
        markLine: {
          silent: false,
          symbol: ['none', 'triangle'],
          symbolSize: 6,
          label: { show: false },
          emphasis: { label: { show: true } },
          data: marks
            .filter((mark) => from !== undefined && Date.parse(mark.at) >= from)
            .map((mark) => ({
              xAxis: Date.parse(mark.at),
              name: mark.label,
              lineStyle: { color: colorOf[mark.severity], type: 'dashed', width: 1 },
              label: { formatter: mark.label, color: palette.text2, position: 'insideEndTop' },
            })),
        },
      },
      line(names.out, 'out', palette.chart2, false),
    ],
  };
}

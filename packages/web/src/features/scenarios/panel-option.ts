/** The ECharts option of a line or bar panel. Pure. */
import type { EChartsCoreOption } from 'echarts/core';

import type { Language } from '@liusu/contract/error-code';

import { formatCount, formatExact } from '../../lib/format.ts';
import { fontSans, type Palette } from '../../lib/tokens.ts';
import type { ChartData } from './panel-model.ts';

export interface PanelOptionInput {
  kind: 'line' | 'bar';
  data: ChartData;
  palette: Palette;
  language: Language;
  /** Bars on each other instead of side by side. */
  othersName: string;
}

/** `2013-01-05 14:00` as `01-05 14:00`: the year is the same along the axis. */
function shortCategory(name: string): string {
  return /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d/.test(name) ? name.slice(5, 16).replace('T', ' ') : name;
}

export function panelOption({ kind, data, palette, language, othersName }: PanelOptionInput): EChartsCoreOption {
  const colours = [
    palette.chart1,
    palette.chart2,
    palette.chart3,
    palette.chart4,
    palette.chart5,
    palette.chart6,
  ] as const;
  const text = { color: palette.text3, fontFamily: fontSans, fontSize: 11 };
  return {
    animation: false,
    textStyle: { fontFamily: fontSans },
    grid: { left: 4, right: 12, top: 30, bottom: 2, containLabel: true },
    legend: {
      show: data.series.length > 1,
      top: 0,
      right: 4,
      itemWidth: 12,
      itemHeight: 3,
      icon: 'rect',
      textStyle: { ...text, color: palette.text2, fontSize: 12 },
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: palette.raised,
      borderColor: palette.line,
      textStyle: { color: palette.text, fontFamily: fontSans, fontSize: 12 },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? formatExact(value, language) : '–'),
    },
    xAxis: {
      type: 'category',
      data: data.categories.map(shortCategory),
      boundaryGap: kind === 'bar',
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      min: 0,
      splitNumber: 4,
      axisLabel: { ...text, formatter: (value: number) => formatCount(value, language) },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: data.series.map((series, index) => {
      const color = series.name === othersName ? palette.chartOther : (colours[index] ?? palette.chartOther);
      return {
        name: series.name,
        type: kind,
        data: series.values,
        itemStyle: { color, ...(kind === 'bar' ? { borderRadius: [2, 2, 0, 0] } : {}) },
        ...(kind === 'line'
          ? {
              showSymbol: false,
              connectNulls: false,
              lineStyle: { width: 1.75, color },
              ...(data.series.length === 1 ? { areaStyle: { color, opacity: 0.12 } } : {}),
            }
          : { barMaxWidth: 26, barGap: '12%' }),
        emphasis: { disabled: true },
      };
    }),
  };
}

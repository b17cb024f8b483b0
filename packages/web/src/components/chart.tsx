/** Draws an ECharts option; fetches ECharts itself when the first chart comes on screen. Follows its box and the theme. */
import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { useEffect, useRef, useState } from 'react';

export interface ChartProps {
  option: EChartsCoreOption;
  /** Without it the chart fills its box. */
  heightPx?: number;
  /** What the chart says, for those who cannot see it. */
  label: string;
  /** Drag over a span of time to zoom into it; a double click brings all of it back. */
  zoom?: boolean;
}

export function Chart({ option, heightPx, label, zoom = false }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType>();

  useEffect(() => {
    let live = true;
    let created: EChartsType | undefined;
    let observer: ResizeObserver | undefined;
    void import('./chart-core.ts').then(({ echarts }) => {
      if (!live || box.current === null) return;
      created = echarts.init(box.current);
      observer = new ResizeObserver(() => created?.resize());
      observer.observe(box.current);
      setChart(created);
    });
    return () => {
      live = false;
      observer?.disconnect();
      created?.dispose();
      setChart(undefined);
    };
  }, []);

  useEffect(() => {
    chart?.setOption(option, { replaceMerge: ['series'] });
  }, [chart, option]);

  useEffect(() => {
    if (chart === undefined || !zoom) return;
    chart.dispatchAction({ type: 'takeGlobalCursor', key: 'dataZoomSelect', dataZoomSelectActive: true });
    const reset = (): void => chart.dispatchAction({ type: 'dataZoom', start: 0, end: 100 });
    chart.getZr().on('dblclick', reset);
    return () => {
      if (!chart.isDisposed()) chart.getZr().off('dblclick', reset);
    };
  }, [chart, zoom]);

  return <div ref={box} role="img" aria-label={label} style={{ height: heightPx ?? '100%', width: '100%' }} />;
}

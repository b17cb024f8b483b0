/** Rates of a job, or of all of them, over time. */
import { useMemo } from 'react';

import { formatRate } from '../lib/format.ts';
import { useLanguage } from '../lib/i18n.ts';
import { useThemeName } from '../lib/preferences.ts';
import { palettes } from '../lib/tokens.ts';
import { Chart } from './chart.tsx';
import { rateChartOption, type RateMark, type RatePoint } from './rate-chart-option.ts';
import './rate-chart.css';
import { useText } from './texts.ts';

export interface RateChartProps {
  title: string;
  points: readonly RatePoint[];
  marks?: readonly RateMark[];
  heightPx?: number;
}

const noMarks: readonly RateMark[] = [];

export function RateChart({ title, points, marks = noMarks, heightPx = 208 }: RateChartProps) {
  const t = useText();
  const language = useLanguage();
  const theme = useThemeName();
  const inName = t('chart.in');
  const outName = t('chart.out');
  const option = useMemo(
    () => rateChartOption({ points, marks, names: { in: inName, out: outName }, palette: palettes[theme], language }),
    [points, marks, inName, outName, theme, language],
  );
  if (points.length === 0) {
    return (
      <div className="ls-chart-empty" style={{ height: heightPx }}>
        {t('chart.none')}
      </div>
    );
  }
  const last = points.at(-1);
  const label = t('chart.summary', {
    title,
    in: formatRate(last?.in ?? null, language),
    out: formatRate(last?.out ?? null, language),
  });
  return <Chart option={option} heightPx={heightPx} label={label} zoom />;
}

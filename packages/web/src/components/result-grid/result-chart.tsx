/** The current table as a chart. */
import { useMemo } from 'react';

import { useThemeName } from '../../lib/preferences.ts';
import { palettes } from '../../lib/tokens.ts';
import { Chart } from '../chart.tsx';
import { EmptyView } from '../empty-view.tsx';
import type { PreviewSnapshot } from './preview-run.ts';
import { chartPlan, resultChartOption, scaleGroups } from './result-chart-option.ts';
import { useText } from './texts.ts';

export function ResultChart({ columns, rows }: Pick<PreviewSnapshot, 'columns' | 'rows'>) {
  const t = useText();
  const theme = useThemeName();
  const plan = useMemo(() => chartPlan(columns), [columns]);
  const option = useMemo(
    () => (plan === undefined ? undefined : resultChartOption(columns, rows, plan, palettes[theme])),
    [columns, rows, plan, theme],
  );
  if (plan === undefined || option === undefined) {
    return <EmptyView title={t('chart.none')} text={t('chart.noneText')} />;
  }
  const fields = scaleGroups(plan.measures, rows).length;
  const names = plan.measures.map((index) => columns[index]?.name ?? '').join(', ');
  return (
    <div className={fields === 1 ? 'ls-result-chart' : 'ls-result-chart ls-result-chart-tall'}>
      <Chart option={option} label={t('chart.label', { names, rows: rows.length })} />
    </div>
  );
}

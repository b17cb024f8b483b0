/** One panel of a live page: numbers, a chart, or a table. */
import { useEffect, useMemo, useRef, useState } from 'react';

import type { DashboardPanel } from '@liusu/contract/scenario';

import { Chart } from '../../components/chart.tsx';
import { formatExact } from '../../lib/format.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { useThemeName } from '../../lib/preferences.ts';
import { palettes } from '../../lib/tokens.ts';
import { chartData, numberOf, type PanelRow, ratioOf, tableRows, tilesOf } from './panel-model.ts';
import { panelOption } from './panel-option.ts';
import { useText } from './texts.ts';

export interface PanelProps {
  panel: DashboardPanel;
  rows: readonly PanelRow[];
}

export function PanelView({ panel, rows }: PanelProps) {
  const language = useLanguage();
  if (panel.kind === 'number') return <NumberPanel panel={panel} rows={rows} />;
  return (
    <section className={`ls-panel ls-wall-panel ls-wall-${panel.kind}`} aria-label={panel.title[language]}>
      <div className="ls-wall-panel-head">
        <h2>{panel.title[language]}</h2>
      </div>
      {panel.kind === 'table' ? <TablePanel panel={panel} rows={rows} /> : <ChartPanel panel={panel} rows={rows} />}
    </section>
  );
}

function figure(value: number | null, unit: string, language: 'zh' | 'en'): string {
  if (value === null) return '–';
  const digits = unit === '' ? 0 : 1;
  return new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

function NumberPanel({ panel, rows }: PanelProps) {
  const t = useText();
  const language = useLanguage();
  const unitText = (unit: string): string => (unit === 'min' ? t('unit.min') : unit);
  return (
    <dl className="ls-panel ls-wall-number" aria-label={panel.title[language]}>
      {tilesOf(panel, rows, language).map((tile) => (
        <div key={tile.key}>
          <dt>{tile.title[language]}</dt>
          <dd title={tile.value === null ? undefined : formatExact(tile.value, language)}>
            {figure(tile.value, tile.unit, language)}
            {tile.unit === '' || tile.value === null ? null : <small>{unitText(tile.unit)}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Height of the box the chart stands in, so that charts fill the wall. */
function useHeight() {
  const box = useRef<HTMLDivElement>(null);
  const [heightPx, setHeightPx] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setHeightPx(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { box, heightPx };
}

function ChartPanel({ panel, rows }: PanelProps) {
  const t = useText();
  const language = useLanguage();
  const palette = palettes[useThemeName()];
  const { box, heightPx } = useHeight();
  const others = t('others');
  const data = useMemo(() => chartData(panel, rows, language, others), [panel, rows, language, others]);
  const option = useMemo(
    () =>
      panelOption({
        kind: panel.kind === 'line' ? 'line' : 'bar',
        data,
        palette,
        language,
        othersName: others,
      }),
    [panel.kind, data, palette, language, others],
  );
  return (
    <div ref={box} className="ls-wall-chart">
      {data.categories.length === 0 ? (
        <p className="ls-wall-none">{t('panel.empty')}</p>
      ) : heightPx === 0 ? null : (
        <Chart
          option={option}
          heightPx={heightPx}
          label={t('panel.label', { title: panel.title[language], count: data.categories.length })}
        />
      )}
    </div>
  );
}

function TablePanel({ panel, rows }: PanelProps) {
  const t = useText();
  const language = useLanguage();
  const shown = useMemo(() => tableRows(panel, rows), [panel, rows]);
  const top = numberOf(shown[0]?.[panel.sortBy ?? '']) ?? 0;
  if (shown.length === 0) return <p className="ls-wall-none">{t('panel.empty')}</p>;
  const isNumber = (column: string): boolean => shown.some((row) => typeof row[column] === 'number');
  return (
    <div className="ls-wall-table">
      <table>
        <thead>
          <tr>
            {panel.columns.map((each) => (
              <th key={each.column} className={isNumber(each.column) ? 'ls-right' : undefined}>
                {each.title[language]}
              </th>
            ))}
            {panel.ratios.map((each) => (
              <th key={each.title.en} className="ls-right">
                {each.title[language]}
                {each.unit === undefined ? '' : ` (${each.unit === 'min' ? t('unit.min') : each.unit})`}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={panel.columns.map((each) => (isNumber(each.column) ? '' : String(row[each.column]))).join('|')}>
              {panel.columns.map((each) => {
                const value = numberOf(row[each.column]);
                if (!isNumber(each.column)) return <td key={each.column}>{String(row[each.column] ?? '')}</td>;
                const share = each.column === panel.sortBy && top > 0 ? (value ?? 0) / top : 0;
                return (
                  <td key={each.column} className="ls-right">
                    {share === 0 ? null : <i className="ls-wall-share" style={{ width: `${share * 100}%` }} />}
                    <span>{value === null ? '–' : formatExact(value, language)}</span>
                  </td>
                );
              })}
              {panel.ratios.map((each) => (
                <td key={each.title.en} className="ls-right">
                  {figure(ratioOf(row, each), each.unit ?? '', language)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

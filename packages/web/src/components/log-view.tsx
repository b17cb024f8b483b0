/** The end of a log: follows it, filters its lines, colours warnings and errors. */
import Checkbox from 'antd/es/checkbox';
import { useEffect, useRef, useState, type ReactNode } from 'react';

import type { LogTail } from '@liusu/contract/job';

import { defineTexts } from '../lib/i18n.ts';
import './log-view.css';
// The bar above it is that of tables.
import './resource-table.css';

const { useText } = defineTexts(
  'log',
  {
    filter: '筛选行',
    follow: '跟随末尾',
    truncated: '只显示末尾部分',
    empty: '日志为空。',
    none: '没有匹配的行。',
    label: '日志',
  },
  {
    filter: 'Filter lines',
    follow: 'Follow the end',
    truncated: 'Only the end is shown',
    empty: 'The log is empty.',
    none: 'No line matches.',
    label: 'Log',
  },
);

function toneOf(line: string): string {
  if (/\b(ERROR|FATAL)\b|"level":(50|60)/.test(line)) return 'ls-log-error';
  return /\bWARN\b|"level":40/.test(line) ? 'ls-log-warn' : '';
}

export function LogView({ log, choice }: { log: LogTail; choice?: ReactNode }) {
  const t = useText();
  const [filter, setFilter] = useState('');
  const [follow, setFollow] = useState(true);
  const box = useRef<HTMLDivElement>(null);
  const needle = filter.toLowerCase();
  const lines = log.text.split('\n').filter((line) => needle === '' || line.toLowerCase().includes(needle));

  useEffect(() => {
    if (follow && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [follow, log.text, filter]);

  return (
    <div className="ls-log">
      <div className="ls-toolbar">
        {choice}
        <input
          type="search"
          className="ls-search"
          value={filter}
          placeholder={t('filter')}
          aria-label={t('filter')}
          onChange={(event) => setFilter(event.target.value)}
        />
        <Checkbox checked={follow} onChange={(event) => setFollow(event.target.checked)}>
          {t('follow')}
        </Checkbox>
        <span className="ls-grow" />
        <span className="ls-muted ls-mono">{log.source}</span>
        {log.truncated ? <span className="ls-muted">{t('truncated')}</span> : null}
      </div>
      <div className="ls-panel ls-log-text" ref={box} tabIndex={0} role="log" aria-label={t('label')} aria-live="off">
        {log.text.trim() === '' ? (
          <p className="ls-muted">{t('empty')}</p>
        ) : lines.length === 0 ? (
          <p className="ls-muted">{t('none')}</p>
        ) : (
          lines.map((line, index) => (
            <div key={index} className={toneOf(line)}>
              {line}
            </div>
          ))
        )}
      </div>
    </div>
  );
}

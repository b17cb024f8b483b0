/** Logs of the platform and its local engine: the end of one, with search, levels, follow and copy. */
import Button from 'antd/es/button';
import Segmented from 'antd/es/segmented';
import Select from 'antd/es/select';
import Switch from 'antd/es/switch';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';

import { EmptyView } from '../../components/empty-view.tsx';
import { ErrorView } from '../../components/error-view.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { formatAgo, formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { useNow } from '../../lib/now.ts';
import { showToast } from '../../lib/toast.ts';
import { logNames, logOf, useSystem, useSystemLog } from './api.ts';
import { findInLines, linesFrom, type LogLevel, readLogLines } from './log-lines.ts';
import { LogView } from './log-view.tsx';
import { useText } from './texts.ts';

const lineChoices = [500, 1000, 5000] as const;
const levels = ['debug', 'warn', 'error'] as const satisfies readonly LogLevel[];

/** Seconds are enough, and the zone stands in the page's other times. */
function localTime(iso: string): string {
  return formatInstant(iso).slice(0, 19);
}

export function LogsTab() {
  const t = useText();
  const [params, setParams] = useSearchParams();
  const system = useSystem().data;
  const ofProcesses = (system?.processes ?? []).flatMap((process) => logOf(process, system?.engine ?? '') ?? []);
  const names = [...new Set<string>([...logNames, ...ofProcesses])];
  const name = names.find((one) => one === params.get('log')) ?? 'platform';
  const titleOf = (log: string): string => {
    const own = logNames.find((one) => one === log);
    return own === undefined ? log : t(`log.${own}`);
  };
  const [lineCount, setLineCount] = useState<number>(1000);
  const [level, setLevel] = useState<(typeof levels)[number]>('debug');
  const [follows, setFollows] = useState(true);
  const log = useSystemLog(name, lineCount, follows);

  const [search, setSearch] = useState('');
  const [place, setPlace] = useState(0);
  const all = useMemo(() => readLogLines(log.data?.text ?? '', localTime), [log.data?.text]);
  const lines = useMemo(() => linesFrom(all, level), [all, level]);
  const matches = useMemo(() => findInLines(lines, search), [lines, search]);
  const at = matches.length === 0 ? undefined : Math.min(place, matches.length - 1);

  function choose(next: string): void {
    setParams(
      (old) => {
        const changed = new URLSearchParams(old);
        changed.set('log', next);
        return changed;
      },
      { replace: true },
    );
  }

  /** The newest match first: a reader comes for what happened last. */
  function find(text: string): void {
    setSearch(text);
    if (text !== '') setFollows(false);
    setPlace(Number.MAX_SAFE_INTEGER);
  }

  function step(by: 1 | -1): void {
    if (at === undefined) return;
    setFollows(false);
    setPlace((at + by + matches.length) % matches.length);
  }

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(lines.map((line) => line.text).join('\n'));
    showToast('ok', t('log.copied', { count: lines.length }));
  }

  return (
    <div className="ls-sys-logs">
      <div className="ls-sys-logs-bar">
        <Segmented<string>
          aria-label={t('log.which')}
          value={name}
          onChange={choose}
          options={names.map((value) => ({ value, label: titleOf(value) }))}
        />
        <Segmented<(typeof levels)[number]>
          aria-label={t('log.level')}
          value={level}
          onChange={setLevel}
          options={levels.map((value) => ({ value, label: t(`log.level.${value}`) }))}
        />
        <FindBox
          search={search}
          onSearch={find}
          onStep={step}
          count={matches.length}
          at={at === undefined ? undefined : at + 1}
        />
        <span className="ls-grow" />
        <label className="ls-sys-follow" title={t('log.follow.tip')}>
          <Switch size="small" checked={follows} onChange={setFollows} />
          {t('log.follow')}
        </label>
        <Button onClick={() => void log.refetch()} loading={log.isFetching && !follows}>
          {t('log.refresh')}
        </Button>
        <Button onClick={() => void copy()} disabled={lines.length === 0}>
          {t('log.copy')}
        </Button>
      </div>
      {log.error === null ? null : (
        <ErrorView error={log.error} retrying={log.isFetching} onRetry={() => void log.refetch()} />
      )}
      {log.data === undefined ? (
        log.error === null ? (
          <div className="ls-panel ls-sys-logs-panel" aria-busy="true">
            <Skeleton rows={14} />
          </div>
        ) : null
      ) : all.length === 0 ? (
        <div className="ls-panel">
          <EmptyView
            title={t('log.empty')}
            text={t('log.empty.text')}
            actions={follows ? undefined : <Button onClick={() => setFollows(true)}>{t('log.follow')}</Button>}
          />
        </div>
      ) : (
        <div className="ls-panel ls-sys-logs-panel">
          {lines.length === 0 ? (
            <EmptyView
              title={t('log.noneOfLevel')}
              text={t('log.noneOfLevel.text')}
              actions={<Button onClick={() => setLevel('debug')}>{t('log.level.debug')}</Button>}
            />
          ) : (
            <LogView
              key={name}
              label={t('log.label', { name: titleOf(name) })}
              lines={lines}
              search={search}
              current={at === undefined ? undefined : matches[at]}
              follows={follows}
              onLeaveEnd={() => setFollows(false)}
            />
          )}
          <div className="ls-sys-logs-foot ls-muted">
            <Select<number>
              size="small"
              aria-label={t('log.lines.label')}
              value={lineCount}
              onChange={setLineCount}
              popupMatchSelectWidth={false}
              options={lineChoices.map((value) => ({ value, label: t('log.lines', { count: value }) }))}
            />
            <span>{log.data.truncated ? t('log.truncated') : ''}</span>
            <span className="ls-grow" />
            <span className="ls-num">{t('log.shown', { count: lines.length })}</span>
            <ReadAt at={log.dataUpdatedAt} />
          </div>
        </div>
      )}
    </div>
  );
}

function ReadAt({ at }: { at: number }) {
  const t = useText();
  const language = useLanguage();
  const now = useNow();
  return (
    <span className="ls-num" title={formatInstant(at)}>
      {t('log.readAt', { age: formatAgo(at, now, language) })}
    </span>
  );
}

interface FindBoxProps {
  search: string;
  onSearch: (text: string) => void;
  onStep: (by: 1 | -1) => void;
  count: number;
  /** Number of the current match, from 1. */
  at: number | undefined;
}

function FindBox({ search, onSearch, onStep, count, at }: FindBoxProps) {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      if ((event.target as HTMLElement).closest('input, textarea, [contenteditable=true]') !== null) return;
      event.preventDefault();
      input.current?.focus();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <span className="ls-sys-logs-find" role="search">
      <input
        ref={input}
        type="search"
        className="ls-search"
        value={search}
        placeholder={t('log.search')}
        aria-label={t('log.search')}
        title={t('log.search.tip')}
        onChange={(event) => onSearch(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
          event.preventDefault();
          onStep(event.shiftKey ? -1 : 1);
        }}
      />
      {search === '' ? null : (
        <>
          <Button
            size="small"
            type="text"
            aria-label={t('log.previous')}
            title={t('log.previous')}
            disabled={count === 0}
            onClick={() => onStep(-1)}
          >
            ↑
          </Button>
          <Button
            size="small"
            type="text"
            aria-label={t('log.next')}
            title={t('log.next')}
            disabled={count === 0}
            onClick={() => onStep(1)}
          >
            ↓
          </Button>
          <span className="ls-num ls-muted" role="status">
            {at === undefined ? t('log.noMatch') : t('log.matches', { at, count })}
          </span>
        </>
      )}
    </span>
  );
}

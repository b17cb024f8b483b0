/** Values as people read them, with the exact one on hover; ids and exact figures copy on click. */
import {
  formatAgo,
  formatBytes,
  formatCount,
  formatDuration,
  formatExact,
  formatInstant,
  formatRate,
  none,
} from '../lib/format.ts';
import { useLanguage } from '../lib/i18n.ts';
import { useNow } from '../lib/now.ts';
import { showToast } from '../lib/toast.ts';
import { useText } from './texts.ts';
import './values.css';

async function copy(value: string, done: string): Promise<void> {
  await navigator.clipboard.writeText(value);
  showToast('ok', done);
}

/** Text that copies `value` when clicked. */
export function Copyable({ value, shown, mono = false }: { value: string; shown?: string; mono?: boolean }) {
  const t = useText();
  return (
    <button
      type="button"
      className={mono ? 'ls-copy ls-mono' : 'ls-copy ls-num'}
      title={t('copy.tip', { value })}
      onClick={(event) => {
        event.stopPropagation();
        void copy(value, t('copy.done'));
      }}
    >
      {shown ?? value}
    </button>
  );
}

export function Count({ value }: { value: number | null }) {
  const language = useLanguage();
  if (value === null) return <span className="ls-muted">{none}</span>;
  return <Copyable value={formatExact(value, language)} shown={formatCount(value, language)} />;
}

export function Rate({ perS }: { perS: number | null }) {
  const language = useLanguage();
  if (perS === null) return <span className="ls-muted">{none}</span>;
  return (
    <span className="ls-num" title={`${formatExact(perS, language)} ${language === 'zh' ? '条/s' : 'rec/s'}`}>
      {formatRate(perS, language)}
    </span>
  );
}

export function Bytes({ bytes }: { bytes: number | null }) {
  const language = useLanguage();
  if (bytes === null) return <span className="ls-muted">{none}</span>;
  return (
    <span className="ls-num" title={`${formatExact(bytes, language)} B`}>
      {formatBytes(bytes)}
    </span>
  );
}

export function Duration({ ms }: { ms: number | null }) {
  const language = useLanguage();
  if (ms === null) return <span className="ls-muted">{none}</span>;
  return (
    <span className="ls-num" title={`${formatExact(Math.round(ms), language)} ms`}>
      {formatDuration(ms, language)}
    </span>
  );
}

/** How long ago, with the time in the viewer's zone on hover. */
export function Ago({ at }: { at: string | null }) {
  const language = useLanguage();
  const now = useNow();
  if (at === null) return <span className="ls-muted">{none}</span>;
  const ms = Date.parse(at);
  return (
    <time className="ls-num" dateTime={at} title={formatInstant(ms)}>
      {formatAgo(ms, now, language)}
    </time>
  );
}

/** Time since `at`, counting: 3 分 12 秒. */
export function Elapsed({ since, until }: { since: string; until?: string | null }) {
  const language = useLanguage();
  const now = useNow();
  const end = until === undefined || until === null ? now : Date.parse(until);
  return (
    <span className="ls-num" title={formatInstant(since)}>
      {formatDuration(Math.max(1000, Math.floor((end - Date.parse(since)) / 1000) * 1000), language)}
    </span>
  );
}

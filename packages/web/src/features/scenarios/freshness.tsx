/** Says how old the numbers on the page are, and why. */
import { formatAgo } from '../../lib/format.ts';
import { useLanguage } from '../../lib/i18n.ts';
import { useNow } from '../../lib/now.ts';
import { useText } from './texts.ts';
import type { LiveRows } from './use-live-rows.ts';

/** Checkpoints bring results every few seconds: silence longer than this is worth a word. */
const quietAfterMs = 20_000;

export function Freshness({ live, isFeeding, canRun }: { live: LiveRows; isFeeding: boolean; canRun: boolean }) {
  const t = useText();
  const language = useLanguage();
  const now = useNow();
  if (!canRun) return <span className="ls-fresh">{t('noRole')}</span>;
  const age = live.at === undefined ? '' : formatAgo(live.at, Math.max(now, live.at), language);
  if (live.state === 'failed') {
    const seconds = Math.max(0, Math.ceil(((live.retryAt ?? now) - now) / 1000));
    return (
      <span className="ls-fresh ls-fresh-bad" role="status">
        <i className="ls-dot ls-dot-warn" aria-hidden="true" />
        {live.at === undefined ? t('live.failedEmpty', { seconds }) : t('live.failed', { seconds, age })}
      </span>
    );
  }
  if (live.at === undefined) {
    return (
      <span className="ls-fresh" role="status">
        <i className="ls-dot ls-dot-busy" aria-hidden="true" />
        {t('live.starting')}
      </span>
    );
  }
  const isQuiet = now - live.at > quietAfterMs;
  const text = !isQuiet ? t('live.fresh', { age }) : isFeeding ? t('live.quiet', { age }) : t('live.stopped', { age });
  return (
    <span className="ls-fresh" role="status">
      <i className={`ls-dot ls-dot-${isQuiet ? 'quiet' : 'ok'}`} aria-hidden="true" />
      {text}
    </span>
  );
}

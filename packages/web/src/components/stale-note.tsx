/** Says that what is shown is old, how old, and why, instead of freezing silently. */
import { formatAgo } from '../lib/format.ts';
import { useLanguage } from '../lib/i18n.ts';
import { useNow } from '../lib/now.ts';
import './stale-note.css';
import { useText } from './texts.ts';

export function StaleNote({ at, evidence }: { at: string | null; evidence?: string | undefined }) {
  const t = useText();
  const language = useLanguage();
  const now = useNow();
  return (
    <p className="ls-stale" role="status" title={evidence}>
      {at === null ? t('stale.never') : t('stale', { age: formatAgo(Date.parse(at), now, language) })}
    </p>
  );
}

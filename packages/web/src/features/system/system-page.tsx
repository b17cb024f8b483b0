/** System: processes, logs, people and tokens, each a tab whose state is in the address. */
import { usePage } from '../../lib/page.ts';
import { useText } from './texts.ts';

export function SystemPage() {
  const t = useText();
  usePage({ title: t('title') });
  return <div className="ls-page" />;
}

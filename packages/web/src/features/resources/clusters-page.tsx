/** Clusters: where runs execute, how fresh our view of each is, and how full they are. */
import { usePage } from '../../lib/page.ts';
import { useText } from './texts.ts';

export function ClustersPage() {
  const t = useText();
  usePage({ title: t('title') });
  return <div className="ls-page" />;
}

/** Fetches the next page of a long list; says how many of how many are shown. Nothing when all are. */
import Button from 'antd/es/button';

import { ErrorView } from '../../../components/error-view.tsx';
import { useText } from '../texts.ts';

export interface MorePagesProps {
  query: {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    isFetchNextPageError: boolean;
    error: Error | null;
    fetchNextPage: () => unknown;
  };
  shown: number;
  total: number;
}

export function MorePages({ query, shown, total }: MorePagesProps) {
  const t = useText();
  if (!query.hasNextPage) return null;
  return (
    <div className="ls-more-pages">
      {query.isFetchNextPageError ? <ErrorView error={query.error} /> : null}
      <Button size="small" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {t('more')}
      </Button>
      <span className="ls-muted">{t('more.shown', { shown, total })}</span>
    </div>
  );
}

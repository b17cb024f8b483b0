/** What a tab shows while its answer is missing: bars, or the error with a retry. */
import type { UseQueryResult } from '@tanstack/react-query';

import { ErrorView } from '../../../components/error-view.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';

export function TabPending({ query }: { query: UseQueryResult }) {
  return query.error === null ? (
    <div className="ls-panel ls-panel-body" aria-busy="true">
      <Skeleton rows={6} />
    </div>
  ) : (
    <ErrorView error={query.error} onRetry={() => void query.refetch()} retrying={query.isFetching} />
  );
}

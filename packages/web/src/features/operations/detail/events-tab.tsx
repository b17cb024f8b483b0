/** All that happened to the job, newest first. */
import { useInfiniteQuery } from '@tanstack/react-query';

import { EmptyView } from '../../../components/empty-view.tsx';
import { EventList } from '../../../components/event-list.tsx';
import { eventPagesQuery } from '../api.ts';
import type { JobTabProps } from '../job-page.tsx';
import { useText } from '../texts.ts';
import { MorePages } from './more-pages.tsx';
import { TabPending } from './tab-state.tsx';

export function EventsTab({ job }: JobTabProps) {
  const t = useText();
  const events = useInfiniteQuery(eventPagesQuery(job.id));
  if (events.data === undefined) return <TabPending query={events} />;
  const all = events.data.pages.flatMap((page) => page.items);
  return (
    <section className="ls-panel">
      {all.length === 0 ? <EmptyView title={t('events.none')} /> : <EventList events={all} full />}
      <MorePages query={events} shown={all.length} total={events.data.pages[0]?.total ?? all.length} />
    </section>
  );
}

/** All that happened to the job, newest first. */
import { useQuery } from '@tanstack/react-query';

import { EmptyView } from '../../../components/empty-view.tsx';
import { EventList } from '../../../components/event-list.tsx';
import { eventsQuery } from '../api.ts';
import type { JobTabProps } from '../job-page.tsx';
import { useText } from '../texts.ts';
import { TabPending } from './tab-state.tsx';

export function EventsTab({ job }: JobTabProps) {
  const t = useText();
  const events = useQuery(eventsQuery(job.id));
  if (events.data === undefined) return <TabPending query={events} />;
  return (
    <section className="ls-panel">
      {events.data.length === 0 ? <EmptyView title={t('events.none')} /> : <EventList events={events.data} full />}
    </section>
  );
}

/** Events as a list: when, on what, what, by whom. In full, the server's own words and the evidence are folded below. */
import { Link } from 'react-router';

import type { JobEvent } from '@liusu/contract/job';

import './event-list.css';
import { useEventText, useEventTitle } from './event-texts.ts';
import { Ago } from './values.tsx';

export interface EventListProps {
  events: readonly JobEvent[];
  /** Address of an event's job; absent on the job's own page. */
  jobPath?: (jobId: string) => string;
  /** Offer reason and evidence. */
  full?: boolean;
}

export function EventList({ events, jobPath, full = false }: EventListProps) {
  const t = useEventText();
  const title = useEventTitle();
  return (
    <ol className="ls-events">
      {events.map((event) => (
        <li key={event.id} className={`ls-event ls-event-${event.severity}`}>
          <i aria-hidden="true" />
          <div className="ls-event-body">
            <div className="ls-event-line">
              {jobPath === undefined ? null : (
                <Link className="ls-event-job" to={jobPath(event.jobId)}>
                  {event.jobName}
                </Link>
              )}
              <b title={full ? undefined : event.reason}>{title(event)}</b>
            </div>
            {full && (event.reason !== '' || event.evidence !== null) ? (
              <details className="ls-event-details" open={event.severity === 'error'}>
                <summary>{t('details')}</summary>
                {event.reason === '' ? null : <p lang="en">{event.reason}</p>}
                {event.evidence === null ? null : <pre tabIndex={0}>{event.evidence}</pre>}
              </details>
            ) : null}
          </div>
          <span className="ls-event-meta">
            <span>{event.actor}</span>
            <Ago at={event.at} />
          </span>
        </li>
      ))}
    </ol>
  );
}

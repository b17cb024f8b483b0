/** Events as a list: when, on what, what, by whom; the reason beneath, the evidence folded. */
import { Link } from 'react-router';

import type { JobEvent } from '@liusu/contract/job';

import './event-list.css';
import { useEventTitle } from './event-texts.ts';
import { Ago } from './values.tsx';

export interface EventListProps {
  events: readonly JobEvent[];
  /** Address of an event's job; absent on the job's own page. */
  jobPath?: (jobId: string) => string;
  /** Show reason and evidence. */
  full?: boolean;
}

export function EventList({ events, jobPath, full = false }: EventListProps) {
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
              <b>{title(event)}</b>
            </div>
            {event.reason === '' ? null : <p title={full ? undefined : event.reason}>{event.reason}</p>}
            {full && event.evidence !== null ? <pre>{event.evidence}</pre> : null}
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

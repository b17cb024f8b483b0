/** Exceptions as Flink tells them: the message first, the trace folded. */
import { useQuery } from '@tanstack/react-query';

import { EmptyView } from '../../../components/empty-view.tsx';
import { StaleNote } from '../../../components/stale-note.tsx';
import { Ago } from '../../../components/values.tsx';
import { exceptionsQuery } from '../api.ts';
import type { JobTabProps } from '../job-page.tsx';
import { useText } from '../texts.ts';
import { TabPending } from './tab-state.tsx';

export function ExceptionsTab({ job }: JobTabProps) {
  const t = useText();
  const exceptions = useQuery(exceptionsQuery(job.id));
  if (exceptions.data === undefined) return <TabPending query={exceptions} />;
  const { items, stale, at } = exceptions.data;
  return (
    <div className="ls-tab">
      {stale ? <StaleNote at={at} evidence={job.observation.evidence} /> : null}
      <section className="ls-panel">
        {items.length === 0 ? <EmptyView title={t('exceptions.none')} text={t('exceptions.noneText')} /> : null}
        {items.map((item, index) => (
          <details key={`${item.at}-${index}`} className="ls-exception" open={index === 0}>
            <summary>
              <b>{item.message}</b>
              <span className="ls-muted">{item.task}</span>
              <Ago at={item.at} />
            </summary>
            {item.location === null ? null : (
              <p className="ls-muted">
                {t('exceptions.location')}: <span className="ls-mono">{item.location}</span>
              </p>
            )}
            {item.taskManager === null ? null : (
              <p className="ls-muted">
                TaskManager: <span className="ls-mono">{item.taskManager}</span>
              </p>
            )}
            <pre tabIndex={0}>{item.stack}</pre>
          </details>
        ))}
      </section>
    </div>
  );
}

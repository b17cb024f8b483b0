/** State: what can be restored, and how checkpoints go. */
import { useQuery } from '@tanstack/react-query';

import { StaleNote } from '../../../components/stale-note.tsx';
import { Ago, Bytes, Copyable, Duration } from '../../../components/values.tsx';
import { none } from '../../../lib/format.ts';
import { checkpointsQuery } from '../api.ts';
import type { JobTabProps } from '../job-page.tsx';
import { useText } from '../texts.ts';
import { Savepoints } from './savepoints.tsx';
import { TabPending } from './tab-state.tsx';

export function CheckpointsTab({ job }: JobTabProps) {
  return (
    <div className="ls-tab">
      <Savepoints job={job} />
      <Checkpoints job={job} />
    </div>
  );
}

function Checkpoints({ job }: JobTabProps) {
  const t = useText();
  const checkpoints = useQuery(checkpointsQuery(job.id));
  if (checkpoints.data === undefined) return <TabPending query={checkpoints} />;
  const { counts, history, stale, at } = checkpoints.data;
  return (
    <section className="ls-panel">
      <div className="ls-panel-head">
        <h2>{t('checkpoints.title')}</h2>
        <span className="ls-muted">
          {t('checkpoints.counts', {
            completed: counts.completed,
            failed: counts.failed,
            inProgress: counts.inProgress,
          })}
        </span>
        {stale ? <StaleNote at={at} evidence={job.observation.evidence} /> : null}
      </div>
      {history.length === 0 ? (
        <p className="ls-none">{t('checkpoints.none')}</p>
      ) : (
        <div className="ls-scroll" tabIndex={0} role="region" aria-label={t('checkpoints.title')}>
          <table className="ls-simple">
            <thead>
              <tr>
                <th className="ls-end">{t('checkpoints.id')}</th>
                <th>{t('checkpoints.status')}</th>
                <th>{t('checkpoints.kind')}</th>
                <th>{t('checkpoints.triggered')}</th>
                <th className="ls-end">{t('checkpoints.duration')}</th>
                <th className="ls-end">{t('checkpoints.size')}</th>
                <th>{t('checkpoints.path')}</th>
              </tr>
            </thead>
            <tbody>
              {history.map((checkpoint) => (
                <tr key={checkpoint.id}>
                  <td className="ls-end ls-num">{checkpoint.id}</td>
                  <td>
                    <span className={checkpoint.status === 'FAILED' ? 'ls-phase-bad' : ''}>
                      <span className="ls-phase-word">
                        {checkpoint.status === 'COMPLETED' ||
                        checkpoint.status === 'FAILED' ||
                        checkpoint.status === 'IN_PROGRESS'
                          ? t(`savepoints.state.${checkpoint.status}`)
                          : checkpoint.status}
                      </span>
                    </span>
                    {checkpoint.failure === null ? null : <div className="ls-muted">{checkpoint.failure}</div>}
                  </td>
                  <td>
                    {/savepoint/i.test(checkpoint.kind)
                      ? t('savepoints.kind.savepoint')
                      : t('savepoints.kind.checkpoint')}
                  </td>
                  <td>
                    <Ago at={checkpoint.triggeredAt} />
                  </td>
                  <td className="ls-end">
                    <Duration ms={checkpoint.durationMs} />
                  </td>
                  <td className="ls-end">
                    <Bytes bytes={checkpoint.sizeBytes} />
                  </td>
                  <td className="ls-path">
                    {checkpoint.path === null ? none : <Copyable value={checkpoint.path} mono />}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

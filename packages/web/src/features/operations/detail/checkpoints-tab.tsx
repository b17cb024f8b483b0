/** State: what can be restored, and how checkpoints go. */
import { useQuery } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { useState } from 'react';

import { isTerminal } from '@liusu/contract/lifecycle';

import { StaleNote } from '../../../components/stale-note.tsx';
import { Ago, Bytes, Copyable, Duration } from '../../../components/values.tsx';
import { useCan } from '../../../lib/api.ts';
import { none } from '../../../lib/format.ts';
import { showToast } from '../../../lib/toast.ts';
import { checkpointsQuery, savepointsQuery, useTriggerSavepoint } from '../api.ts';
import { StartDialog } from '../dialogs/start-dialog.tsx';
import type { JobTabProps } from '../job-page.tsx';
import { useText } from '../texts.ts';
import { TabPending } from './tab-state.tsx';

export function CheckpointsTab({ job }: JobTabProps) {
  return (
    <div className="ls-tab">
      <Savepoints job={job} />
      <Checkpoints job={job} />
    </div>
  );
}

function Savepoints({ job }: JobTabProps) {
  const t = useText();
  const canOperate = useCan(job.projectId, 'operator');
  const savepoints = useQuery(savepointsQuery(job.id));
  const trigger = useTriggerSavepoint();
  const [restoring, setRestoring] = useState<string>();
  if (savepoints.data === undefined) return <TabPending query={savepoints} />;
  return (
    <section className="ls-panel">
      <div className="ls-panel-head">
        <h2>{t('savepoints.title')}</h2>
        <span className="ls-grow" />
        <Button
          size="small"
          disabled={!canOperate || job.phase !== 'RUNNING'}
          loading={trigger.isPending}
          onClick={() =>
            trigger.mutate(
              { projectId: job.projectId, jobId: job.id },
              { onSuccess: () => showToast('ok', t('action.savepointAsked'), job.name) },
            )
          }
        >
          {t('savepoints.trigger')}
        </Button>
      </div>
      {savepoints.data.length === 0 ? (
        <p className="ls-none">{t('savepoints.none')}</p>
      ) : (
        <div className="ls-scroll" tabIndex={0} role="region" aria-label={t('savepoints.title')}>
          <table className="ls-simple">
            <thead>
              <tr>
                <th>{t('checkpoints.kind')}</th>
                <th>{t('checkpoints.status')}</th>
                <th>{t('checkpoints.triggered')}</th>
                <th>{t('runs.version')}</th>
                <th className="ls-end">{t('checkpoints.size')}</th>
                <th>{t('checkpoints.path')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {savepoints.data.map((savepoint) => (
                <tr key={savepoint.id}>
                  <td>
                    {t(`savepoints.kind.${savepoint.kind}`)}{' '}
                    <span className="ls-muted">{t(`savepoints.origin.${savepoint.origin}`)}</span>
                  </td>
                  <td title={savepoint.reason ?? undefined}>
                    {t(`savepoints.state.${savepoint.state}`)}
                    {savepoint.state === 'COMPLETED' && !savepoint.usable ? ` · ${t('savepoints.unusable')}` : ''}
                    {savepoint.reason === null ? null : <div className="ls-muted">{savepoint.reason}</div>}
                  </td>
                  <td>
                    <Ago at={savepoint.createdAt} />
                  </td>
                  <td>v{savepoint.version}</td>
                  <td className="ls-end">
                    <Bytes bytes={savepoint.sizeBytes} />
                  </td>
                  <td className="ls-path">
                    {savepoint.path === null ? none : <Copyable value={savepoint.path} mono />}
                  </td>
                  <td className="ls-end">
                    {savepoint.usable ? (
                      <Button
                        size="small"
                        type="text"
                        disabled={!canOperate || !isTerminal(job.phase)}
                        title={isTerminal(job.phase) ? undefined : t('action.activeFirst')}
                        onClick={() => setRestoring(savepoint.id)}
                      >
                        {t('savepoints.restore')}
                      </Button>
                    ) : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {restoring === undefined ? null : (
        <StartDialog job={job} savepointId={restoring} onClose={() => setRestoring(undefined)} />
      )}
    </section>
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

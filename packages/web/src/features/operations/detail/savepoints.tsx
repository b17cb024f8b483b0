/** State that can be restored: where it is from, how large, whether it can be used and if not why; take, start from, delete. */
import { useQuery } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { useState } from 'react';

import type { Savepoint } from '@liusu/contract/job';
import { isTerminal } from '@liusu/contract/lifecycle';

import { useText as useDialogText } from '../../../components/job-dialogs/texts.ts';
import { PhaseDot } from '../../../components/phase-tag.tsx';
import { Ago, Bytes, Copyable } from '../../../components/values.tsx';
import { useCan } from '../../../lib/api.ts';
import { none } from '../../../lib/format.ts';
import { savepointsQuery } from '../../../lib/job-commands.ts';
import { showToast } from '../../../lib/toast.ts';
import { useTriggerSavepoint } from '../api.ts';
import { DeleteSavepointDialog } from '../dialogs/delete-savepoint-dialog.tsx';
import { StartDialog } from '../dialogs/start-dialog.tsx';
import type { JobTabProps } from '../job-page.tsx';
import { useCommandText } from '../locales/commands.ts';
import { useText } from '../texts.ts';
import { TabPending } from './tab-state.tsx';

export function Savepoints({ job }: JobTabProps) {
  const t = useText();
  const d = useDialogText();
  const c = useCommandText();
  const canOperate = useCan(job.projectId, 'operator');
  const savepoints = useQuery(savepointsQuery(job.id));
  const trigger = useTriggerSavepoint();
  const [restoring, setRestoring] = useState<string>();
  const [deleting, setDeleting] = useState<Savepoint>();
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
                <th>
                  <span className="ls-visually-hidden">{t('list.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {savepoints.data.map((savepoint) => (
                <tr key={savepoint.id}>
                  <td>
                    {t(`savepoints.kind.${savepoint.kind}`)}{' '}
                    <span className="ls-muted">{t(`savepoints.origin.${savepoint.origin}`)}</span>
                  </td>
                  <td>
                    <State savepoint={savepoint} />
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
                        title={isTerminal(job.phase) ? undefined : d('menu.activeFirst')}
                        onClick={() => setRestoring(savepoint.id)}
                      >
                        {t('savepoints.restore')}
                      </Button>
                    ) : null}
                    {savepoint.state === 'COMPLETED' || savepoint.state === 'FAILED' ? (
                      <Button size="small" type="text" disabled={!canOperate} onClick={() => setDeleting(savepoint)}>
                        {c('savepoint.delete')}
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
      {deleting === undefined ? null : (
        <DeleteSavepointDialog job={job} savepoint={deleting} onClose={() => setDeleting(undefined)} />
      )}
    </section>
  );
}

/** What it is good for, and if for nothing, why. Flink's own words only where they say more than the code. */
function State({ savepoint }: { savepoint: Savepoint }) {
  const t = useText();
  const c = useCommandText();
  const { state, usable, unusable, reason } = savepoint;
  const look = state === 'FAILED' ? 'bad' : state === 'COMPLETED' ? (usable ? 'ok' : 'warn') : 'busy';
  const words =
    state !== 'COMPLETED'
      ? t(`savepoints.state.${state}`)
      : unusable === null
        ? c('savepoint.usable')
        : c(`savepoint.unusable.${unusable}`);
  const isTold = unusable === null || unusable === 'DRAINED' || unusable === 'FILES_GONE' || look === 'busy';
  return (
    <>
      <span className={`ls-phase ls-phase-${look}`} title={reason ?? undefined}>
        <PhaseDot look={look} />
        <span className="ls-phase-word">{words}</span>
      </span>
      {reason === null || isTold ? null : (
        <div className="ls-muted ls-break" lang="en">
          {reason}
        </div>
      )}
    </>
  );
}

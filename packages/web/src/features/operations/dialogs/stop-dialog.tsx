/** Stop: with savepoint first; a drain and a cancel after it, naming what they lose. */
import { useQuery } from '@tanstack/react-query';
import Modal from 'antd/es/modal';
import { useState } from 'react';

import type { Job, StopMode } from '@liusu/contract/job';

import { ChoiceList } from '../../../components/choice-list.tsx';
import { TypeToConfirm } from '../../../components/type-to-confirm.tsx';
import { formatAgo } from '../../../lib/format.ts';
import { useLanguage } from '../../../lib/i18n.ts';
import { useNow } from '../../../lib/now.ts';
import { checkpointsQuery, useStopJob } from '../api.ts';
import { useCommandText } from '../locales/commands.ts';
import { useText } from '../texts.ts';

export function StopDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const t = useText();
  const c = useCommandText();
  const language = useLanguage();
  const now = useNow();
  const [mode, setMode] = useState<StopMode>('savepoint');
  const [confirmed, setConfirmed] = useState(false);
  const checkpoints = useQuery(checkpointsQuery(job.id));
  const stop = useStopJob(onClose);
  const last = checkpoints.data?.history.find((checkpoint) => checkpoint.status === 'COMPLETED');

  return (
    <Modal
      open
      width={560}
      title={t('stop.title', { name: job.name })}
      okText={mode === 'savepoint' ? t('stop.ok') : mode === 'drain' ? c('drain.ok') : t('stop.cancelOk')}
      cancelText={t('cancel')}
      okButtonProps={{ danger: mode !== 'savepoint', disabled: mode !== 'savepoint' && !confirmed }}
      confirmLoading={stop.isPending}
      onOk={() => stop.mutate({ projectId: job.projectId, jobId: job.id, mode })}
      onCancel={onClose}
    >
      <ChoiceList<StopMode>
        label={t('stop.title', { name: job.name })}
        value={mode}
        onChange={setMode}
        choices={[
          { value: 'savepoint', title: t('stop.savepoint'), text: t('stop.savepoint.text') },
          {
            value: 'drain',
            title: c('drain.title'),
            text: c('drain.text'),
            caution: true,
            disabled: job.phase !== 'RUNNING',
          },
          { value: 'cancel', title: t('stop.cancel'), text: t('stop.cancel.text'), caution: true },
        ]}
      />
      {mode === 'savepoint' ? null : (
        <>
          <div className="ls-dialog-loss">
            <b>{mode === 'drain' ? c('drain.loses') : t('stop.loses')}</b>
            <p>
              {mode === 'drain'
                ? c('drain.losesText')
                : last === undefined
                  ? t('stop.losesAll')
                  : t('stop.losesText', { at: formatAgo(Date.parse(last.triggeredAt), now, language) })}
            </p>
          </div>
          <TypeToConfirm name={job.name} onChange={setConfirmed} />
        </>
      )}
    </Modal>
  );
}

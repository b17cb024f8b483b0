/** Stop: with savepoint first; a cancel second, naming what it loses. */
import { useQuery } from '@tanstack/react-query';
import Modal from 'antd/es/modal';
import { useState } from 'react';

import type { Job } from '@liusu/contract/job';

import { ChoiceList } from '../../../components/choice-list.tsx';
import { TypeToConfirm } from '../../../components/type-to-confirm.tsx';
import { formatAgo } from '../../../lib/format.ts';
import { useLanguage } from '../../../lib/i18n.ts';
import { useNow } from '../../../lib/now.ts';
import { checkpointsQuery, useStopJob } from '../api.ts';
import { useText } from '../texts.ts';

export function StopDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const t = useText();
  const language = useLanguage();
  const now = useNow();
  const [mode, setMode] = useState<'savepoint' | 'cancel'>('savepoint');
  const [confirmed, setConfirmed] = useState(false);
  const checkpoints = useQuery(checkpointsQuery(job.id));
  const stop = useStopJob(onClose);
  const last = checkpoints.data?.history.find((checkpoint) => checkpoint.status === 'COMPLETED');

  return (
    <Modal
      open
      width={560}
      title={t('stop.title', { name: job.name })}
      okText={mode === 'savepoint' ? t('stop.ok') : t('stop.cancelOk')}
      cancelText={t('cancel')}
      okButtonProps={{ danger: mode === 'cancel', disabled: mode === 'cancel' && !confirmed }}
      confirmLoading={stop.isPending}
      onOk={() => stop.mutate({ projectId: job.projectId, jobId: job.id, mode })}
      onCancel={onClose}
    >
      <ChoiceList<'savepoint' | 'cancel'>
        label={t('stop.title', { name: job.name })}
        value={mode}
        onChange={setMode}
        choices={[
          { value: 'savepoint', title: t('stop.savepoint'), text: t('stop.savepoint.text') },
          { value: 'cancel', title: t('stop.cancel'), text: t('stop.cancel.text'), caution: true },
        ]}
      />
      {mode === 'cancel' ? (
        <>
          <div className="ls-dialog-loss">
            <b>{t('stop.loses')}</b>
            <p>
              {last === undefined
                ? t('stop.losesAll')
                : t('stop.losesText', { at: formatAgo(Date.parse(last.triggeredAt), now, language) })}
            </p>
          </div>
          <TypeToConfirm name={job.name} onChange={setConfirmed} />
        </>
      ) : null}
    </Modal>
  );
}

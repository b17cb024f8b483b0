/** Delete: says what goes, and what happens to state. Asks for the name. */
import { useQuery } from '@tanstack/react-query';
import Modal from 'antd/es/modal';
import { useState } from 'react';
import { useNavigate } from 'react-router';

import type { Job } from '@liusu/contract/job';

import { paths } from '../../../app/paths.ts';
import { ChoiceList } from '../../../components/choice-list.tsx';
import { ErrorView } from '../../../components/error-view.tsx';
import { TypeToConfirm } from '../../../components/type-to-confirm.tsx';
import { formatBytes } from '../../../lib/format.ts';
import { savepointsQuery, useDeleteJob } from '../api.ts';
import { useText } from '../texts.ts';

export function DeleteDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const t = useText();
  const navigate = useNavigate();
  const savepoints = useQuery(savepointsQuery(job.id));
  const [state, setState] = useState<'keep' | 'delete'>('keep');
  const [confirmed, setConfirmed] = useState(false);
  const remove = useDeleteJob(() => {
    onClose();
    void navigate(paths.jobs(job.projectId));
  });
  const stored = savepoints.data ?? [];
  const size = stored.reduce((sum, savepoint) => sum + (savepoint.sizeBytes ?? 0), 0);

  return (
    <Modal
      open
      width={560}
      title={t('delete.title', { name: job.name })}
      okText={t('delete.ok')}
      cancelText={t('cancel')}
      okButtonProps={{ danger: true, disabled: !confirmed }}
      confirmLoading={remove.isPending}
      onOk={() => remove.mutate({ projectId: job.projectId, jobId: job.id, state })}
      onCancel={onClose}
    >
      <p className="ls-dialog-note">{t('delete.what', { versions: job.latestVersion ?? 0 })}</p>
      <ChoiceList<'keep' | 'delete'>
        label={t('delete.state')}
        value={state}
        onChange={setState}
        choices={[
          { value: 'keep', title: t('delete.keep'), text: t('delete.keep.text') },
          {
            value: 'delete',
            title: t('delete.delete'),
            text: t('delete.delete.text', { count: stored.length, size: formatBytes(size) }),
            caution: true,
          },
        ]}
      />
      <TypeToConfirm name={job.name} onChange={setConfirmed} />
      {remove.error === null ? null : <ErrorView error={remove.error} />}
    </Modal>
  );
}

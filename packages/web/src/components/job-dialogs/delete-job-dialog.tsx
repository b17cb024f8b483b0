/** Delete: says what goes, and what happens to state. Asks for the name. */
import { useQuery } from '@tanstack/react-query';
import Modal from 'antd/es/modal';
import { useState } from 'react';

import type { Job } from '@liusu/contract/job';

import { formatBytes } from '../../lib/format.ts';
import { savepointsQuery, useDeleteJob } from '../../lib/job-commands.ts';
import { ChoiceList } from '../choice-list.tsx';
import { ErrorView } from '../error-view.tsx';
import { TypeToConfirm } from '../type-to-confirm.tsx';
import { useText } from './texts.ts';

export interface DeleteJobDialogProps {
  job: Job;
  onClose: () => void;
  /** The job is gone. */
  onDeleted: () => void;
}

export function DeleteJobDialog({ job, onClose, onDeleted }: DeleteJobDialogProps) {
  const t = useText();
  const savepoints = useQuery(savepointsQuery(job.id));
  const [state, setState] = useState<'keep' | 'delete'>('keep');
  const [confirmed, setConfirmed] = useState(false);
  const remove = useDeleteJob(onDeleted);
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
      <p className="ls-dialog-note">{t('delete.what', { count: job.latestVersion ?? 0 })}</p>
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

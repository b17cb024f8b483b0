/** Change the parallelism: in place where Flink can. */
import InputNumber from 'antd/es/input-number';
import Modal from 'antd/es/modal';
import { useId, useState } from 'react';

import type { Job } from '@liusu/contract/job';
import { isTerminal } from '@liusu/contract/lifecycle';

import { ErrorView } from '../../../components/error-view.tsx';
import { useRescaleJob } from '../commands.ts';
import { useCommandText } from '../locales/commands.ts';

export function RescaleDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const t = useCommandText();
  const id = useId();
  const [parallelism, setParallelism] = useState<number | null>(job.parallelism.requested);
  const rescale = useRescaleJob(onClose);
  const max = Math.min(1024, job.settings.maxParallelism);
  return (
    <Modal
      open
      width={480}
      title={t('rescale.title', { name: job.name })}
      okText={t('rescale.ok', { count: parallelism ?? '–' })}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: parallelism === null || parallelism === job.parallelism.requested }}
      confirmLoading={rescale.isPending}
      onOk={() => (parallelism === null ? undefined : rescale.mutate({ job, body: { parallelism } }))}
      onCancel={onClose}
    >
      <label className="ls-dialog-label" htmlFor={id}>
        {t('rescale.label')}
      </label>
      <InputNumber
        id={id}
        min={1}
        max={max}
        precision={0}
        autoFocus
        value={parallelism}
        onChange={(value) => setParallelism(value)}
      />
      <p className="ls-dialog-note">{isTerminal(job.phase) ? t('rescale.stopped') : t('rescale.text', { max })}</p>
      {rescale.error === null ? null : <ErrorView error={rescale.error} />}
    </Modal>
  );
}

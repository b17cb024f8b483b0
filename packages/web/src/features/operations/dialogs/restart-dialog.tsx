/** Restart: the same version from its state. The safe way first. */
import Modal from 'antd/es/modal';
import { useState } from 'react';

import type { Job, ReplaceMode } from '@liusu/contract/job';

import { ErrorView } from '../../../components/error-view.tsx';
import { useRestartJob } from '../commands.ts';
import { useCommandText } from '../locales/commands.ts';
import { ReplaceChoice } from './replace-choice.tsx';

export function RestartDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const t = useCommandText();
  const [stop, setStop] = useState<ReplaceMode>('savepoint');
  const restart = useRestartJob(onClose);
  return (
    <Modal
      open
      width={560}
      title={t('restart.title', { name: job.name })}
      okText={t('restart.ok')}
      cancelText={t('cancel')}
      confirmLoading={restart.isPending}
      onOk={() => restart.mutate({ job, body: { stop } })}
      onCancel={onClose}
    >
      <ReplaceChoice value={stop} onChange={setStop} />
      {restart.error === null ? null : <ErrorView error={restart.error} />}
    </Modal>
  );
}

/** Write off: a person's word that the run does not exist. Says what is at stake, and asks for the name. */
import Modal from 'antd/es/modal';
import { useState } from 'react';

import type { Job } from '@liusu/contract/job';
import type { WaitCode } from '@liusu/contract/wait-code';

import { ErrorView } from '../../../components/error-view.tsx';
import { TypeToConfirm } from '../../../components/type-to-confirm.tsx';
import { showToast } from '../../../lib/toast.ts';
import { useWriteOffRun } from '../commands.ts';
import { useCommandText } from '../locales/commands.ts';

const inDoubt: ReadonlySet<WaitCode> = new Set<WaitCode>(['ABSENCE_NOT_PROVEN', 'SUBMISSION_UNPROVABLE']);

/** True while the platform cannot tell whether the run exists: only a person may know. */
export function isInDoubt(job: Job): boolean {
  return job.run !== null && job.waiting !== null && inDoubt.has(job.waiting.code);
}

export function WriteOffDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const t = useCommandText();
  const [confirmed, setConfirmed] = useState(false);
  const writeOff = useWriteOffRun(() => {
    showToast('ok', t('asked'), job.name);
    onClose();
  });
  const { run } = job;
  return (
    <Modal
      open
      width={560}
      title={t('writeOff.title', { name: job.name })}
      okText={t('writeOff.ok')}
      cancelText={t('cancel')}
      okButtonProps={{ danger: true, disabled: !confirmed || run === null }}
      confirmLoading={writeOff.isPending}
      onOk={() => run !== null && writeOff.mutate({ job, runId: run.id })}
      onCancel={onClose}
    >
      <p className="ls-dialog-note">{t('writeOff.what', { cluster: job.clusterName })}</p>
      <p className="ls-mono ls-break ls-dialog-subject">{run?.flinkJobId}</p>
      <div className="ls-dialog-loss">
        <b>{t('writeOff.stake')}</b>
        <p>{t('writeOff.stakeText')}</p>
      </div>
      <p>{job.desired.state === 'RUNNING' ? t('writeOff.thenStarts') : t('writeOff.thenStopped')}</p>
      <TypeToConfirm name={job.name} onChange={setConfirmed} />
      {writeOff.error === null ? null : <ErrorView error={writeOff.error} />}
    </Modal>
  );
}

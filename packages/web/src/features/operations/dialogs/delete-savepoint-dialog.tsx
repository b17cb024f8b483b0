/** Delete a savepoint or retained checkpoint: what goes, and that it does not come back. */
import Modal from 'antd/es/modal';

import type { Job, Savepoint } from '@liusu/contract/job';

import { ErrorView } from '../../../components/error-view.tsx';
import { formatBytes } from '../../../lib/format.ts';
import { showToast } from '../../../lib/toast.ts';
import { useDeleteSavepoint } from '../commands.ts';
import { useCommandText } from '../locales/commands.ts';

export function DeleteSavepointDialog(props: { job: Job; savepoint: Savepoint; onClose: () => void }) {
  const { job, savepoint, onClose } = props;
  const t = useCommandText();
  const remove = useDeleteSavepoint(() => {
    showToast('ok', t('savepoint.delete.asked'), job.name);
    onClose();
  });
  return (
    <Modal
      open
      width={520}
      title={t('savepoint.delete.title')}
      okText={t('savepoint.delete.ok')}
      cancelText={t('cancel')}
      okButtonProps={{ danger: true }}
      confirmLoading={remove.isPending}
      onOk={() => remove.mutate({ job, savepointId: savepoint.id })}
      onCancel={onClose}
    >
      <div className="ls-dialog-loss">
        <b className="ls-mono ls-break">{savepoint.path ?? savepoint.id}</b>
        <p>{t('savepoint.delete.text', { size: formatBytes(savepoint.sizeBytes) })}</p>
      </div>
      <p>{t('savepoint.delete.safe')}</p>
      {remove.error === null ? null : <ErrorView error={remove.error} />}
    </Modal>
  );
}

/** Asks before a variable or a secret is gone. */
import Modal from 'antd/es/modal';

import { ErrorView } from '../../components/error-view.tsx';
import { showToast } from '../../lib/toast.ts';
import { useDeleteValue, type ValueRow } from './api.ts';
import { useText } from './texts.ts';

export interface DeleteValueDialogProps {
  projectId: string;
  row: ValueRow;
  onClose: () => void;
}

export function DeleteValueDialog({ projectId, row, onClose }: DeleteValueDialogProps) {
  const t = useText();
  const remove = useDeleteValue(projectId);

  function removeNow(): void {
    remove.mutate(row, {
      onSuccess: () => {
        showToast('ok', t('deleted', { name: row.name }));
        onClose();
      },
    });
  }

  return (
    <Modal
      open
      width={440}
      title={t('delete.title', { name: row.name })}
      okText={t('delete')}
      okButtonProps={{ danger: true }}
      cancelText={t('cancel')}
      confirmLoading={remove.isPending}
      onOk={removeNow}
      onCancel={onClose}
    >
      <p>{t('delete.text')}</p>
      {remove.isError ? <ErrorView error={remove.error} onRetry={removeNow} retrying={remove.isPending} /> : null}
    </Modal>
  );
}

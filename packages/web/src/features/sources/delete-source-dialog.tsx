/** Asks before a data source is forgotten. */
import Modal from 'antd/es/modal';

import { ErrorView } from '../../components/error-view.tsx';
import { showToast } from '../../lib/toast.ts';
import { useDeleteSource } from './api.ts';
import { useText } from './texts.ts';

export interface DeleteSourceDialogProps {
  projectId: string;
  name: string;
  onClose: () => void;
}

export function DeleteSourceDialog({ projectId, name, onClose }: DeleteSourceDialogProps) {
  const t = useText();
  const remove = useDeleteSource(projectId, () => {
    showToast('ok', t('deleted', { name }));
    onClose();
  });
  const removeNow = (): void => remove.mutate(name);

  return (
    <Modal
      open
      width={440}
      title={t('delete.title', { name })}
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

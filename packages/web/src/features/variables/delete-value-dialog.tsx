/** Asks before a variable or a secret is gone. */
import { RemovalDialog } from '../../components/removal-dialog.tsx';
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
    <RemovalDialog
      title={t('delete.title', { name: row.name })}
      okText={t('delete')}
      removal={remove}
      onRemove={removeNow}
      onClose={onClose}
    >
      <p>{t('delete.text')}</p>
    </RemovalDialog>
  );
}

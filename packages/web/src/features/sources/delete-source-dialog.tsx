/** Asks before a data source is forgotten. */
import { RemovalDialog } from '../../components/removal-dialog.tsx';
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
    <RemovalDialog
      title={t('delete.title', { name })}
      okText={t('delete')}
      removal={remove}
      onRemove={removeNow}
      onClose={onClose}
    >
      <p>{t('delete.text')}</p>
    </RemovalDialog>
  );
}

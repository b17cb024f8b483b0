/** Asks before somebody leaves the project. */
import type { Member } from '@liusu/contract/user';

import { RemovalDialog } from '../../components/removal-dialog.tsx';
import { showToast } from '../../lib/toast.ts';
import { useDeleteMember } from './api.ts';
import { useText } from './texts.ts';

export interface RemoveMemberDialogProps {
  projectId: string;
  member: Member;
  isSelf: boolean;
  onClose: () => void;
}

export function RemoveMemberDialog({ projectId, member, isSelf, onClose }: RemoveMemberDialogProps) {
  const t = useText();
  const remove = useDeleteMember(projectId);

  function removeNow(): void {
    remove.mutate(member.userId, {
      onSuccess: () => {
        showToast('ok', t('member.removed', { name: member.userName }));
        onClose();
      },
    });
  }

  return (
    <RemovalDialog
      title={t('member.remove.title', { name: member.userName })}
      okText={t('member.remove')}
      className="ls-sys-dialog-text"
      removal={remove}
      onRemove={removeNow}
      onClose={onClose}
    >
      <p>{t('member.remove.text')}</p>
      {isSelf ? <p className="ls-sys-dialog-warn">{t('member.remove.self')}</p> : null}
    </RemovalDialog>
  );
}

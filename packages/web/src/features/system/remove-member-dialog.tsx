/** Asks before somebody leaves the project. */
import Modal from 'antd/es/modal';

import type { Member } from '@liusu/contract/user';

import { ErrorView } from '../../components/error-view.tsx';
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
    <Modal
      open
      width={440}
      title={t('member.remove.title', { name: member.userName })}
      okText={t('member.remove')}
      okButtonProps={{ danger: true }}
      cancelText={t('cancel')}
      confirmLoading={remove.isPending}
      onOk={removeNow}
      onCancel={onClose}
    >
      <div className="ls-sys-dialog-text">
        <p>{t('member.remove.text')}</p>
        {isSelf ? <p className="ls-sys-dialog-warn">{t('member.remove.self')}</p> : null}
        {remove.isError ? <ErrorView error={remove.error} onRetry={removeNow} retrying={remove.isPending} /> : null}
      </div>
    </Modal>
  );
}

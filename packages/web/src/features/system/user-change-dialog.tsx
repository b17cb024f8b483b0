/** Asks before an account loses or gains something that matters, and says what. */
import Modal from 'antd/es/modal';

import type { User, UserUpdate } from '@liusu/contract/user';

import { ErrorView } from '../../components/error-view.tsx';
import { showToast } from '../../lib/toast.ts';
import { useUpdateUser } from './api.ts';
import { useText } from './texts.ts';

export type UserChange = 'disable' | 'makeAdmin' | 'dropAdmin';

const changes: Record<UserChange, UserUpdate> = {
  disable: { disabled: true },
  makeAdmin: { admin: true },
  dropAdmin: { admin: false },
};

export function UserChangeDialog({ kind, user, onClose }: { kind: UserChange; user: User; onClose: () => void }) {
  const t = useText();
  const update = useUpdateUser();

  function apply(): void {
    update.mutate(
      { userId: user.id, change: changes[kind] },
      {
        onSuccess: () => {
          showToast('ok', t(`user.${kind}.done`, { name: user.name }));
          onClose();
        },
      },
    );
  }

  return (
    <Modal
      open
      width={440}
      title={t(`user.${kind}.title`, { name: user.name })}
      okText={t(`user.${kind}`)}
      okButtonProps={{ danger: kind !== 'makeAdmin' }}
      cancelText={t('cancel')}
      confirmLoading={update.isPending}
      onOk={apply}
      onCancel={onClose}
    >
      <div className="ls-sys-dialog-text">
        <p>{t(`user.${kind}.text`)}</p>
        {update.isError ? <ErrorView error={update.error} onRetry={apply} retrying={update.isPending} /> : null}
      </div>
    </Modal>
  );
}

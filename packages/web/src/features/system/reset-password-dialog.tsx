/** Gives somebody a new password. */
import Form from 'antd/es/form';
import Modal from 'antd/es/modal';

import type { User } from '@liusu/contract/user';

import { ErrorView } from '../../components/error-view.tsx';
import { showToast } from '../../lib/toast.ts';
import { useUpdateUser } from './api.ts';
import { PasswordField } from './password-field.tsx';
import { useText } from './texts.ts';

export function ResetPasswordDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useText();
  const [form] = Form.useForm<{ password: string }>();
  const update = useUpdateUser();
  return (
    <Modal
      open
      width={480}
      title={t('user.reset.title', { name: user.name })}
      okText={t('user.reset.do')}
      cancelText={t('cancel')}
      confirmLoading={update.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ password }) =>
          update.mutate(
            { userId: user.id, change: { password } },
            {
              onSuccess: () => {
                showToast('ok', t('user.reset.done', { name: user.name }));
                onClose();
              },
            },
          )
        }
      >
        <PasswordField autoFocus />
      </Form>
      <div className="ls-sys-dialog-text">
        <p>{t('user.reset.text')}</p>
        {update.isError ? (
          <ErrorView error={update.error} onRetry={() => form.submit()} retrying={update.isPending} />
        ) : null}
      </div>
    </Modal>
  );
}

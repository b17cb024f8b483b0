/** Makes an account. */
import Checkbox from 'antd/es/checkbox';
import Form from 'antd/es/form';
import Input from 'antd/es/input';
import Modal from 'antd/es/modal';

import { UserName } from '@liusu/contract/user';

import { ErrorView } from '../../components/error-view.tsx';
import { showToast } from '../../lib/toast.ts';
import { useCreateUser } from './api.ts';
import { PasswordField } from './password-field.tsx';
import { useText } from './texts.ts';

interface UserForm {
  name: string;
  displayName: string;
  password: string;
  admin: boolean;
}

const emptyForm: UserForm = { name: '', displayName: '', password: '', admin: false };

export function CreateUserDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const [form] = Form.useForm<UserForm>();
  const create = useCreateUser();

  function send(values: UserForm): void {
    const body = { ...values, name: values.name.trim(), displayName: values.displayName.trim() };
    create.mutate(body, {
      onSuccess: (user) => {
        showToast('ok', t('user.created.done', { name: user.name }), user.admin ? undefined : t('user.create.next'));
        onClose();
      },
    });
  }

  return (
    <Modal
      open
      width={480}
      title={t('user.create')}
      okText={t('user.create.do')}
      cancelText={t('cancel')}
      confirmLoading={create.isPending}
      mask={{ closable: false }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" requiredMark={false} initialValues={emptyForm} onFinish={send}>
        <Form.Item
          name="name"
          label={t('user.name')}
          validateTrigger="onBlur"
          rules={[
            {
              validator: (_, typed: string) =>
                UserName.safeParse(typed.trim()).success
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('user.name.rule'))),
            },
          ]}
        >
          <Input autoFocus autoComplete="off" autoCapitalize="none" spellCheck={false} />
        </Form.Item>
        <Form.Item name="displayName" label={t('user.displayName')}>
          <Input maxLength={100} autoComplete="off" />
        </Form.Item>
        <PasswordField />
        <Form.Item name="admin" valuePropName="checked" extra={t('user.admin.extra')}>
          <Checkbox>{t('user.admin')}</Checkbox>
        </Form.Item>
      </Form>
      {create.isError ? (
        <ErrorView error={create.error} onRetry={() => form.submit()} retrying={create.isPending} />
      ) : null}
    </Modal>
  );
}

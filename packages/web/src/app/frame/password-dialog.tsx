/** Dialog to change one's own password. Loaded when asked for. */
import { useMutation } from '@tanstack/react-query';
import Form from 'antd/es/form';
import Input from 'antd/es/input';
import Modal from 'antd/es/modal';

import { ErrorView } from '../../components/error-view.tsx';
import { api } from '../../lib/api.ts';
import { showToast } from '../../lib/toast.ts';
import { useText } from '../texts.ts';

interface PasswordForm {
  current: string;
  next: string;
  again: string;
}

export function PasswordDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const [form] = Form.useForm<PasswordForm>();
  const change = useMutation({
    mutationFn: ({ current, next }: PasswordForm) => api.call('changePassword', { body: { current, next } }),
    onSuccess: () => {
      showToast('ok', t('password.saved'));
      onClose();
    },
  });
  return (
    <Modal
      open
      width={400}
      title={t('user.password')}
      okText={t('password.save')}
      cancelText={t('cancel')}
      confirmLoading={change.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => change.mutate(values)}>
        <Form.Item name="current" label={t('password.current')} rules={[{ required: true, message: '' }]}>
          <Input.Password autoComplete="current-password" autoFocus />
        </Form.Item>
        <Form.Item
          name="next"
          label={t('password.next')}
          rules={[{ min: 8, required: true, message: t('password.rule') }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label={t('password.again')}
          dependencies={['next']}
          rules={[
            { required: true, message: '' },
            ({ getFieldValue }) => ({
              validator: (_, value) =>
                value === getFieldValue('next') ? Promise.resolve() : Promise.reject(new Error(t('password.differs'))),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      </Form>
      {change.isError ? <ErrorView error={change.error} /> : null}
    </Modal>
  );
}

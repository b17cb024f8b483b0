/** Makes or changes a variable or a secret. */
import Form from 'antd/es/form';
import Input from 'antd/es/input';
import Modal from 'antd/es/modal';

import { SecretName, VariableName } from '@liusu/contract/variable';

import { ErrorView } from '../../components/error-view.tsx';
import { showToast } from '../../lib/toast.ts';
import { usePutValue, type ValueKind, type ValueRow } from './api.ts';
import { useText } from './texts.ts';

interface ValueForm {
  name: string;
  value: string;
  description: string;
}

export interface ValueDialogProps {
  projectId: string;
  kind: ValueKind;
  /** What is changed; absent for a new one. */
  row?: ValueRow | undefined;
  onClose: () => void;
}

export function ValueDialog({ projectId, kind, row, onClose }: ValueDialogProps) {
  const t = useText();
  const [form] = Form.useForm<ValueForm>();
  const put = usePutValue(projectId);
  const isSecret = kind === 'secret';

  function send({ name, value, description }: ValueForm): void {
    put.mutate(
      { kind, name: name.trim(), body: { value, description: description.trim() } },
      {
        onSuccess: () => {
          showToast('ok', t('saved', { name: name.trim() }));
          onClose();
        },
      },
    );
  }

  return (
    <Modal
      open
      width={520}
      title={row === undefined ? t(`add.${kind}`) : t(`edit.${kind}`, { name: row.name })}
      okText={t('save')}
      cancelText={t('cancel')}
      confirmLoading={put.isPending}
      mask={{ closable: false }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ name: row?.name ?? '', value: row?.value ?? '', description: row?.description ?? '' }}
        onFinish={send}
      >
        <Form.Item
          name="name"
          label={t('name')}
          validateTrigger="onBlur"
          rules={[
            {
              validator: (_, typed: string) =>
                (isSecret ? SecretName : VariableName).safeParse(typed.trim()).success
                  ? Promise.resolve()
                  : Promise.reject(new Error(t(isSecret ? 'name.secretRule' : 'name.rule'))),
            },
          ]}
        >
          <Input
            autoFocus={row === undefined}
            disabled={row !== undefined}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="ls-mono"
          />
        </Form.Item>
        {isSecret ? (
          <Form.Item
            name="value"
            label={t('value')}
            extra={t('secret.note')}
            rules={[{ required: true, message: t('value.rule') }]}
          >
            <Input.Password autoComplete="new-password" maxLength={10_000} autoFocus={row !== undefined} />
          </Form.Item>
        ) : (
          <Form.Item name="value" label={t('value')}>
            <Input.TextArea autoSize={{ minRows: 1, maxRows: 8 }} maxLength={10_000} spellCheck={false} />
          </Form.Item>
        )}
        <Form.Item name="description" label={t('description')}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
      </Form>
      {put.isError ? <ErrorView error={put.error} onRetry={() => form.submit()} retrying={put.isPending} /> : null}
    </Modal>
  );
}

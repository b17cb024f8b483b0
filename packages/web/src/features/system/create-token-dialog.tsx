/** Makes an API token, then shows its secret, once. */
import Button from 'antd/es/button';
import Form from 'antd/es/form';
import Input from 'antd/es/input';
import Modal from 'antd/es/modal';
import Segmented from 'antd/es/segmented';
import { useState } from 'react';

import { ErrorView } from '../../components/error-view.tsx';
import { showToast } from '../../lib/toast.ts';
import { useCreateToken } from './api.ts';
import { useText } from './texts.ts';
import { lifetimesDays } from './token-state.ts';

/** 0 stands for no end: a segment needs a value of its own. */
interface TokenForm {
  name: string;
  days: number;
}

export function CreateTokenDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const [form] = Form.useForm<TokenForm>();
  const days = Form.useWatch('days', form);
  const create = useCreateToken();

  if (create.data !== undefined) {
    return <SecretDialog name={create.data.name} secret={create.data.secret} onClose={onClose} />;
  }
  return (
    <Modal
      open
      width={440}
      title={t('token.create')}
      okText={t('token.create.do')}
      cancelText={t('cancel')}
      confirmLoading={create.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<TokenForm>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ name: '', days: 90 }}
        onFinish={(values) =>
          create.mutate({ name: values.name.trim(), expiresInDays: values.days === 0 ? null : values.days })
        }
      >
        <Form.Item
          name="name"
          label={t('token.name')}
          rules={[{ required: true, whitespace: true, max: 64, message: t('token.name.rule') }]}
        >
          <Input autoFocus autoComplete="off" placeholder={t('token.name.example')} />
        </Form.Item>
        <Form.Item name="days" label={t('token.lifetime')}>
          <Segmented
            block
            options={lifetimesDays.map((value) => ({
              value: value ?? 0,
              label: value === null ? t('token.forever') : t('token.days', { count: value }),
            }))}
          />
        </Form.Item>
      </Form>
      <div className="ls-sys-dialog-text">
        {days === 0 ? <p className="ls-sys-dialog-warn">{t('token.forever.warn')}</p> : null}
        {create.isError ? (
          <ErrorView error={create.error} onRetry={() => form.submit()} retrying={create.isPending} />
        ) : null}
      </div>
    </Modal>
  );
}

function SecretDialog({ name, secret, onClose }: { name: string; secret: string; onClose: () => void }) {
  const t = useText();
  const [copied, setCopied] = useState(false);

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(secret);
    setCopied(true);
    showToast('ok', t('copied'));
  }

  return (
    <Modal
      open
      width={560}
      title={t('token.secret.title', { name })}
      mask={{ closable: false }}
      keyboard={false}
      closable={false}
      footer={
        <Button type={copied ? 'primary' : 'default'} onClick={onClose}>
          {t('token.secret.close')}
        </Button>
      }
    >
      <div className="ls-sys-dialog-text">
        <p className="ls-sys-dialog-warn">{t('token.secret.once')}</p>
        <div className="ls-sys-secret">
          <code aria-label={t('token.secret.label')}>{secret}</code>
          <Button type={copied ? 'default' : 'primary'} autoFocus onClick={() => void copy()}>
            {copied ? t('copied') : t('token.secret.copy')}
          </Button>
        </div>
        <p className="ls-muted">{t('token.secret.use')}</p>
        <pre className="ls-sys-code-block">
          {`export LIUSU_TOKEN=…\ncurl -H "Authorization: Bearer $LIUSU_TOKEN" ${window.location.origin}/api/v1/session`}
        </pre>
      </div>
    </Modal>
  );
}

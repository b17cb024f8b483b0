/** Uploads a jar: how much is sent is told, and it can be stopped. What the jar offers is read out of it by the platform. */
import Button from 'antd/es/button';
import Form from 'antd/es/form';
import Input from 'antd/es/input';
import Modal from 'antd/es/modal';
import Select from 'antd/es/select';
import { useEffect, useRef, useState } from 'react';

import { type Connector, maxConnectorBytes } from '@liusu/contract/connector';

import { ErrorView } from '../../components/error-view.tsx';
import { formatBytes } from '../../lib/format.ts';
import { showToast } from '../../lib/toast.ts';
import { useAddConnector, useEngines } from './api.ts';
import { useText } from './texts.ts';

interface AboutForm {
  name: string;
  version: string;
  description: string;
  engines: string[];
}

/** `name`: what to call it, where a script asked for it by name. */
export function AddConnectorDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const t = useText();
  const [form] = Form.useForm<AboutForm>();
  const engines = useEngines();
  const add = useAddConnector();
  const picker = useRef<HTMLInputElement>(null);
  const ending = useRef<AbortController>(undefined);
  const [file, setFile] = useState<File>();
  const [sent, setSent] = useState(0);
  const isTooLarge = file !== undefined && file.size > maxConnectorBytes;
  // Leaving the page ends what nobody could see any more.
  useEffect(() => () => ending.current?.abort(), []);

  function send({ name: given, version, description, engines: chosen }: AboutForm): void {
    if (file === undefined || isTooLarge) return;
    const controller = new AbortController();
    ending.current = controller;
    setSent(0);
    const words = { version: version.trim(), description: description.trim(), engines: chosen.join(',') };
    const about = given.trim() === '' ? words : { name: given.trim(), ...words };
    add.mutate(
      { file, about, signal: controller.signal, onSent: setSent },
      {
        onSuccess: (connector) => {
          showToast('ok', toldOf(connector));
          onClose();
        },
      },
    );
  }

  function toldOf({ name: kept, engines: for_, unfit }: Connector): string {
    const [not] = unfit;
    if (not === undefined || for_.length === 0) return t('add.done', { name: kept });
    const and = t('engines.and');
    return t('add.narrowed', {
      name: kept,
      engines: for_.join(and),
      unfit: unfit.map(({ engine }) => engine).join(and),
    });
  }

  return (
    <Modal
      open
      width={520}
      title={t('add')}
      okText={t('add.ok')}
      okButtonProps={{ disabled: file === undefined || isTooLarge }}
      cancelText={add.isPending ? t('add.stop') : t('cancel')}
      confirmLoading={add.isPending}
      mask={{ closable: false }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        disabled={add.isPending}
        initialValues={{ name, version: '', description: '', engines: [] }}
        onFinish={send}
      >
        <Form.Item
          label={t('file')}
          extra={t('add.rule', { size: formatBytes(maxConnectorBytes) })}
          validateStatus={isTooLarge ? 'error' : ''}
          help={
            isTooLarge
              ? t('add.tooLarge', { size: formatBytes(file.size), limit: formatBytes(maxConnectorBytes) })
              : undefined
          }
        >
          <div className="ls-connector-file">
            <Button onClick={() => picker.current?.click()}>{t(file === undefined ? 'add.pick' : 'add.other')}</Button>
            {file === undefined ? null : (
              <span>
                {file.name} <span className="ls-muted ls-num">{formatBytes(file.size)}</span>
              </span>
            )}
            <input
              ref={picker}
              type="file"
              className="ls-connector-picker"
              aria-label={t('file')}
              accept=".jar"
              onChange={(event) => {
                setFile(event.target.files?.[0]);
                add.reset();
              }}
            />
          </div>
        </Form.Item>
        <Form.Item name="name" label={t('name')}>
          <Input maxLength={100} autoComplete="off" placeholder={t('add.nameHint')} />
        </Form.Item>
        <Form.Item name="version" label={t('version')}>
          <Input maxLength={50} autoComplete="off" />
        </Form.Item>
        <Form.Item name="engines" label={t('engines')}>
          <Select
            mode="multiple"
            placeholder={t('add.enginesHint')}
            options={engines.map((value) => ({ value, label: value }))}
          />
        </Form.Item>
        <Form.Item name="description" label={t('description')}>
          <Input maxLength={500} autoComplete="off" />
        </Form.Item>
      </Form>
      {add.isPending && file !== undefined ? (
        <div className="ls-connector-sending" role="status">
          <progress max={1} value={sent} aria-label={t('add')} />
          <span className="ls-muted ls-num">
            {sent < 1
              ? t('add.sent', { sent: formatBytes(Math.round(sent * file.size)), total: formatBytes(file.size) })
              : t('add.reading')}
          </span>
        </div>
      ) : null}
      {add.isError ? <ErrorView error={add.error} onRetry={() => form.submit()} retrying={add.isPending} /> : null}
    </Modal>
  );
}

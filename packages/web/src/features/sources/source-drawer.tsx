/** Registers a data source or changes one: fill in, test step by step, save. Saving without a good test is possible and says so. */
import Button from 'antd/es/button';
import Drawer from 'antd/es/drawer';
import Form from 'antd/es/form';
import { useEffect, useRef } from 'react';

import type { Source, SourceConnectionInput } from '@liusu/contract/source';

import { ErrorView } from '../../components/error-view.tsx';
import { useTested } from '../../components/use-tested.ts';
import { showToast } from '../../lib/toast.ts';
import { useSaveSource, useTestConnection } from './api.ts';
import { SourceFields } from './source-fields.tsx';
import { connectionOf, emptySourceForm, formOf, type SourceFormValues } from './source-form.ts';
import { TestView } from './test-view.tsx';
import { useText } from './texts.ts';

export interface SourceDrawerProps {
  projectId: string;
  /** What is changed; absent for a new one. */
  source?: Source | undefined;
  onClose: () => void;
}

export function SourceDrawer({ projectId, source, onClose }: SourceDrawerProps) {
  const t = useText();
  const [form] = Form.useForm<SourceFormValues>();
  const initial = source === undefined ? emptySourceForm('postgresql') : formOf(source);
  const values: SourceFormValues = { ...initial, ...Form.useWatch([], form) };
  const test = useTestConnection(projectId);
  const running = useRef<AbortController>(undefined);
  const save = useSaveSource(projectId, ({ name }) => {
    showToast('ok', t('saved', { name }));
    onClose();
  });
  useEffect(() => () => running.current?.abort(), []);

  const { isCurrent, isProven, begin, forget } = useTested(connectionOf(values), test.data?.ok === true);

  async function typed(): Promise<SourceConnectionInput | undefined> {
    try {
      await form.validateFields();
    } catch {
      // The fields say what is wrong with them.
      return undefined;
    }
    return connectionOf({ ...initial, ...form.getFieldsValue() });
  }

  async function runTest(): Promise<void> {
    const connection = await typed();
    if (connection === undefined) return;
    save.reset();
    begin(connection);
    running.current?.abort();
    running.current = new AbortController();
    const { signal } = running.current;
    test.mutate({ connection, signal, ...(source === undefined ? {} : { name: source.name }) });
  }

  function stopTest(): void {
    running.current?.abort();
    test.reset();
    forget();
  }

  async function saveNow(): Promise<void> {
    const connection = await typed();
    if (connection === undefined) return;
    const name = values.name.trim();
    save.mutate({ name, isNew: source === undefined, connection, description: values.description.trim() });
  }

  return (
    <Drawer
      open
      size={620}
      title={source === undefined ? t('add') : t('edit.title', { name: source.name })}
      closable={{ 'aria-label': t('close') }}
      mask={{ closable: false }}
      onClose={onClose}
      footer={
        <div className="ls-src-foot">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <span className="ls-grow" />
          {test.isPending ? (
            <Button onClick={stopTest}>{t('test.stop')}</Button>
          ) : (
            <Button type={isProven ? 'default' : 'primary'} disabled={save.isPending} onClick={() => void runTest()}>
              {isCurrent ? t('test.again') : t('test.run')}
            </Button>
          )}
          <Button
            type={isProven ? 'primary' : 'default'}
            loading={save.isPending}
            disabled={test.isPending}
            onClick={() => void saveNow()}
          >
            {isProven ? t('save') : t('save.anyway')}
          </Button>
        </div>
      }
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={initial}
        scrollToFirstError
        autoComplete="off"
        onFinish={() => void runTest()}
      >
        <SourceFields
          values={values}
          isNew={source === undefined}
          hasPassword={source?.hasPassword ?? false}
          onKind={(kind) =>
            form.setFieldsValue({ ...emptySourceForm(kind), name: values.name, description: values.description })
          }
        />
        {/* Enter in a field tests, as the footer's button does. */}
        <button type="submit" hidden />
      </Form>
      {save.isError ? <ErrorView error={save.error} onRetry={() => void saveNow()} retrying={save.isPending} /> : null}
      {test.isIdle ? (
        <p className="ls-muted">{t('test.idle')}</p>
      ) : test.isError ? (
        <ErrorView error={test.error} onRetry={() => void runTest()} />
      ) : (
        <section className={isCurrent ? undefined : 'ls-src-outdated'}>
          {isCurrent ? null : <p className="ls-src-warn">{t('test.changed')}</p>}
          <TestView hasTls={values.tls !== 'off'} test={test.data} />
        </section>
      )}
    </Drawer>
  );
}

/** Connects a cluster: fill in, test step by step, save. Saving without a good test is possible and says so. */
import Button from 'antd/es/button';
import Checkbox from 'antd/es/checkbox';
import Drawer from 'antd/es/drawer';
import Form from 'antd/es/form';
import Input from 'antd/es/input';
import Segmented from 'antd/es/segmented';
import Select from 'antd/es/select';

import type { Cluster, ClusterCreate } from '@liusu/contract/cluster';

import { ErrorView } from '../../components/error-view.tsx';
import { useTested } from '../../components/use-tested.ts';
import { showToast } from '../../lib/toast.ts';
import { useCreateCluster, useTestNewCluster } from './api.ts';
import {
  type ClusterFormValues,
  emptyClusterForm,
  engineChoices,
  isHttps,
  isPem,
  sendsSecretInClear,
  toClusterCreate,
  urlProblem,
} from './cluster-form.ts';
import { ConnectionTestView } from './connection-test-view.tsx';
import { useText } from './texts.ts';

export interface AddClusterDrawerProps {
  onAdded: (cluster: Cluster) => void;
  onClose: () => void;
}

export function AddClusterDrawer({ onAdded, onClose }: AddClusterDrawerProps) {
  const t = useText();
  const [form] = Form.useForm<ClusterFormValues>();
  const values: ClusterFormValues = { ...emptyClusterForm, ...Form.useWatch([], form) };
  const test = useTestNewCluster();
  const create = useCreateCluster();

  const { isCurrent, isProven, begin } = useTested(testedParts(toClusterCreate(values)), test.data?.ok === true);

  async function typed(): Promise<ClusterCreate | undefined> {
    try {
      await form.validateFields();
    } catch {
      // The fields say what is wrong with them.
      return undefined;
    }
    return toClusterCreate({ ...emptyClusterForm, ...form.getFieldsValue() });
  }

  async function runTest(): Promise<void> {
    const body = await typed();
    if (body === undefined) return;
    create.reset();
    begin(testedParts(body));
    test.mutate(body);
  }

  async function save(): Promise<void> {
    const body = await typed();
    if (body === undefined) return;
    create.mutate(body, {
      onSuccess: (cluster) => {
        showToast('ok', t('form.saved', { name: cluster.name }));
        onAdded(cluster);
      },
    });
  }

  return (
    <Drawer
      open
      size={600}
      title={t('add')}
      closable={{ 'aria-label': t('close') }}
      mask={{ closable: false }}
      onClose={onClose}
      footer={
        <div className="ls-res-drawer-foot">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <span className="ls-grow" />
          <Button
            type={isProven ? 'default' : 'primary'}
            loading={test.isPending}
            disabled={create.isPending}
            onClick={() => void runTest()}
          >
            {isCurrent && !test.isPending ? t('test.again') : t('test.run')}
          </Button>
          <Button
            type={isProven ? 'primary' : 'default'}
            loading={create.isPending}
            disabled={test.isPending}
            title={isProven ? undefined : t('form.saveAnyway.tip')}
            onClick={() => void save()}
          >
            {isProven ? t('form.save') : t('form.saveAnyway')}
          </Button>
        </div>
      }
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={emptyClusterForm}
        scrollToFirstError
        autoComplete="off"
        onFinish={() => void runTest()}
      >
        <ClusterFields values={values} />
        {/* Enter in a field tests, as the footer's button does. */}
        <button type="submit" hidden />
      </Form>
      {create.isError ? (
        <ErrorView error={create.error} onRetry={() => void save()} retrying={create.isPending} />
      ) : null}
      {test.isIdle ? (
        <p className="ls-muted">{t('test.idle')}</p>
      ) : test.isError ? (
        <ErrorView error={test.error} onRetry={() => void runTest()} />
      ) : (
        <section className={isCurrent ? undefined : 'ls-res-test-outdated'}>
          {isCurrent ? null : <p className="ls-res-warn-text">{t('form.changed')}</p>}
          <ConnectionTestView https={isHttps(values.restUrl)} test={test.data} />
        </section>
      )}
    </Drawer>
  );
}

/** What a test depends on; the name and the environment are not part of it. */
function testedParts({ restUrl, engine, auth, caPem, tlsInsecure }: ClusterCreate): unknown[] {
  return [restUrl, engine, auth, caPem, tlsInsecure];
}

function ClusterFields({ values }: { values: ClusterFormValues }) {
  const t = useText();
  return (
    <>
      <Form.Item
        name="name"
        label={t('form.name')}
        rules={[
          { required: true, whitespace: true, message: t('form.name.required') },
          { max: 64, message: t('form.name.long') },
        ]}
      >
        <Input autoFocus placeholder={t('form.name.example')} />
      </Form.Item>
      <Form.Item
        name="restUrl"
        label={t('form.restUrl')}
        extra={t('form.restUrl.extra')}
        validateTrigger="onBlur"
        rules={[
          {
            validator: (_, typed: string) => {
              const problem = urlProblem(typed);
              return problem === undefined
                ? Promise.resolve()
                : Promise.reject(new Error(t(`form.restUrl.${problem}`)));
            },
          },
        ]}
      >
        <Input className="ls-mono" placeholder="https://flink.example.com:8081" inputMode="url" spellCheck={false} />
      </Form.Item>
      <div className="ls-res-form-pair">
        <Form.Item name="engine" label={t('form.engine')} extra={t('form.engine.extra')}>
          <Select
            options={[
              { value: '', label: t('form.engine.auto') },
              ...engineChoices.map(({ id, title }) => ({ value: id, label: title })),
            ]}
          />
        </Form.Item>
        <Form.Item name="environment" label={t('form.environment')} extra={t('form.environment.extra')}>
          <Segmented
            block
            options={(['dev', 'test', 'production'] as const).map((value) => ({
              value,
              label: (
                <span className="ls-res-environment-option">
                  <i className={`ls-stripe-${value}`} aria-hidden="true" />
                  {t(`env.${value}`)}
                </span>
              ),
            }))}
          />
        </Form.Item>
      </div>
      <Form.Item name="authKind" label={t('form.auth')}>
        <Segmented
          options={(['none', 'basic', 'bearer'] as const).map((value) => ({ value, label: t(`auth.${value}`) }))}
        />
      </Form.Item>
      <AuthFields values={values} />
      {isHttps(values.restUrl) ? <TlsFields isInsecure={values.tlsInsecure} /> : null}
    </>
  );
}

function AuthFields({ values }: { values: ClusterFormValues }) {
  const t = useText();
  return (
    <>
      {values.authKind === 'basic' ? (
        <div className="ls-res-form-pair">
          <Form.Item
            name="user"
            label={t('form.user')}
            rules={[{ required: true, whitespace: true, message: t('form.user.required') }]}
          >
            <Input autoComplete="off" spellCheck={false} />
          </Form.Item>
          <Form.Item
            name="password"
            label={t('form.password')}
            extra={t('form.secret.extra')}
            rules={[{ required: true, message: t('form.password.required') }]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
        </div>
      ) : null}
      {values.authKind === 'bearer' ? (
        <Form.Item
          name="token"
          label={t('form.token')}
          extra={t('form.secret.extra')}
          rules={[{ required: true, whitespace: true, message: t('form.token.required') }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      ) : null}
      {sendsSecretInClear(values) ? <p className="ls-res-danger-text ls-res-form-note">{t('form.clear')}</p> : null}
    </>
  );
}

function TlsFields({ isInsecure }: { isInsecure: boolean }) {
  const t = useText();
  return (
    <>
      <Form.Item
        name="caPem"
        label={t('form.caPem')}
        extra={t('form.caPem.extra')}
        validateTrigger="onBlur"
        rules={[
          {
            validator: (_, typed: string) =>
              isPem(typed) ? Promise.resolve() : Promise.reject(new Error(t('form.caPem.invalid'))),
          },
        ]}
      >
        <Input.TextArea
          className="ls-mono"
          rows={3}
          spellCheck={false}
          disabled={isInsecure}
          placeholder="-----BEGIN CERTIFICATE-----"
        />
      </Form.Item>
      <Form.Item name="tlsInsecure" valuePropName="checked" className="ls-res-form-tight">
        <Checkbox>{t('form.insecure')}</Checkbox>
      </Form.Item>
      {isInsecure ? (
        <p className="ls-res-danger-text ls-res-form-note" role="alert">
          {t('form.insecure.warn')}
        </p>
      ) : null}
    </>
  );
}

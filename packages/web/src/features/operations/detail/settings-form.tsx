/** The settings form. Saved settings take effect at the next start. */
import Button from 'antd/es/button';
import Form from 'antd/es/form';
import Input from 'antd/es/input';
import InputNumber from 'antd/es/input-number';
import Select from 'antd/es/select';

import { ErrorView } from '../../../components/error-view.tsx';
import { useCan } from '../../../lib/api.ts';
import { useChangeJob } from '../../../lib/job-commands.ts';
import { parsePairs } from '../../../lib/pairs.ts';
import { showToast } from '../../../lib/toast.ts';
import type { JobTabProps } from '../job-page.tsx';
import { useText } from '../texts.ts';
import { settingsOf, valuesOf, type SettingsValues } from './settings-values.ts';

type NumberName = {
  [K in keyof SettingsValues]: SettingsValues[K] extends number ? K : never;
}[keyof SettingsValues];

export function SettingsForm({ job }: JobTabProps) {
  const t = useText();
  const canDevelop = useCan(job.projectId, 'developer');
  const [form] = Form.useForm<SettingsValues>();
  const initial = valuesOf(job.settings);
  const restartKind = Form.useWatch('restartKind', form) ?? initial.restartKind;
  const recoveryKind = Form.useWatch('recoveryKind', form) ?? initial.recoveryKind;
  const maxParallelism = Form.useWatch('maxParallelism', form) ?? initial.maxParallelism;
  const update = useChangeJob(() => showToast('ok', t('settings.saved'), t('settings.note')));

  function number(name: NumberName, label: string, min: number, help?: string) {
    return (
      <Form.Item name={name} label={label} extra={help} rules={[{ required: true }]}>
        <InputNumber min={min} style={{ width: '100%' }} />
      </Form.Item>
    );
  }

  return (
    <section className="ls-panel">
      <div className="ls-panel-head">
        <h2>{t('settings.title')}</h2>
        <span className="ls-muted">{t('settings.note')}</span>
      </div>
      <Form<SettingsValues>
        form={form}
        className="ls-settings"
        layout="vertical"
        requiredMark={false}
        disabled={!canDevelop}
        initialValues={initial}
        onFinish={() =>
          update.mutate({
            projectId: job.projectId,
            jobId: job.id,
            // All values, those of fields not on screen included.
            body: { settings: settingsOf({ ...initial, ...form.getFieldsValue() }), draftRevision: job.draftRevision },
          })
        }
      >
        <fieldset>
          <legend>{t('settings.run')}</legend>
          <div className="ls-settings-grid">
            <Form.Item name="mode" label={t('settings.mode')}>
              <Select
                options={(['streaming', 'batch'] as const).map((value) => ({ value, label: t(`mode.${value}`) }))}
              />
            </Form.Item>
            {number('parallelism', t('settings.parallelism'), 1)}
            {number('maxParallelism', t('settings.maxParallelism'), 1, t('settings.maxParallelism.help'))}
            <Form.Item name="timeZone" label={t('settings.timeZone')} extra={t('settings.timeZone.help')}>
              <Input />
            </Form.Item>
          </div>
          {maxParallelism === initial.maxParallelism || job.latestVersion === null ? null : (
            <p className="ls-stale">{t('settings.maxParallelism.warn')}</p>
          )}
        </fieldset>
        <fieldset>
          <legend>{t('settings.checkpointing')}</legend>
          <div className="ls-settings-grid">
            {number('intervalS', t('settings.interval'), 0.5)}
            {number('timeoutS', t('settings.timeout'), 1)}
            <Form.Item name="guarantee" label={t('settings.guarantee')}>
              <Select
                options={(['EXACTLY_ONCE', 'AT_LEAST_ONCE'] as const).map((value) => ({
                  value,
                  label: t(`settings.${value}`),
                }))}
              />
            </Form.Item>
            {number('retained', t('settings.retained'), 1)}
            {number('stateTtlH', t('settings.stateTtl'), 0, t('settings.stateTtl.help'))}
          </div>
        </fieldset>
        <fieldset>
          <legend>{t('settings.restart')}</legend>
          <div className="ls-settings-grid">
            <Form.Item name="restartKind" label={t('settings.how')}>
              <Select
                options={(['exponential-delay', 'fixed-delay', 'none'] as const).map((value) => ({
                  value,
                  label: t(`settings.${value}`),
                }))}
              />
            </Form.Item>
            {restartKind === 'none' ? null : number('attempts', t('settings.attempts'), 1)}
            {restartKind === 'exponential-delay' ? number('initialS', t('settings.initial'), 0.1) : null}
            {restartKind === 'exponential-delay' ? number('maxS', t('settings.max'), 0.1) : null}
            {restartKind === 'fixed-delay' ? number('delayS', t('settings.delay'), 0) : null}
          </div>
        </fieldset>
        <fieldset>
          <legend>{t('settings.recovery')}</legend>
          <p className="ls-muted">{t('settings.recovery.text')}</p>
          <div className="ls-settings-grid">
            <Form.Item name="recoveryKind" label={t('settings.how')}>
              <Select
                options={(['never', 'bounded', 'always'] as const).map((value) => ({
                  value,
                  label: t(`settings.recovery.${value}`),
                }))}
              />
            </Form.Item>
            {recoveryKind === 'bounded' ? number('recoveryAttempts', t('settings.attempts'), 1) : null}
            {recoveryKind === 'bounded' ? number('recoveryWindowMin', t('settings.window'), 1) : null}
            {recoveryKind === 'never' ? null : number('recoveryInitialS', t('settings.initial'), 1)}
            {recoveryKind === 'never' ? null : number('recoveryMaxS', t('settings.max'), 1)}
          </div>
        </fieldset>
        <Form.Item
          name="options"
          label={t('settings.options')}
          extra={t('settings.options.help')}
          rules={[
            {
              validator: (_, text: string) => {
                const { badLine } = parsePairs(text, ':');
                return badLine === undefined
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('settings.options.bad', { line: badLine })));
              },
            },
          ]}
        >
          <Input.TextArea className="ls-mono" autoSize={{ minRows: 3, maxRows: 12 }} />
        </Form.Item>
        {update.error === null ? null : <ErrorView error={update.error} />}
        <Button type="primary" htmlType="submit" loading={update.isPending} style={{ marginTop: 16 }}>
          {t('save')}
        </Button>
      </Form>
    </section>
  );
}

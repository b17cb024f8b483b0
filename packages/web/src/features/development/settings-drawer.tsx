/** A job's settings beside the editor. They belong to the draft and apply from the next start. */
import Button from 'antd/es/button';
import Drawer from 'antd/es/drawer';
import Form from 'antd/es/form';
import Input from 'antd/es/input';
import InputNumber from 'antd/es/input-number';
import Select from 'antd/es/select';

import { type JobDetail, JobSettings } from '@liusu/contract/job';

import { ErrorView } from '../../components/error-view.tsx';
import { showToast } from '../../lib/toast.ts';
import { clusterOption, useClusters, useUpdateJob } from './api.ts';
import { DurationInput } from './duration-input.tsx';
import { formatLines, parseLines } from './key-value-lines.ts';
import { useText } from './texts.ts';

interface Values extends Omit<JobSettings, 'options' | 'timeZone'> {
  name: string;
  clusterId: string;
  labels: string;
  options: string;
  timeZone: string;
}

function valuesOf(job: JobDetail): Values {
  return {
    ...job.settings,
    timeZone: job.settings.timeZone ?? '',
    options: formatLines(job.settings.options),
    labels: formatLines(job.labels),
    name: job.name,
    clusterId: job.clusterId,
  };
}

function linesOf(text: string): Record<string, string> {
  const parsed = parseLines(text);
  return parsed.ok ? parsed.values : {};
}

export function SettingsDrawer(props: { job: JobDetail; canWrite: boolean; onClose: () => void }) {
  const { job, canWrite, onClose } = props;
  const t = useText();
  const [form] = Form.useForm<Values>();
  const clusters = useClusters();
  const update = useUpdateJob(job);
  const isLines = {
    validator: (_rule: unknown, value: string) => {
      const parsed = parseLines(value);
      return parsed.ok ? Promise.resolve() : Promise.reject(new Error(t('settings.badLine', { line: parsed.line })));
    },
  };

  async function save(values: Values): Promise<void> {
    const { name, clusterId, labels, options, timeZone, ...rest } = values;
    const zone = timeZone.trim();
    const settings = JobSettings.parse({
      ...rest,
      recovery: job.settings.recovery,
      options: linesOf(options),
      ...(zone === '' ? {} : { timeZone: zone }),
    });
    try {
      await update.mutateAsync({
        settings,
        ...(name === job.name ? {} : { name }),
        ...(clusterId === job.clusterId ? {} : { clusterId }),
        labels: linesOf(labels),
        draftRevision: job.draftRevision,
      });
    } catch {
      return; // Shown below from the mutation's state.
    }
    showToast('ok', t('settings.saved'));
    onClose();
  }

  return (
    <Drawer
      open
      mask={false}
      size={440}
      title={t('settings.title', { name: job.name })}
      onClose={onClose}
      footer={
        canWrite ? (
          <div className="ls-drawer-foot">
            <Button onClick={onClose}>{t('cancel')}</Button>
            <Button type="primary" loading={update.isPending} onClick={() => form.submit()}>
              {t('settings.save')}
            </Button>
          </div>
        ) : null
      }
    >
      {update.error === null ? null : <ErrorView error={update.error} />}
      <Form<Values>
        form={form}
        layout="vertical"
        disabled={!canWrite}
        initialValues={valuesOf(job)}
        onFinish={(values) => void save({ ...valuesOf(job), ...values })}
      >
        <h2 className="ls-form-part">{t('settings.general')}</h2>
        <Form.Item name="name" label={t('settings.name')} rules={[{ required: true, whitespace: true }]}>
          <Input maxLength={100} />
        </Form.Item>
        <div className="ls-form-two">
          <Form.Item name="mode" label={t('settings.mode')}>
            <Select
              options={(['streaming', 'batch'] as const).map((value) => ({ value, label: t(`mode.${value}`) }))}
            />
          </Form.Item>
          <Form.Item name="clusterId" label={t('settings.cluster')}>
            <Select
              options={clusters.data?.items.map(clusterOption) ?? [{ value: job.clusterId, label: job.clusterName }]}
            />
          </Form.Item>
          <Form.Item name="parallelism" label={t('settings.parallelism')}>
            <InputNumber min={1} max={1024} precision={0} style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item
            name="maxParallelism"
            label={t('settings.maxParallelism')}
            extra={t('settings.maxParallelismHint')}
          >
            <InputNumber min={1} max={32_768} precision={0} style={{ width: '100%' }} />
          </Form.Item>
        </div>
        <Form.Item name="labels" label={t('settings.labels')} extra={t('settings.labelsHint')} rules={[isLines]}>
          <Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} className="ls-mono" />
        </Form.Item>
        <h2 className="ls-form-part">{t('settings.state')}</h2>
        <div className="ls-form-two">
          <Form.Item name="checkpointIntervalMs" label={t('settings.interval')}>
            <DurationInput />
          </Form.Item>
          <Form.Item name="checkpointTimeoutMs" label={t('settings.timeout')}>
            <DurationInput />
          </Form.Item>
          <Form.Item name="checkpointMode" label={t('settings.semantics')}>
            <Select
              options={[
                { value: 'EXACTLY_ONCE', label: t('settings.exactly') },
                { value: 'AT_LEAST_ONCE', label: t('settings.atLeast') },
              ]}
            />
          </Form.Item>
          <Form.Item name="checkpointsRetained" label={t('settings.retained')}>
            <InputNumber min={1} max={100} precision={0} style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name="stateTtlMs" label={t('settings.ttl')} extra={t('settings.ttlHint')}>
            <DurationInput />
          </Form.Item>
        </div>
        <h2 className="ls-form-part">{t('settings.restart')}</h2>
        <RestartFields />
        <h2 className="ls-form-part">{t('settings.session')}</h2>
        <Form.Item name="timeZone" label={t('settings.zone')} extra={t('settings.zoneHint')}>
          <Input placeholder="Asia/Shanghai" maxLength={64} />
        </Form.Item>
        <Form.Item name="options" label={t('settings.options')} extra={t('settings.optionsHint')} rules={[isLines]}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 10 }} className="ls-mono" />
        </Form.Item>
      </Form>
    </Drawer>
  );
}

function RestartFields() {
  const t = useText();
  const kind = Form.useWatch(['restart', 'kind']) as JobSettings['restart']['kind'] | undefined;
  const attempts = (
    <Form.Item name={['restart', 'attempts']} label={t('settings.attempts')}>
      <InputNumber min={1} max={1000} precision={0} style={{ width: '100%' }} />
    </Form.Item>
  );
  return (
    <div className="ls-form-two">
      <Form.Item name={['restart', 'kind']} label={t('settings.restart')}>
        <Select
          options={(['exponential-delay', 'fixed-delay', 'none'] as const).map((value) => ({
            value,
            label: t(`settings.restart.${value}`),
          }))}
        />
      </Form.Item>
      {kind === 'none' ? null : attempts}
      {kind === 'exponential-delay' ? (
        <>
          <Form.Item name={['restart', 'initialMs']} label={t('settings.initial')} initialValue={1000}>
            <DurationInput />
          </Form.Item>
          <Form.Item name={['restart', 'maxMs']} label={t('settings.max')} initialValue={60_000}>
            <DurationInput />
          </Form.Item>
        </>
      ) : null}
      {kind === 'fixed-delay' ? (
        <Form.Item name={['restart', 'delayMs']} label={t('settings.delay')} initialValue={10_000}>
          <DurationInput />
        </Form.Item>
      ) : null}
    </div>
  );
}

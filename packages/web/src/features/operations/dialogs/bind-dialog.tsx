/** Binds a script to a job that others started: what it means for what runs and for its state, checked by Flink when asked. */
import { useMutation, useQuery } from '@tanstack/react-query';
import Button from 'antd/es/button';
import InputNumber from 'antd/es/input-number';
import Modal from 'antd/es/modal';
import Segmented from 'antd/es/segmented';
import { lazy, Suspense, useId, useState } from 'react';

import type { Job, JobMode } from '@liusu/contract/job';
import type { SqlValidation } from '@liusu/contract/sql';

import { ErrorView } from '../../../components/error-view.tsx';
import { api } from '../../../lib/api.ts';
import { showToast } from '../../../lib/toast.ts';
import { upgradeCheckQuery, useBindJob } from '../commands.ts';
import { useExternalText } from '../locales/external.ts';
import { useText } from '../texts.ts';
import { VerdictView } from './verdict-view.tsx';

const SqlEditor = lazy(async () => ({
  default: (await import('../../../components/sql-editor/sql-editor.tsx')).SqlEditor,
}));

export function BindDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const t = useExternalText();
  const common = useText();
  const parallelismId = useId();
  const [script, setScript] = useState('');
  const [mode, setMode] = useState<JobMode>(job.settings.mode);
  const [parallelism, setParallelism] = useState(job.settings.parallelism);
  // Before a script is there: what can be told of state that no plan of ours wrote.
  const verdict = useQuery(upgradeCheckQuery(job, undefined));
  const settings = { mode, parallelism };
  const check = useMutation({
    mutationFn: () =>
      api.call('validateSql', {
        params: { projectId: job.projectId },
        body: { script, clusterId: job.clusterId, settings },
      }),
  });
  const bind = useBindJob(() => {
    showToast('ok', t('bind.done'), job.name);
    onClose();
  });
  const isEmpty = script.trim() === '';

  return (
    <Modal
      open
      width={880}
      // Esc closes lists of the editor, and must not throw the script away.
      keyboard={false}
      mask={{ closable: false }}
      title={t('bind.title', { name: job.name })}
      okText={t('bind.ok')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: isEmpty }}
      confirmLoading={bind.isPending}
      onOk={() => bind.mutate({ job, body: { script, settings } })}
      onCancel={onClose}
    >
      <p>{t('bind.text')}</p>
      <p className="ls-muted">{t('bind.warn')}</p>
      <div className="ls-bind-editor">
        <Suspense fallback={<p className="ls-muted">{t('bind.loading')}</p>}>
          <SqlEditor
            documentKey={`bind-${job.id}`}
            projectId={job.projectId}
            clusterId={job.clusterId}
            value=""
            epoch={0}
            label={t('bind.script')}
            loadingLabel={t('bind.loading')}
            diagnostics={check.data?.diagnostics}
            onChange={(text) => {
              setScript(text);
              check.reset();
            }}
          />
        </Suspense>
      </div>
      <div className="ls-bind-settings">
        <Segmented<JobMode>
          aria-label={t('bind.mode')}
          value={mode}
          onChange={setMode}
          options={(['streaming', 'batch'] as const).map((value) => ({ value, label: common(`mode.${value}`) }))}
        />
        <label htmlFor={parallelismId}>{t('bind.parallelism')}</label>
        <InputNumber
          id={parallelismId}
          min={1}
          max={1024}
          precision={0}
          value={parallelism}
          onChange={(value) => setParallelism(value ?? 1)}
        />
        <span className="ls-grow" />
        <Button disabled={isEmpty} loading={check.isPending} onClick={() => check.mutate()}>
          {t('bind.check')}
        </Button>
      </div>
      {check.error === null ? null : <ErrorView error={check.error} onRetry={() => check.mutate()} />}
      {check.data === undefined ? null : <Findings validation={check.data} />}
      {verdict.data === undefined ? null : <VerdictView verdict={verdict.data} />}
      {bind.error === null ? null : <ErrorView error={bind.error} />}
    </Modal>
  );
}

function Findings({ validation }: { validation: SqlValidation }) {
  const t = useExternalText();
  if (validation.diagnostics.length === 0) {
    return (
      <p className="ls-muted" role="status">
        {t('bind.valid')}
      </p>
    );
  }
  return (
    <ul className="ls-bind-findings" role="status">
      {validation.diagnostics.map((finding, index) => (
        <li key={index} className={`ls-bind-${finding.severity}`}>
          <span lang="en">{finding.message}</span>{' '}
          <span className="ls-muted">{t('bind.place', { line: finding.line, column: finding.column })}</span>
        </li>
      ))}
    </ul>
  );
}

/** Start: which version, from which state. The safe choices come first. */
import { useQuery } from '@tanstack/react-query';
import Checkbox from 'antd/es/checkbox';
import Modal from 'antd/es/modal';
import Select from 'antd/es/select';
import { lazy, Suspense, useId, useState } from 'react';

import type { Job, Restore, Savepoint } from '@liusu/contract/job';

import { ChoiceList } from '../../../components/choice-list.tsx';
import { ErrorView } from '../../../components/error-view.tsx';
import { formatBytes, formatInstant } from '../../../lib/format.ts';
import { savepointsQuery } from '../../../lib/job-commands.ts';
import { jobQuery, recentRunsQuery, useStartJob, versionsQuery } from '../api.ts';
import { upgradeCheckQuery } from '../commands.ts';
import { useStartText } from '../locales/start.ts';
import {
  hasDraft,
  isRefusedFor,
  readsStartTime,
  scriptOf,
  speaksFor,
  type StartTarget,
  usualTarget,
} from '../start-choice.ts';
import { useText } from '../texts.ts';
import { VerdictView } from './verdict-view.tsx';

// A picker of dates is much code for the few starts that name one.
const SourceTime = lazy(async () => ({ default: (await import('./source-time.tsx')).SourceTime }));

type Origin = Restore['kind'];

export interface StartDialogProps {
  job: Job;
  onClose: () => void;
  /** The savepoint to begin with. */
  savepointId?: string;
  /** The version to begin with. */
  version?: number;
}

export function StartDialog({ job, onClose, savepointId, version }: StartDialogProps) {
  const t = useStartText();
  const label = useSavepointLabel();
  const versionId = useId();
  const detail = useQuery(jobQuery(job.id));
  const versions = useQuery(versionsQuery(job.id));
  const runs = useQuery(recentRunsQuery(job.id));
  const savepoints = useQuery(savepointsQuery(job.id));
  const [chosenTarget, setTarget] = useState<StartTarget | undefined>(version);
  const [origin, setOrigin] = useState<Origin>(savepointId === undefined ? 'latest' : 'savepoint');
  const [chosen, setChosen] = useState(savepointId);
  const [allow, setAllow] = useState(false);
  const [time, setTime] = useState<string>();
  const start = useStartJob(onClose, true);

  const target = chosenTarget ?? usualTarget(job, runs.data);
  const script = scriptOf(target, detail.data?.script, versions.data);
  const takesTime = readsStartTime(script);
  const usable = (savepoints.data ?? []).filter((savepoint) => savepoint.usable);
  const savepoint = origin === 'savepoint' ? usable.find(({ id }) => id === chosen) : undefined;
  const lastVersion = job.run?.version;
  const writer = savepoint?.version ?? lastVersion;
  const isCompared =
    origin !== 'none' && job.settings.mode === 'streaming' && writer !== undefined && target !== writer;
  const verdict = useQuery({
    ...upgradeCheckQuery(job, target === 'draft' ? undefined : target),
    enabled: isCompared,
  });
  const told =
    isCompared && verdict.data !== undefined && speaksFor(verdict.data, savepoint) ? verdict.data : undefined;
  const isRefused = isRefusedFor(told, allow);

  function submit(): void {
    const restore: Restore =
      origin === 'savepoint' && chosen !== undefined
        ? { kind: 'savepoint', savepointId: chosen }
        : { kind: origin === 'none' ? 'none' : 'latest' };
    const sourceTime = origin === 'none' && takesTime ? time : undefined;
    const body = {
      restore,
      allowNonRestored: origin !== 'none' && allow,
      ...(target === 'draft' ? {} : { version: target }),
      ...(sourceTime === undefined ? {} : { sourceTime }),
    };
    start.mutate({ projectId: job.projectId, jobId: job.id, body });
  }

  return (
    <Modal
      open
      width={620}
      title={t('title', { name: job.name })}
      okText={t(target === 'draft' ? 'okPublish' : 'ok')}
      cancelText={t('cancel')}
      confirmLoading={start.isPending}
      okButtonProps={{ disabled: (origin === 'savepoint' && chosen === undefined) || isRefused }}
      onOk={submit}
      onCancel={onClose}
    >
      <label className="ls-dialog-label" htmlFor={versionId}>
        {t('version')}
      </label>
      <Select<StartTarget>
        id={versionId}
        className="ls-dialog-select"
        loading={versions.isPending}
        value={target}
        onChange={(next) => {
          setTarget(next);
          setAllow(false);
        }}
        options={[
          ...(hasDraft(job)
            ? [{ value: 'draft' as const, label: t('version.draft', { version: (job.latestVersion ?? 0) + 1 }) }]
            : []),
          ...(versions.data ?? []).map((entry) => ({
            value: entry.version,
            label: [
              t('version.of', {
                version: entry.version,
                name: entry.createdBy,
                at: formatInstant(entry.createdAt),
              }),
              ...(entry.version === lastVersion ? [t('version.last')] : []),
            ].join(' · '),
          })),
        ]}
      />
      {versions.error === null ? null : <ErrorView error={versions.error} onRetry={() => void versions.refetch()} />}
      <ChoiceList<Origin>
        label={t('from')}
        value={origin}
        onChange={(next) => {
          setOrigin(next);
          setAllow(false);
        }}
        choices={[
          { value: 'latest', title: t('latest'), text: t('latest.text') },
          {
            value: 'savepoint',
            title: t('savepoint'),
            disabled: usable.length === 0,
            text: usable.length === 0 ? t('savepoint.none') : undefined,
            extra:
              usable.length === 0 ? undefined : (
                <Select
                  style={{ width: '100%' }}
                  aria-label={t('savepoint.choose')}
                  placeholder={t('savepoint.choose')}
                  value={chosen ?? null}
                  onChange={(value: string | null) => {
                    setChosen(value ?? undefined);
                    setOrigin('savepoint');
                    setAllow(false);
                  }}
                  options={usable.map((entry) => ({ value: entry.id, label: label(entry) }))}
                />
              ),
          },
          {
            value: 'none',
            title: t('none'),
            text: t('none.text'),
            caution: true,
            extra:
              origin !== 'none' || script === undefined ? undefined : takesTime ? (
                <Suspense fallback={null}>
                  <SourceTime value={time} onChange={setTime} />
                </Suspense>
              ) : (
                <p className="ls-dialog-hint">{t('time.how')}</p>
              ),
          },
        ]}
      />
      {told === undefined ? null : <VerdictView verdict={told} />}
      {isCompared && verdict.isPending ? (
        <p className="ls-muted" role="status">
          {t('checking')}
        </p>
      ) : null}
      {isCompared && verdict.error !== null ? (
        <ErrorView error={verdict.error} onRetry={() => void verdict.refetch()} retrying={verdict.isFetching} />
      ) : null}
      {isCompared && savepoint !== undefined && verdict.data !== undefined && told === undefined ? (
        <p className="ls-muted">{t('savepoint.other', { version: savepoint.version })}</p>
      ) : null}
      {origin === 'none' ? null : (
        <Checkbox checked={allow} onChange={(event) => setAllow(event.target.checked)}>
          {t('allow')}
          <div className="ls-muted">{t('allow.text')}</div>
          {isRefused ? <div className="ls-dialog-problem">{t('allow.needed')}</div> : null}
        </Checkbox>
      )}
      {start.error === null ? null : <ErrorView error={start.error} />}
    </Modal>
  );
}

/** A savepoint in a line: kind, origin, version, when, size. */
function useSavepointLabel(): (savepoint: Savepoint) => string {
  const t = useText();
  return (savepoint) =>
    [
      t(`savepoints.kind.${savepoint.kind}`),
      t(`savepoints.origin.${savepoint.origin}`),
      `v${savepoint.version}`,
      formatInstant(savepoint.createdAt),
      formatBytes(savepoint.sizeBytes),
    ].join(' · ');
}

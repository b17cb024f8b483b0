/** Upgrade: to which version, what differs, what becomes of the state; a loss needs an explicit yes. */
import { useQuery } from '@tanstack/react-query';
import Modal from 'antd/es/modal';
import Select from 'antd/es/select';
import { useState } from 'react';

import type { Job, ReplaceMode } from '@liusu/contract/job';
import { needsConsent } from '@liusu/contract/upgrade';

import { DiffView } from '../../../components/diff-view.tsx';
import { ErrorView } from '../../../components/error-view.tsx';
import { TypeToConfirm } from '../../../components/type-to-confirm.tsx';
import { formatInstant } from '../../../lib/format.ts';
import { jobQuery, versionsQuery } from '../api.ts';
import { upgradeCheckQuery, useUpgradeJob } from '../commands.ts';
import { useCommandText } from '../locales/commands.ts';
import { neededAllowance } from '../upgrade-allowance.ts';
import { Consent } from './consent.tsx';
import { ReplaceChoice } from './replace-choice.tsx';
import { VerdictView } from './verdict-view.tsx';

const draft = 'draft';

export interface UpgradeDialogProps {
  job: Job;
  onClose: () => void;
  /** The version to begin with. */
  version?: number;
}

export function UpgradeDialog({ job, onClose, version: wanted }: UpgradeDialogProps) {
  const t = useCommandText();
  const detail = useQuery(jobQuery(job.id));
  const versions = useQuery(versionsQuery(job.id));
  const running = job.run?.version ?? job.desired.version ?? 0;
  const others = (versions.data ?? []).filter(({ version }) => version !== running);
  const [chosen, setChosen] = useState(wanted === undefined ? undefined : String(wanted));
  const [stop, setStop] = useState<ReplaceMode>('savepoint');
  const [accepted, setAccepted] = useState(false);
  const [confirmed, setConfirmed] = useState(false);
  const first = others[0];
  const target = chosen ?? (job.draftChanged ? draft : first === undefined ? undefined : String(first.version));
  const version = target === undefined || target === draft ? undefined : Number(target);
  const verdict = useQuery({ ...upgradeCheckQuery(job, version), enabled: target !== undefined });
  const upgrade = useUpgradeJob(onClose);

  const textOf = (number: number) => versions.data?.find((entry) => entry.version === number)?.script;
  const oldText = textOf(running);
  const newText = version === undefined ? detail.data?.script : textOf(version);
  const newNumber = version ?? (job.latestVersion ?? 0) + 1;
  const outcome = verdict.data?.outcome;
  const allow = verdict.data === undefined ? undefined : neededAllowance(verdict.data);
  const isLossy = outcome !== undefined && needsConsent(outcome);
  const isReady =
    target !== undefined && allow !== undefined && (allow === 'compatible' || accepted) && (!isLossy || confirmed);

  function choose(next: string): void {
    setChosen(next);
    setAccepted(false);
    setConfirmed(false);
  }

  return (
    <Modal
      open
      width={960}
      title={t('upgrade.title', { name: job.name })}
      okText={t('upgrade.ok', { version: newNumber })}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: !isReady, danger: isLossy }}
      confirmLoading={upgrade.isPending}
      onOk={() => upgrade.mutate({ job, body: { ...(version === undefined ? {} : { version }), allow, stop } })}
      onCancel={onClose}
    >
      {versions.error === null ? null : <ErrorView error={versions.error} onRetry={() => void versions.refetch()} />}
      <div className="ls-upgrade-choice">
        <span className="ls-muted">{t('upgrade.running', { version: running })}</span>
        <span aria-hidden="true">→</span>
        <Select
          aria-label={t('upgrade.to')}
          value={target ?? null}
          onChange={(value: string | null) => (value === null ? undefined : choose(value))}
          options={[
            ...(job.draftChanged
              ? [{ value: draft, label: t('upgrade.draft', { version: (job.latestVersion ?? 0) + 1 }) }]
              : []),
            ...others.map((entry) => ({
              value: String(entry.version),
              label: t('upgrade.version', {
                version: entry.version,
                name: entry.createdBy,
                at: formatInstant(entry.createdAt),
              }),
            })),
          ]}
        />
      </div>
      {target === undefined && versions.data !== undefined ? <p>{t('upgrade.none')}</p> : null}
      {oldText === undefined || newText === undefined ? null : oldText === newText ? (
        <p className="ls-muted">{t('upgrade.same')}</p>
      ) : (
        <DiffView
          left={{ name: t('diff.old', { version: running }), text: oldText }}
          right={{ name: version === undefined ? t('diff.new') : t('diff.old', { version }), text: newText }}
        />
      )}
      {target === undefined ? null : verdict.data !== undefined ? (
        <VerdictView verdict={verdict.data} />
      ) : verdict.error === null ? (
        <p className="ls-muted" role="status">
          {t('verdict.checking')}
        </p>
      ) : (
        <ErrorView error={verdict.error} onRetry={() => void verdict.refetch()} retrying={verdict.isFetching} />
      )}
      {target === undefined || (verdict.data !== undefined && allow === undefined) ? null : (
        <ReplaceChoice value={stop} onChange={setStop} />
      )}
      {allow === undefined || allow === 'compatible' ? null : (
        <Consent
          text={t(outcome === 'unknown' ? 'consent.unknown' : outcome === 'partly' ? 'consent.partly' : 'consent.any')}
          value={accepted}
          onChange={setAccepted}
        />
      )}
      {isLossy ? <TypeToConfirm key={target} name={job.name} onChange={setConfirmed} /> : null}
      {upgrade.error === null ? null : <ErrorView error={upgrade.error} />}
    </Modal>
  );
}

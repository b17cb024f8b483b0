/** Roll back: from the present state first; from the old savepoint second, naming the span that is processed again. */
import Modal from 'antd/es/modal';
import { useState } from 'react';

import type { Job, PlanOffer, RollbackMode } from '@liusu/contract/job';

import { ChoiceList } from '../../../components/choice-list.tsx';
import { ErrorView } from '../../../components/error-view.tsx';
import { TypeToConfirm } from '../../../components/type-to-confirm.tsx';
import { toApiError } from '../../../lib/api.ts';
import { formatInstant } from '../../../lib/format.ts';
import { useRollbackJob } from '../commands.ts';
import { useCommandText } from '../locales/commands.ts';
import { Consent } from './consent.tsx';

type Offer = Extract<PlanOffer, { kind: 'rollback' }>;

/** What can be gone back to: as the newest plan offers, or from an upgrade that went well and was thought better of. */
export function rollbackOffers(job: Job): Offer[] {
  const { plan } = job;
  const told = (plan?.offers ?? []).filter((offer) => offer.kind === 'rollback');
  if (told.length > 0 || plan?.kind !== 'upgrade' || plan.state !== 'DONE' || plan.fromVersion === null) return told;
  const version = plan.fromVersion;
  const offers: Offer[] = [{ kind: 'rollback', mode: 'from-new-state', version, savepointId: null, replay: null }];
  const stopped = plan.steps.find((step) => step.kind === 'stop')?.until ?? null;
  if (plan.savepointId !== null && stopped !== null) {
    const replay = { from: stopped, to: null };
    offers.push({ kind: 'rollback', mode: 'from-old-savepoint', version, savepointId: plan.savepointId, replay });
  }
  return offers;
}

export function RollbackDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const t = useCommandText();
  const offers = rollbackOffers(job);
  const [mode, setMode] = useState<RollbackMode>(offers[0]?.mode ?? 'from-new-state');
  const [confirmed, setConfirmed] = useState(false);
  const [accepted, setAccepted] = useState(false);
  const rollback = useRollbackJob(onClose);
  const offer = offers.find((candidate) => candidate.mode === mode);
  const version = offers[0]?.version ?? 0;
  const isReplay = mode === 'from-old-savepoint';
  const isRefused = rollback.error !== null && toApiError(rollback.error).code === 'UPGRADE_NOT_COMPATIBLE';
  return (
    <Modal
      open
      width={560}
      title={t('rollback.title', { name: job.name })}
      okText={t('rollback.ok', { version })}
      cancelText={t('cancel')}
      okButtonProps={{
        danger: isReplay,
        disabled: offer === undefined || (isReplay ? !confirmed : isRefused && !accepted),
      }}
      confirmLoading={rollback.isPending}
      onOk={() => rollback.mutate({ job, body: { mode, allow: !isReplay && accepted ? 'any' : 'compatible' } })}
      onCancel={onClose}
    >
      <ChoiceList<RollbackMode>
        label={t('rollback.title', { name: job.name })}
        value={mode}
        onChange={setMode}
        choices={[
          {
            value: 'from-new-state',
            title: t('rollback.new'),
            text: t('rollback.new.text', { version }),
            disabled: !offers.some((candidate) => candidate.mode === 'from-new-state'),
          },
          {
            value: 'from-old-savepoint',
            title: t('rollback.old'),
            text: t('rollback.old.text'),
            caution: true,
            disabled: !offers.some((candidate) => candidate.mode === 'from-old-savepoint'),
          },
        ]}
      />
      {isReplay ? (
        <>
          {offer?.replay == null ? null : (
            <div className="ls-dialog-loss">
              <b>
                {t('rollback.replays', {
                  from: formatInstant(offer.replay.from),
                  to: offer.replay.to === null ? t('rollback.now') : formatInstant(offer.replay.to),
                })}
              </b>
              <p>{t('rollback.replaysText')}</p>
            </div>
          )}
          <TypeToConfirm name={job.name} onChange={setConfirmed} />
        </>
      ) : null}
      {rollback.error === null ? null : <ErrorView error={rollback.error} />}
      {!isReplay && isRefused ? <Consent text={t('consent.any')} value={accepted} onChange={setAccepted} /> : null}
    </Modal>
  );
}

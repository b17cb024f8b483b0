/** Roll back: from the present state first; from the old savepoint second, naming the span that is processed again. */
import Modal from 'antd/es/modal';
import { useState } from 'react';

import type { Job, RollbackMode } from '@liusu/contract/job';

import { ChoiceList } from '../../../components/choice-list.tsx';
import { ErrorView } from '../../../components/error-view.tsx';
import { Skeleton } from '../../../components/skeleton.tsx';
import { TypeToConfirm } from '../../../components/type-to-confirm.tsx';
import { toApiError } from '../../../lib/api.ts';
import { formatInstant } from '../../../lib/format.ts';
import { usePlans, useRollbackJob } from '../commands.ts';
import { useCommandText } from '../locales/commands.ts';
import { rollbackOffers } from '../rollback-offers.ts';
import { Consent } from './consent.tsx';

export function RollbackDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const t = useCommandText();
  const own = rollbackOffers(job.plan === null ? [] : [job.plan]);
  // The newest plan may be a restart or a rescale: the upgrade to go back from is among those before it.
  const plans = usePlans(job, own.length === 0);
  const offers = own.length > 0 ? own : rollbackOffers(plans.data ?? []);
  const [mode, setMode] = useState<RollbackMode>('from-new-state');
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
      okText={offers.length === 0 ? t('action.rollback') : t('rollback.ok', { version })}
      cancelText={t('cancel')}
      okButtonProps={{
        danger: isReplay,
        disabled: offer === undefined || (isReplay ? !confirmed : isRefused && !accepted),
      }}
      confirmLoading={rollback.isPending}
      onOk={() => rollback.mutate({ job, body: { mode, allow: !isReplay && accepted ? 'any' : 'compatible' } })}
      onCancel={onClose}
    >
      {plans.isLoading ? <Skeleton rows={4} /> : null}
      {plans.error === null ? null : <ErrorView error={plans.error} onRetry={() => void plans.refetch()} />}
      {plans.isSuccess && offers.length === 0 ? <p role="status">{t('action.nothingToRollBack')}</p> : null}
      {offers.length === 0 ? null : (
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
      )}
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

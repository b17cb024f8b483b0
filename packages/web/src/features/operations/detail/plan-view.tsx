/** The change under way, or the one that failed: its steps with times, why it failed, and what a person can do. */
import Button from 'antd/es/button';
import { useState } from 'react';

import type { Job, JobPlan } from '@liusu/contract/job';
import { isTerminal } from '@liusu/contract/lifecycle';

import { PhaseDot } from '../../../components/phase-tag.tsx';
import type { Look } from '../../../components/phase-texts.ts';
import { Ago, Elapsed } from '../../../components/values.tsx';
import { useCan } from '../../../lib/api.ts';
import { none } from '../../../lib/format.ts';
import { useStartJob } from '../api.ts';
import { RescaleDialog } from '../dialogs/rescale-dialog.tsx';
import { RestartDialog } from '../dialogs/restart-dialog.tsx';
import { RollbackDialog } from '../dialogs/rollback-dialog.tsx';
import { UpgradeDialog } from '../dialogs/upgrade-dialog.tsx';
import { useCommandText } from '../locales/commands.ts';
import { rollbackOffers } from '../rollback-offers.ts';

const looks: Record<JobPlan['state'], Look> = {
  ACTIVE: 'busy',
  ROLLING_BACK: 'warn',
  DONE: 'ok',
  ROLLED_BACK: 'warn',
  FAILED: 'bad',
  SUPERSEDED: 'quiet',
};
const stepLooks: Record<JobPlan['steps'][number]['state'], Look> = {
  pending: 'quiet',
  active: 'busy',
  done: 'done',
  failed: 'bad',
  skipped: 'quiet',
};
const again = { upgrade: UpgradeDialog, restart: RestartDialog, rescale: RescaleDialog, rollback: RollbackDialog };

/** True when the plan says something that the phase does not: it is under way, or it did not go well. */
export function isTelling(plan: JobPlan | null): plan is JobPlan {
  return plan !== null && plan.state !== 'DONE' && plan.state !== 'SUPERSEDED';
}

export function PlanView({ job, plan }: { job: Job; plan: JobPlan }) {
  const t = useCommandText();
  return (
    <section className={`ls-panel ls-plan ls-well-${looks[plan.state]}`} aria-label={t(`plan.state.${plan.state}`)}>
      <div className="ls-plan-head">
        <h2>
          {t(`plan.${plan.kind}`, {
            from: plan.fromVersion ?? none,
            to: plan.toVersion,
            fromP: plan.fromParallelism ?? none,
            toP: plan.toParallelism,
          })}
        </h2>
        <span className={`ls-phase ls-phase-${looks[plan.state]}`} role="status">
          <PhaseDot look={looks[plan.state]} />
          <span className="ls-phase-word">{t(`plan.state.${plan.state}`)}</span>
        </span>
        <span className="ls-grow" />
        <span className="ls-muted">
          {t('plan.by', { name: plan.actor })} · <Ago at={plan.since} />
        </span>
      </div>
      <ol className="ls-plan-steps">
        {plan.steps.map((step) => (
          <li
            key={step.kind}
            className={`ls-plan-${step.state}`}
            aria-current={step.state === 'active' ? 'step' : undefined}
          >
            <PhaseDot look={stepLooks[step.state]} />
            <span>
              <b>{t(`step.${step.kind}`)}</b>
              <span className="ls-muted">
                {t(`step.${step.state}`)}
                {step.since === null ? null : (
                  <>
                    {' · '}
                    <Elapsed since={step.since} until={step.until} />
                  </>
                )}
              </span>
            </span>
          </li>
        ))}
      </ol>
      {plan.failure === null ? null : (
        <p className="ls-plan-failure">
          <b>{t('plan.failedAt', { step: t(`step.${plan.failure.step}`) })}</b>{' '}
          <span lang="en">{plan.failure.reason}</span>
        </p>
      )}
      {plan.state === 'FAILED' || plan.state === 'ROLLED_BACK' ? <Offers job={job} plan={plan} /> : null}
    </section>
  );
}

function Offers({ job, plan }: { job: Job; plan: JobPlan }) {
  const t = useCommandText();
  const canOperate = useCan(job.projectId, 'operator');
  const [open, setOpen] = useState<'retry' | 'rollback'>();
  const start = useStartJob();
  const canRetry = plan.offers.some((offer) => offer.kind === 'retry');
  const back = rollbackOffers([plan])[0];
  if (!canRetry && back === undefined) return null;
  const Again = again[plan.kind];

  /** Where nothing runs, the same change is a start of its version from the latest state. */
  function retry(): void {
    if (!isTerminal(job.phase)) setOpen('retry');
    else start.mutate({ projectId: job.projectId, jobId: job.id, body: { version: plan.toVersion } });
  }

  return (
    <div className="ls-plan-offers">
      {canRetry ? (
        <Button size="small" disabled={!canOperate} loading={start.isPending} onClick={retry}>
          {t('offer.retry')}
        </Button>
      ) : null}
      {back === undefined ? null : (
        <Button size="small" disabled={!canOperate} onClick={() => setOpen('rollback')}>
          {t('offer.rollback', { version: back.version })}
        </Button>
      )}
      {open === 'retry' ? <Again job={job} onClose={() => setOpen(undefined)} /> : null}
      {open === 'rollback' ? <RollbackDialog job={job} onClose={() => setOpen(undefined)} /> : null}
    </div>
  );
}

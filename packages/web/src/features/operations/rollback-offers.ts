/** What a job can be rolled back to, as the platform takes a roll-back. Pure. */
import type { Job, JobPlan, PlanOffer } from '@liusu/contract/job';

export type RollbackOffer = Extract<PlanOffer, { kind: 'rollback' }>;

/**
 * What the newest plan offers after it went wrong; else the way back from the last upgrade, also when restarts and rescales came
 * after it. `plans`: newest first.
 */
export function rollbackOffers(plans: readonly JobPlan[]): RollbackOffer[] {
  const told = (plans[0]?.offers ?? []).filter((offer) => offer.kind === 'rollback');
  if (told.length > 0) return told;
  const at = plans.findIndex(({ kind, state, steps }) => kind === 'upgrade' && (state === 'DONE' || hasStarted(steps)));
  const upgrade = plans[at];
  if (upgrade === undefined || upgrade.fromVersion === null) return [];
  const isGoneBack = (plan: JobPlan) =>
    plan.kind === 'rollback' && plan.state !== 'FAILED' && plan.state !== 'SUPERSEDED';
  const isOpen = upgrade.state === 'ACTIVE' || upgrade.state === 'ROLLING_BACK' || upgrade.state === 'ROLLED_BACK';
  if (isOpen || plans.slice(0, at).some(isGoneBack)) return [];
  const version = upgrade.fromVersion;
  const offers: RollbackOffer[] = [
    { kind: 'rollback', mode: 'from-new-state', version, savepointId: null, replay: null },
  ];
  const stopped = upgrade.steps.find(({ kind }) => kind === 'stop')?.until ?? null;
  if (upgrade.savepointId !== null && stopped !== null) {
    const replay = { from: stopped, to: null };
    offers.push({
      kind: 'rollback',
      mode: 'from-old-savepoint',
      version,
      savepointId: upgrade.savepointId,
      replay,
    });
  }
  return offers;
}

function hasStarted(steps: JobPlan['steps']): boolean {
  return steps.some(({ kind, runId }) => kind === 'start' && runId !== null);
}

/** False where there is certainly nothing to go back to; where the newest plan does not tell, the plans before it may. */
export function mayRollBack({ plan }: Pick<Job, 'plan'>): boolean {
  if (plan === null) return false;
  const isPassing = plan.kind === 'restart' || plan.kind === 'rescale';
  const isUndone = plan.state === 'FAILED' || plan.state === 'SUPERSEDED';
  return isPassing || isUndone || rollbackOffers([plan]).length > 0;
}

/** What a person has to allow for an upgrade. Pure. */
import type { JobUpgrade } from '@liusu/contract/job';
import { isRefused, type UpgradeVerdict } from '@liusu/contract/upgrade';

type Allow = NonNullable<JobUpgrade['allow']>;

/** What has to be allowed for a verdict to pass; undefined where nothing lets it pass. */
export function neededAllowance(verdict: Pick<UpgradeVerdict, 'outcome' | 'code'>): Allow | undefined {
  if (isRefused(verdict)) return undefined;
  const { outcome } = verdict;
  if (outcome === 'compatible' || outcome === 'same-topology') return 'compatible';
  return outcome === 'partly' ? 'partly' : 'any';
}

/** What a start can be asked for: which version, and whether its script can begin at a source time. Pure. */
import type { Job, JobVersion, Run, Savepoint } from '@liusu/contract/job';
import { needsConsent, type UpgradeVerdict } from '@liusu/contract/upgrade';

/** A version by number, or the draft, which the start publishes. */
export type StartTarget = number | 'draft';

const startTime = '${start.time}';

/** True when there is a draft that no version has. */
export function hasDraft(job: Pick<Job, 'draftChanged' | 'latestVersion'>): boolean {
  return job.draftChanged || job.latestVersion === null;
}

/**
 * What a start means when nobody chooses: the draft when it changed; a version that was published and never ran; else what was
 * asked for last, so that a start after a roll-back does not bring back what was rolled back.
 */
export function usualTarget(
  job: Pick<Job, 'draftChanged' | 'latestVersion' | 'desired'>,
  runs: readonly Pick<Run, 'version'>[] | undefined,
): StartTarget {
  if (job.draftChanged || job.latestVersion === null) return 'draft';
  const { latestVersion, desired } = job;
  const hasRun = runs?.some((run) => run.version === latestVersion) === true;
  return hasRun && desired.version !== null ? desired.version : latestVersion;
}

export function scriptOf(
  target: StartTarget,
  draft: string | undefined,
  versions: readonly Pick<JobVersion, 'version' | 'script'>[] | undefined,
): string | undefined {
  return target === 'draft' ? draft : versions?.find((entry) => entry.version === target)?.script;
}

/** True when the script says where a time to begin at goes. */
export function readsStartTime(script: string | undefined): boolean {
  return script?.includes(startTime) === true;
}

/** Whether the verdict on the latest state also speaks for the state chosen; undefined for the latest. */
export function speaksFor(verdict: UpgradeVerdict, chosen: Pick<Savepoint, 'version'> | undefined): boolean {
  return chosen === undefined || chosen.version === verdict.fromVersion;
}

/** True when the start would be refused for the state it loses, and that was not allowed. */
export function isRefusedFor(verdict: UpgradeVerdict | undefined, isAllowed: boolean): boolean {
  return verdict !== undefined && needsConsent(verdict.outcome) && !isAllowed;
}

/** Turning a draft into a version. */
import { JobSettings } from '@liusu/contract/job';

import type { Db } from '../db/database.ts';
import { isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { type Words, words } from '../lib/words.ts';
import { checkNewOptions } from '../sql/reserved-keys.ts';
import type { CommandDeps } from './job-command.ts';
import { findVersion, insertVersion, type JobRow, type JobVersionRow, updateJob } from './job-repository.ts';
import { isDraftChanged } from './job-views.ts';
import type { Record } from './journal.ts';
import { listPlansOfJob, type PlanRow } from './plan-repository.ts';

/**
 * The version to run: the one named, else the draft, as a new version when it differs from the latest. Throws VERSION_NOT_FOUND, and
 * JOB_OPTION_IS_SETTING, SQL_RESERVED_KEY for what no new version may have.
 */
export async function chooseVersion(
  tx: Db,
  deps: Pick<CommandDeps, 'clock' | 'clusters'>,
  job: JobRow,
  named: number | undefined,
  actor: string,
  record: Record,
): Promise<JobVersionRow> {
  const known = await knownVersion(tx, job, named);
  if (known !== undefined) return known;
  checkNewOptions(settingsOf({ settings: job.draft_settings }).options);
  const row: JobVersionRow = {
    job_id: job.id,
    version: (job.latest_version ?? 0) + 1,
    script: job.draft_script,
    settings: job.draft_settings,
    engine: deps.clusters.get(job.cluster_id).engine,
    created_at: isoOf(deps.clock.nowMs()),
    created_by: actor,
  };
  await insertVersion(tx, row);
  await updateJob(tx, job.id, { latest_version: row.version });
  await record(job, {
    kind: 'job.published',
    params: { version: row.version },
    reason: 'The draft became a version.',
    actor,
  });
  return row;
}

/** The version named, else the latest where the draft is it; undefined for a draft that is to be published. Throws VERSION_NOT_FOUND. */
export async function knownVersion(db: Db, job: JobRow, named: number | undefined): Promise<JobVersionRow | undefined> {
  if (named !== undefined) {
    const found = await findVersion(db, job.id, named);
    if (found === undefined) throw new LiusuError('VERSION_NOT_FOUND', noVersion(job.name, named));
    return found;
  }
  const latest = job.latest_version === null ? undefined : await findVersion(db, job.id, job.latest_version);
  return latest === undefined || isDraftChanged(job, latest) ? undefined : latest;
}

/**
 * The version in force, where the latest one was rolled back and its draft was not touched since: to start the job again is no wish
 * for what was just taken away. Undefined where a plain start means the draft.
 */
export async function versionAfterRollback(db: Db, job: JobRow): Promise<number | undefined> {
  const { desired_version: inForce, latest_version: latest } = job;
  if (inForce === null || latest === null || inForce === latest) return undefined;
  const version = await findVersion(db, job.id, latest);
  if (version === undefined || isDraftChanged(job, version)) return undefined;
  const plans = await listPlansOfJob(db, job.id);
  const upgrade = plans.find(({ kind, to_version }) => kind === 'upgrade' && to_version === latest);
  return upgrade !== undefined && wasTakenBack(upgrade, plans) ? inForce : undefined;
}

/** True for an upgrade that was rolled back, by itself or by a person. */
export function wasTakenBack(upgrade: PlanRow, plans: readonly PlanRow[]): boolean {
  if (upgrade.state === 'ROLLING_BACK' || upgrade.state === 'ROLLED_BACK') return true;
  const later = plans.find((plan) => plan.number > upgrade.number && plan.kind === 'rollback');
  return later !== undefined && later.state !== 'FAILED' && later.state !== 'SUPERSEDED';
}

export function settingsOf(version: Pick<JobVersionRow, 'settings'>): JobSettings {
  return JobSettings.parse(JSON.parse(version.settings));
}

/**
 * A parallelism asked for apart from the settings holds until it is changed again, or until a version with another one in its
 * settings takes over.
 */
export async function parallelismUnder(
  tx: Db,
  job: JobRow,
  next: JobVersionRow,
): Promise<{ desired: number | null; effective: number }> {
  const present = job.desired_version === null ? undefined : await findVersion(tx, job.id, job.desired_version);
  const own = settingsOf(next).parallelism;
  const isKept = present === undefined || settingsOf(present).parallelism === own;
  const desired = isKept ? job.desired_parallelism : null;
  return { desired, effective: desired ?? own };
}

/** That a job has no such version. */
export function noVersion(jobName: string, version: number): Words {
  return words(`作业 ${jobName} 没有版本 ${version}。`, `The job ${jobName} has no version ${version}.`);
}

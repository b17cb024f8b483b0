/** Turning a draft into a version. */
import { JobSettings } from '@liusu/contract/job';

import type { Db } from '../db/database.ts';
import { isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { type Words, words } from '../lib/words.ts';
import type { CommandDeps } from './job-command.ts';
import { findVersion, insertVersion, type JobRow, type JobVersionRow, updateJob } from './job-repository.ts';
import { isDraftChanged } from './job-views.ts';
import type { Record } from './journal.ts';

/** The version to run: the one named, else the draft, as a new version when it differs from the latest. Throws VERSION_NOT_FOUND. */
export async function chooseVersion(
  tx: Db,
  deps: Pick<CommandDeps, 'clock' | 'clusters'>,
  job: JobRow,
  named: number | undefined,
  actor: string,
  record: Record,
): Promise<JobVersionRow> {
  if (named !== undefined) {
    const found = await findVersion(tx, job.id, named);
    if (found === undefined) throw new LiusuError('VERSION_NOT_FOUND', noVersion(job.name, named));
    return found;
  }
  const latest = job.latest_version === null ? undefined : await findVersion(tx, job.id, job.latest_version);
  if (latest !== undefined && !isDraftChanged(job, latest)) return latest;
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

/** Start and stop. A command checks, writes what is wanted with its event in one transaction, and wakes the controller. */
import { type Job, JobSettings, type JobStart, type JobStop } from '@liusu/contract/job';
import type { z } from 'zod';

import type { Db } from '../db/database.ts';
import { isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import { newId } from '../lib/ids.ts';
import { startTimeVariable } from './execute-start.ts';
import {
  checkBound,
  type CommandDeps,
  commanded,
  type CommandOptions,
  draftMismatch,
  isActive,
  isInPhase,
  openJob,
} from './job-command.ts';
import { findVersion, type JobRow, updateJob } from './job-repository.ts';
import { isDraftChanged } from './job-views.ts';
import { supersedePlans } from './plan-repository.ts';
import { chooseAsAsked } from './restore-choice.ts';
import { findNewestRun, type RunRow } from './run-repository.ts';
import { listSavepointsOfRun } from './savepoint-repository.ts';
import { chooseVersion, parallelismUnder, versionAfterRollback } from './versions.ts';

type Start = z.output<typeof JobStart>;

/**
 * Publishes the draft when it changed and asks for RUNNING; after a roll-back, of the version that was gone back to. Asked again while the same is under way or runs, it changes nothing
 * and answers the same. Throws JOB_EXTERNAL, JOB_NOT_STARTABLE, JOB_HAS_NO_STATEMENT, SQL_CONNECTOR_MISSING, SQL_CONNECTOR_NOT_ON_ENGINE, JOB_STATE_UNVERIFIED, SAVEPOINT_NOT_USABLE,
 * VERSION_NOT_FOUND, SOURCE_TIME_NOT_USED, GENERATION_MISMATCH.
 */
export async function startJob(
  deps: CommandDeps,
  jobId: string,
  asked: Start,
  actor: string,
  options: CommandOptions,
): Promise<Job> {
  const { db } = deps.database;
  const before = await deps.reader.row(jobId);
  checkBound(before);
  const first = await withVersion(db, before, asked);
  if (!(await isUnderWay(db, before, await findNewestRun(db, jobId), first))) await checkStart(deps, before, first);
  await deps.journal.transaction(async (tx, record) => {
    const job = await openJob(tx, jobId, options);
    const run = await findNewestRun(tx, jobId);
    const input = await withVersion(tx, job, asked);
    if (await isUnderWay(tx, job, run, input)) {
      await options.also?.(tx, { generation: job.generation });
      return;
    }
    if (isActive(run)) {
      throw new LiusuError('JOB_NOT_STARTABLE', isInPhase(job.name, run.phase), {
        params: { phase: run.phase },
      });
    }
    if (job.draft_revision !== before.draft_revision) throw draftMismatch(job);
    const now = isoOf(deps.clock.nowMs());
    const version = await chooseVersion(tx, deps, job, input.version, actor, record);
    await supersedePlans(tx, jobId, 'A start took its place.', now);
    await updateJob(tx, jobId, {
      desired_state: 'RUNNING',
      desired_version: version.version,
      desired_parallelism: (await parallelismUnder(tx, job, version)).desired,
      desired_restore: JSON.stringify(input.restore),
      desired_allow_non_restored: input.allowNonRestored ? 1 : 0,
      desired_source_time: input.sourceTime ?? null,
      desired_run_id: newId('run'),
      generation: job.generation + 1,
      desired_since: now,
    });
    await record(job, {
      kind: 'job.start-requested',
      params: { version: version.version, restore: input.restore.kind, sourceTime: input.sourceTime ?? null },
      reason: 'A start was asked for.',
      actor,
    });
    await options.also?.(tx, { generation: job.generation + 1 });
  });
  return commanded(deps, jobId);
}

/** A start that names no version means the draft; after a roll-back it means what was gone back to, until the draft is changed. */
async function withVersion(db: Db, job: JobRow, asked: Start): Promise<Start> {
  const version = asked.version ?? (await versionAfterRollback(db, job));
  return version === undefined ? asked : { ...asked, version };
}

/** True when what is asked for is what is wanted already, and is running or on its way. */
async function isUnderWay(db: Db, job: JobRow, run: RunRow | undefined, input: Start): Promise<boolean> {
  if (job.desired_state !== 'RUNNING' || job.desired_version === null) return false;
  // A run that ended under the command in force: a start is then a new wish.
  if (run?.generation === job.generation && !isActive(run)) return false;
  const isSameState = input.restore.kind === 'latest' || JSON.stringify(input.restore) === job.desired_restore;
  if (!isSameState || (input.sourceTime ?? null) !== job.desired_source_time) return false;
  if (input.version !== undefined) return input.version === job.desired_version;
  const latest = await findVersion(db, job.id, job.latest_version ?? 0);
  return latest?.version === job.desired_version && !isDraftChanged(job, latest);
}

/** What can be told before anything is written: it takes looks at files, which no transaction should wait for. */
async function checkStart(deps: CommandDeps, job: JobRow, input: Start): Promise<void> {
  const { db } = deps.database;
  const version = input.version === undefined ? undefined : await findVersion(db, job.id, input.version);
  const script = version?.script ?? job.draft_script;
  const settings = JobSettings.parse(JSON.parse(version?.settings ?? job.draft_settings));
  deps.submitter.countSteps(script, settings, version?.engine ?? deps.clusters.get(job.cluster_id).engine);
  if (input.sourceTime !== undefined) {
    if (input.restore.kind !== 'none') {
      const told = words(
        'sourceTime 只用于不带状态的启动（restore: none）。',
        'sourceTime is only for a start without state (restore: none).',
      );
      throw new LiusuError('INVALID_INPUT', told, {
        fields: [{ path: 'sourceTime', message: 'only with restore: none', zh: '只能与 restore: none 一起使用' }],
      });
    }
    if (!script.includes(`\${${startTimeVariable}}`)) {
      throw new LiusuError(
        'SOURCE_TIME_NOT_USED',
        words(
          `${job.name} 的脚本里没有 \${${startTimeVariable}}。`,
          `The script of ${job.name} does not contain \${${startTimeVariable}}.`,
        ),
      );
    }
  }
  if (settings.mode !== 'streaming') return;
  const choice = await chooseAsAsked(deps, db, job, input.restore);
  if (choice.kind === 'refused') {
    const { zh, en } = choice.reason;
    throw new LiusuError(
      choice.code,
      words(`作业 ${job.name} 没有启动：${zh}。`, `The job ${job.name} was not started: ${en}.`),
    );
  }
}

const stopReasons = {
  savepoint: 'A stop with savepoint was asked for.',
  drain: 'A stop that drains the job was asked for.',
  cancel: 'A cancel was asked for.',
} as const;

/**
 * Asks for STOPPED. Asked again with `cancel`, it gives up the savepoint under way. Throws JOB_NOT_STOPPABLE, JOB_STOP_UNDER_WAY for a
 * way to end it that can't be had any more, GENERATION_MISMATCH.
 */
export async function stopJob(
  deps: CommandDeps,
  jobId: string,
  input: z.output<typeof JobStop>,
  actor: string,
  options: CommandOptions,
): Promise<Job> {
  await deps.journal.transaction(async (tx, record) => {
    const job = await openJob(tx, jobId, options);
    const run = await findNewestRun(tx, jobId);
    if (!isActive(run) && job.desired_state === 'STOPPED') {
      throw new LiusuError(
        'JOB_NOT_STOPPABLE',
        words(`作业 ${job.name} 没有在运行。`, `The job ${job.name} does not run.`),
        { params: { phase: job.phase } },
      );
    }
    if (run !== undefined) await refuseOtherEnd(tx, job, run, input.mode);
    const now = isoOf(deps.clock.nowMs());
    await supersedePlans(tx, jobId, 'A stop took its place.', now);
    await updateJob(tx, jobId, {
      desired_state: 'STOPPED',
      desired_stop_mode: input.mode,
      generation: job.generation + 1,
      desired_since: now,
    });
    await record(job, {
      kind: 'job.stop-requested',
      runId: run?.id ?? null,
      params: { mode: input.mode },
      reason: stopReasons[input.mode],
      actor,
    });
    await options.also?.(tx, { generation: job.generation + 1 });
  });
  return commanded(deps, jobId);
}

/**
 * What was sent to Flink decides how a run ends, and a cancel alone still ends it sooner. Whether windows fire is of consequence: a
 * drained state can't be gone on from, so neither way is quietly taken for the other.
 */
async function refuseOtherEnd(tx: Db, job: JobRow, run: RunRow, mode: z.output<typeof JobStop>['mode']): Promise<void> {
  if (mode === 'cancel' || (mode === 'savepoint' && run.phase !== 'SUSPENDING')) return;
  if (run.phase !== 'SUSPENDING' && run.phase !== 'CANCELLING') return;
  const stop = (await listSavepointsOfRun(tx, run)).findLast(({ origin }) => origin === 'stop');
  const present = run.phase === 'CANCELLING' ? 'cancel' : stop?.drained === 1 ? 'drain' : 'savepoint';
  if (present === mode) return;
  const told = words(
    `作业 ${job.name} ${endWords[present].zh}，不能再改为${modeWords[mode].zh}。`,
    `The job ${job.name} ${endWords[present].en}, which cannot become ${modeWords[mode].en} any more.`,
  );
  throw new LiusuError('JOB_STOP_UNDER_WAY', told, { params: { present, asked: mode } });
}

const endWords = {
  savepoint: words('正在做保存点后停止', 'is being stopped with a savepoint'),
  drain: words('正在排空', 'is being drained'),
  cancel: words('正在取消', 'is being cancelled'),
};
const modeWords = { savepoint: words('保存点停止', 'a stop with a savepoint'), drain: words('排空', 'a drain') };

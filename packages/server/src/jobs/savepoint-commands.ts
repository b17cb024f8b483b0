/** Savepoints by hand: take one, delete one. */
import { Restore, type Savepoint } from '@liusu/contract/job';

import type { Db } from '../db/database.ts';
import { LiusuError } from '../lib/errors.ts';
import { type Words, words } from '../lib/words.ts';
import { newSavepointRow } from './execute-savepoint.ts';
import { type CommandDeps, type CommandOptions, isActive, isInPhase, openJob } from './job-command.ts';
import type { JobRow } from './job-repository.ts';
import { savepointView } from './job-views.ts';
import { findNewestPlan } from './plan-repository.ts';
import { chooseAsAsked, type RestoreChoice } from './restore-choice.ts';
import { findNewestRun, type RunRow } from './run-repository.ts';
import { findSavepoint, insertSavepoint, type SavepointRow, updateSavepoint } from './savepoint-repository.ts';
import { sameLocation } from './state-files.ts';

/** Asks for a savepoint of a running job, which goes on. Throws SAVEPOINT_NOT_POSSIBLE when it does not run, GENERATION_MISMATCH. */
export async function triggerSavepoint(
  deps: CommandDeps,
  jobId: string,
  actor: string,
  options: CommandOptions,
): Promise<Savepoint> {
  const row = await deps.journal.transaction(async (tx, record) => {
    const job = await openJob(tx, jobId, options);
    const run = await findNewestRun(tx, jobId);
    if (run?.phase !== 'RUNNING') {
      throw new LiusuError('SAVEPOINT_NOT_POSSIBLE', isInPhase(job.name, job.phase), { params: { phase: job.phase } });
    }
    const savepoint = newSavepointRow(deps, deps.clusters.get(run.cluster_id), job, run, 'user');
    await insertSavepoint(tx, savepoint);
    await record(job, {
      kind: 'savepoint.requested',
      runId: run.id,
      params: { savepointId: savepoint.id },
      reason: 'A savepoint was asked for.',
      actor,
    });
    await options.also?.(tx, { generation: job.generation, subjectId: savepoint.id });
    return savepoint;
  });
  deps.reconciler.wake(jobId);
  return savepointView(row, { code: 'NOT_COMPLETED', reason: words('正在进行', 'it is in progress') });
}

/**
 * Marks it; the controller deletes the files. Throws SAVEPOINT_IN_USE for one that a start may choose, or that the running run may
 * have to start from again; NOT_FOUND.
 */
export async function requestSavepointDelete(
  deps: CommandDeps,
  jobId: string,
  savepointId: string,
  actor: string,
  options: CommandOptions,
): Promise<Savepoint> {
  const { db } = deps.database;
  const seen = await deps.reader.row(jobId);
  const active = await findNewestRun(db, jobId);
  const latest = isActive(active) ? undefined : await chooseAsAsked(deps, db, seen, { kind: 'latest' });
  const row = await deps.journal.transaction(async (tx, record) => {
    const job = await openJob(tx, jobId, options);
    const found = await findSavepoint(tx, savepointId);
    if (found === undefined || found.job_id !== jobId) {
      throw new LiusuError(
        'NOT_FOUND',
        words(`作业 ${job.name} 没有保存点 ${savepointId}。`, `The job ${job.name} has no savepoint ${savepointId}.`),
      );
    }
    const run = await findNewestRun(tx, jobId);
    if (run?.id !== active?.id || run?.phase !== active?.phase || job.generation !== seen.generation) {
      throw new LiusuError(
        'SAVEPOINT_IN_USE',
        words(
          '作业正在变化，它可能从哪里启动还没有确定。',
          'The job is changing; what it may start from is not settled.',
        ),
      );
    }
    if (found.state !== 'DELETING') {
      const need = await needOf(tx, job, run, found, latest);
      if (need !== undefined) {
        const told = words(`没有删除：${need.zh}。`, `It was not deleted: ${need.en}.`);
        throw new LiusuError('SAVEPOINT_IN_USE', told, { params: { savepointId } });
      }
      await updateSavepoint(tx, savepointId, { state: 'DELETING' });
      await record(job, {
        kind: 'savepoint.delete-requested',
        runId: found.run_id,
        params: { savepointId, path: found.path },
        reason: 'The deletion of a savepoint was asked for.',
        actor,
      });
    }
    await options.also?.(tx, { generation: job.generation, subjectId: savepointId });
    return { ...found, state: 'DELETING' };
  });
  deps.reconciler.wake(jobId);
  return savepointView(row, { code: 'NOT_COMPLETED', reason: words('正在删除', 'it is being deleted') });
}

/** Why the job may still need it; undefined when it does not. `latest`: what a start would choose now, for a job at rest. */
async function needOf(
  tx: Db,
  job: JobRow,
  run: RunRow | undefined,
  row: SavepointRow,
  latest: RestoreChoice | undefined,
): Promise<Words | undefined> {
  if (row.state === 'IN_PROGRESS') return words('Flink 还在写它', 'Flink is still writing it');
  const isAt = (path: string | null | undefined) => path != null && row.path !== null && sameLocation(path, row.path);
  if (latest?.kind === 'state' && isAt(latest.path))
    return words('启动会选它作为最新状态', 'a start would choose it as the latest state');
  if (latest?.kind === 'refused' && row.run_id === run?.id) {
    return words(
      '它是上一次运行的状态，而现在无法判断哪份状态最新',
      'it is state of the last run, and it cannot be told which state is the latest',
    );
  }
  // One that was refused is followed by another from the same state.
  const isWanted = job.desired_state === 'RUNNING' && run?.phase !== 'FINISHED';
  const goesOn = isWanted || isActive(run);
  if (goesOn && run?.first_checkpoint_at === null && isAt(run.restore_path)) {
    return words(
      '最新的运行从它启动，还没有看到自己的检查点完成',
      'the newest run started from it and has not been seen to complete a checkpoint of its own',
    );
  }
  if (isActive(run) && row.run_id === run.id && row.origin === 'stop') {
    return words(
      '它是为停止当前运行而做的，作业可能还要从它恢复',
      'it was taken to stop the active run, which may have to start again from it',
    );
  }
  const plan = await findNewestPlan(tx, job.id);
  const isOpen = plan?.state === 'ACTIVE' || plan?.state === 'ROLLING_BACK';
  if (isOpen && (plan.savepoint_id === row.id || plan.replaced_run_id === row.run_id)) {
    return words('正在进行的变更需要它', `the ${plan.kind} under way needs it`);
  }
  const restore = Restore.parse(JSON.parse(job.desired_restore));
  const isChosen = job.desired_state === 'RUNNING' && restore.kind === 'savepoint' && restore.savepointId === row.id;
  if (isChosen && (run === undefined || run.generation < job.generation))
    return words('已要求的启动选定了它', 'the start that was asked for chose it');
  return undefined;
}
